"""What is typed, read into values."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from ubudehe.language.fields import Line, Passage, PersonName, PublicLine


@pytest.mark.parametrize("kind", [Line, PersonName, PublicLine])
@pytest.mark.parametrize("typed", ["A\nB", "A \r\n B", "A\tB", "A\u2028B", "\nA  B\n"])
def test_a_text_of_one_line_holds_no_other(kind: Any, typed: str) -> None:
    """As outsiders found: a quoted cell with a line break made a name of two lines."""
    assert TypeAdapter(kind).validate_python(typed) == "A B"


def test_a_passage_keeps_its_lines() -> None:
    assert TypeAdapter(Passage).validate_python("A\nB") == "A\nB"
