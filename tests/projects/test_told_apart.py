"""Projects on one ballot are told apart: by whoever reads it, and by whoever only looks."""

import pytest

from tests.conftest import World
from tests.projects.ballots import HERE, in_meeting, propose


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("Ivomo", "tap"), ("IVÓMO ", "water"), "Two projects are called"),
        (("Bridge", "bridge"), ("Road", "bridge"), "have the same symbol"),
        (("Bridge", ""), ("Road", "road"), "Without a picture: «Bridge»"),
        (("Bridge", ""), ("Road", ""), "Without a picture: «Bridge», «Road»"),
        (("Bridge", "bridge"), ("Road", "road"), ""),
    ],
)
def test_projects_that_look_alike_are_refused(
    world: World, first: tuple[str, str], second: tuple[str, str], said: str
) -> None:
    visitor = in_meeting(world)
    both = (first, second)
    ids = [propose(visitor, title, 200_000, symbol=symbol) for title, symbol in both]
    vote = {
        "proposals": ids,
        "budget": "300 000",
        "method": "hands",
        "electorate": "households",
        "kind": "approval",
        "marks": "2",
        "rule": "greedy_votes",
    }
    if said:
        assert said in visitor.refused(f"{HERE}/votes/new", vote)
    else:
        visitor.done(f"{HERE}/votes/new", vote)
