"""Lists of officers say which village by its name: nobody knows villages by their codes."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World

NAME = "Rugayantete"


@pytest.mark.parametrize("page", ["appeals", "requests", "duplicates"])
def test_a_village_in_a_list_is_called_by_its_name(
    world: World, facilitator: Visitor, page: str
) -> None:
    shown = re.sub(r"<[^>]*>", "", facilitator.get(f"/en/work/{VILLAGE}/{page}"))
    assert VILLAGE not in shown
    assert NAME in shown
