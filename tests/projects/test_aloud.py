"""What somebody holds up to a meeting: one thing a screen, each of them once, nothing hidden."""

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import PLANS, cast, closed, codes, prepared

MEETING = f"/en/work/{VILLAGE}/assemblies"


def shown(visitor: Visitor, path: str) -> list[str]:
    """Return every screen from the first on, as one goes through them."""
    found, at = [], 1
    while (answer := visitor.client.get(f"{path}/{at}")).status_code == 200:
        last = f'href="{at + 1}"' not in answer.text
        found.append(answer.text.split('<div class="aloud">')[1].split("</div>")[0])
        at += 1
        assert last == (visitor.client.get(f"{path}/{at}").status_code == 404)
    return found


@pytest.mark.both_engines
def test_a_vote_is_held_up_project_by_project_before_and_after_the_count(world: World) -> None:
    visitor, vote = prepared(world)
    path, stranger = f"/en/votes/{vote.rsplit('/', 1)[1]}/aloud", Visitor(world.client())
    before = shown(stranger, path)
    assert len(before) == 1 + len(PLANS)
    assert "500" in before[0]
    for title, _ in PLANS:
        assert sum(f"<h1>{title}</h1>" in one for one in before) == 1
    assert not any("vote" in one.split("<h1>")[1] for one in before[1:])

    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for card in cards[:8]:
        cast(world, card, ("Bridge", "Water tank"))
    closed(visitor, vote, 8)
    after = shown(stranger, path)
    assert ["Chosen" in one and "Not chosen" not in one for one in after] == [
        False, True, True, False,
    ]  # fmt: skip
    assert "8 votes" in after[1]


@pytest.mark.both_engines
def test_a_meeting_is_held_up_as_far_as_it_is(world: World) -> None:
    visitor, _vote = prepared(world)
    path = visitor.get(MEETING).split(f"{MEETING}/")[2].split('"')[0]
    screens = shown(visitor, f"{MEETING}/{path}/aloud")
    assert "Quorum reached" in screens[1]
    assert any("On the agenda" in one for one in screens)
    assert any("prepared" in one for one in screens)
