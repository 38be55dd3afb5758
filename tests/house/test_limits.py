"""How large things may become, and that the docs name everything there is."""

import re

import pytest

from tests.house.figures import ROOT, Source, Template, share_of, sources, templates
from ubudehe.cli import COMMANDS
from ubudehe.web.metrics import METRICS


def over(files: tuple[Source, ...], most: int) -> list[str]:
    return [f"{one.name}: {one.lines}" for one in files if one.lines > most]


def test_no_file_is_longer_than_one_reads_at_once() -> None:
    assert over(sources("ubudehe"), 500) == []
    assert over(sources("tests"), 600) == []


def test_no_function_is_longer_than_a_screen() -> None:
    every = [one for file in sources("ubudehe") for one in file.functions]
    assert [one.where for one in every if one.lines > 60] == []
    assert sorted(one.lines for one in every)[len(every) * 95 // 100] <= 32


def test_every_public_function_says_what_it_does_and_every_answer_is_typed() -> None:
    every = [one for file in sources("ubudehe") for one in file.functions]
    public = [one for one in every if one.public and "__" not in one.where]
    assert [one.where for one in public if not one.told] == []
    assert [one.where for one in every if not one.typed] == []


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
def test_no_template_is_longer_than_it_can_be_read(one: Template) -> None:
    assert one.lines <= 370


def test_templates_decide_little() -> None:
    """What is shown is ready in the value of the page; an `if` within a line hides nothing."""
    assert share_of("conditions") <= 8
    assert share_of("inline") <= 0.9
    worst = [one for one in templates() if one.lines >= 30 and one.conditions > one.lines / 4]
    assert [one.name for one in worst] == []


def documented() -> str:
    paths = [ROOT / "README.md", ROOT / "deploy/README.md", *(ROOT / "docs").glob("*.md")]
    return "\n".join(path.read_text("utf-8") for path in paths)


def test_every_command_and_setting_is_in_the_docs() -> None:
    text = documented()
    assert [name for name in COMMANDS if not re.search(rf"(ubudehe|make) {name}\b", text)] == []
    asked = set(re.findall(r"UBUDEHE_[A-Z_]+", (ROOT / "ubudehe/settings.py").read_text("utf-8")))
    told = set(re.findall(r"`(UBUDEHE_[A-Z_]+)`", (ROOT / "deploy/README.md").read_text("utf-8")))
    assert told == asked


def test_every_metric_is_in_the_docs() -> None:
    told = set(re.findall(r"`(ubudehe_\w+)`", (ROOT / "deploy/README.md").read_text("utf-8")))
    assert told == {one.name for one in METRICS}


SHARED = {"Act", "BadFile", "Ballot", "Fault", "Grant", "Level", "Said"}
"""Names that two classes still bear; a new one is not allowed to join them."""


def test_no_two_classes_bear_one_name() -> None:
    """Whoever searches for a name finds one thing; private ones are nobody else's business."""
    names = [
        name for file in sources("ubudehe") for name in file.classes if not name.startswith("_")
    ]
    assert {name for name in names if names.count(name) > 1} == SHARED
