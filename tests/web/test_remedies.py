"""What must be done first is one tap away, and told before anything is typed in vain."""

import ast
from pathlib import Path

import pytest

import ubudehe
from tests.assemblies.test_meeting import OPEN
from tests.conftest import VILLAGE, Visitor, World
from ubudehe.web.remedies import REMEDIES, ways_to

HERE = f"/en/work/{VILLAGE}"


def said() -> set[str]:
    """Return every text in the code of the app but the table itself."""
    files = Path(ubudehe.__file__).parent.rglob("*.py")
    trees = [ast.parse(file.read_text("utf-8")) for file in files if file.stem != "remedies"]
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_each_message_of_the_table_is_said_and_none_about_a_meeting_lacks() -> None:
    texts = said()
    assert set(REMEDIES) <= texts, "a message was changed, and its way got lost"
    assert {one for one in texts if "Open a meeting first" in one} <= set(REMEDIES)


def test_each_way_stands_once() -> None:
    msgids = [
        "Count who is there first.",
        "Another meeting is still open. Close its minutes first.",
    ]
    assert ways_to([*msgids, "Fill this in."], "/en/work/1") == (
        ("/en/work/1/assemblies", "Meetings"),
    )


def test_without_a_meeting_the_page_says_so_before_twenty_are_decided(
    world: World, facilitator: Visitor
) -> None:
    facilitator.done(f"{HERE}/categories/start", {"scheme": "2020", "estimated": "60"})
    page = facilitator.get(f"{HERE}/categories/agree")
    assert "Only an open meeting can decide categories. Open a meeting first." in page
    assert f'href="{HERE}/assemblies/open"' in page.partition('id="typed"')[0]
    assert "<title>Error" not in page


@pytest.mark.parametrize("path", ["votes/new", "projects/order", "money/rules/new"])
def test_what_only_a_meeting_decides_says_so_at_once(facilitator: Visitor, path: str) -> None:
    page = facilitator.get(f"{HERE}/{path}")
    assert f'class="button" href="{HERE}/assemblies/open"' in page


def test_while_a_meeting_is_open_no_other_is_typed_in_vain(facilitator: Visitor) -> None:
    facilitator.done(f"{HERE}/assemblies/open", OPEN)
    page = facilitator.get(f"{HERE}/assemblies/open")
    assert "Another meeting is still open. Close its minutes first." in page
    assert f'class="button" href="{HERE}/assemblies"' in page


@pytest.mark.parametrize("path", ["assemblies/open", "map", "categories", "households/new"])
def test_each_way_leads_somewhere(facilitator: Visitor, path: str) -> None:
    assert path in {one for one, _ in REMEDIES.values()}
    assert facilitator.client.get(f"{HERE}/{path}").status_code == 200
