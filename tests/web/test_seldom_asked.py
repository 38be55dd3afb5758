"""Pages that no link of the demo leads to, nor any other test: each is there on each engine."""

import re

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import come, prepared

pytestmark = pytest.mark.both_engines


def test_pages_of_a_vote_on_paper_to_be_printed(world: World) -> None:
    visitor, vote = prepared(world, method="paper")
    assert "<table" in visitor.get(f"{vote}/roll/paper")
    assert "Bridge" in visitor.get(f"{vote}/papers")
    visitor.done(f"{vote}/open", {})
    come(world, visitor, vote, 3)
    pile = f"{vote}/paper/1"
    visitor.done(pile, {"step": "many", "lines": "A\nB"})
    assert '<form method="post"' in visitor.get(f"{pile}/again")


def test_the_result_of_a_vote_as_a_poster(facilitator: Visitor) -> None:
    votes = re.findall(r"/en/votes/[0-9a-f-]{36}", facilitator.get(f"/en/p/{VILLAGE}/projects"))
    assert votes
    assert "<h1" in facilitator.get(f"{votes[0]}/poster")


def test_a_place_is_found_by_a_part_of_its_name(world: World) -> None:
    with_it = world.client().get("/en/find", params={"q": "kimi"})
    assert with_it.status_code == 200
    assert "/en/p/" in with_it.text


def test_the_page_that_verifies_brings_its_scripts(world: World) -> None:
    client = world.client()
    page = client.get("/en/verify").text
    scripts = re.findall(r'src="(/verify[^"]+)"', page)
    assert len(scripts) == 2
    for one in scripts:
        assert client.get(one).headers["content-type"].startswith("text/javascript")
    assert client.get("/verifying-other.js").status_code == 404
    assert client.get("/en/verify.html").status_code == 200


def test_an_administrator_sees_the_country_and_signs_out(administrator: Visitor) -> None:
    assert "<h1" in administrator.get("/en/work/country")
    assert administrator.client.get("/en/work/sign-out").status_code < 400
