"""Photos of signed tallies and where ballots came from, as far as they point at nobody."""

import json
import re
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from sqlmodel import select

from tests.assemblies.minutes import pages
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.projects.ballots import cast, closed, codes, letters, prepared, published, row
from ubudehe.households.isibos.listing import known_isibos
from ubudehe.households.isibos.rules import KnownIsibo
from ubudehe.projects.voting.closing.counting import papers_of
from ubudehe.projects.voting.roll.queries import isibos
from ubudehe.projects.voting.tables import TallyPhoto


def picture(shade: int) -> dict[str, tuple[str, bytes, str]]:
    """Return a photo as a form sends it."""
    out = BytesIO()
    Image.new("RGB", (300, 200), (shade, 90, 40)).save(out, "JPEG")
    return {"photo": ("tally.jpg", out.getvalue(), "image/jpeg")}


def on_paper(world: World, *piles: tuple[str, int, str]) -> tuple[Visitor, str, int]:
    """Count a vote on cards and papers: five cards, and piles of (title, papers, isibo)."""
    visitor, vote = prepared(world, method="mixed", cards="5")
    cards, by = codes(visitor, vote), letters(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards:
        cast(world, code, ("Bridge",))
    chair = world.signed_in("chair", VILLAGE)
    for pile, (title, many, isibo) in enumerate(piles, start=1):
        for one in (visitor, chair):
            one.done(f"{vote}/paper/{pile}", {"step": "many", "lines": f"{by[title]}\n" * many})
            told = {"isibo": isibo} if one is visitor else {}
            one.done(f"{vote}/paper/{pile}/done", told)
    all_ = 5 + sum(many for _, many, _ in piles)
    closed(visitor, vote, all_)
    return visitor, vote, all_


def renamed(world: World, visitor: Visitor, name: str) -> None:
    """Rename an isibo of the village."""
    with world.services.database.read() as session:
        (found,) = (one.id for one in known_isibos(session, VILLAGE) if one.name == name)
    visitor.done(f"/en/work/{VILLAGE}/households/isibos/{found}", {"name": "Ihuriro"})


def hashes(world: World) -> dict[str, bool]:
    """Return the photos that are kept, and whether everybody sees them."""
    with world.services.database.read() as session:
        return {one.sha256: one.shown for one in session.exec(select(TallyPhoto))}


def isibo_of(world: World) -> str:
    """Return the name of an isibo of the village."""
    with world.services.database.read() as session:
        return isibos(session, VILLAGE)[0]


def test_a_tally_whose_numbers_are_published_is_shown(world: World) -> None:
    place = isibo_of(world)
    visitor, vote, _ = on_paper(world, ("Water tank", 6, ""), ("Bridge", 5, place))
    page = f"{vote}/tally/photo"
    assert "Choose a photo" in visitor.refused(page, {"covered": "true"})
    bad = {"photo": ("a.jpg", b"no photo", "image/jpeg")}
    assert "not a photo" in visitor.refused(page, {"covered": "true"}, bad)
    visitor.done(page, {"covered": "true"}, picture(10))
    assert "kept already" in visitor.refused(page, {"covered": "true"}, picture(10))
    visitor.done(page, {"covered": "false"}, picture(20))
    kept = hashes(world)
    assert sorted(kept.values()) == [False, True]
    shown, hidden = sorted(kept, key=kept.__getitem__, reverse=True)
    public = f"/en/votes/{row(world, vote).id}"
    result = world.client().get(public).text
    assert f"/r/{shown}" in result
    assert hidden not in result
    assert "1 photo of a tally is kept in the village" in result
    assert world.client().get(f"/r/{shown}").status_code == 200
    assert world.client().get(f"/r/{hidden}").status_code == 404
    # People who keep the village's votes see both; strangers and neighbours neither.
    assert visitor.client.get(f"{page}/{hidden}").content[:2] == b"\xff\xd8"
    assert world.signed_in("treasurer", VILLAGE).client.get(f"{page}/{hidden}").status_code == 403
    assert visitor.client.get(f"{page}/{'0' * 64}").status_code == 404
    other = page.replace(VILLAGE, "22120305")
    assert visitor.client.get(f"{other}/{hidden}").status_code == 403
    # Five cards, six papers of the hall, five of an isibo: each of them may be told.
    for said in ("With cards, on a phone", "On paper, in the hall", f"On paper, in isibo {place}"):
        assert said in result
    origins = json.loads(published(world, vote)["result.json"])["origins"]
    assert origins == {"phone": 5, "hall": 6, f"isibo:{place}": 5}
    for shade in (30, 40):
        visitor.done(page, {"covered": "false"}, picture(shade))
    assert "at most 4 photos" in visitor.refused(page, {"covered": "false"}, picture(50))
    renamed(world, visitor, place)
    assert f"On paper, in isibo {place}" in world.client().get(public).text, "as it was counted"
    for minutes in pages(world, visitor):
        assert "With cards, on a phone: 5." in minutes
        assert f"On paper, in isibo {place}: 5." in minutes
    assert faults_of_grown(world) == []


def test_papers_count_for_an_isibo_as_it_is_called_when_they_are_counted() -> None:
    now = KnownIsibo(UUID(int=1), "Ihuriro", formerly=("isano",))
    joined = KnownIsibo(UUID(int=2), "Isoko", joined_into=now.id)
    piles: list[tuple[str, list[bytes | None]]] = [
        ("Isano", [b"1", None]),
        ("Isoko", [b"1"]),
        ("", [b"1"]),
        ("Kera", [b"1"]),
    ]
    assert papers_of(piles, [now, joined]) == {"Ihuriro": 2, "": 1, "Kera": 1}


def test_where_numbers_are_hidden_the_photo_stays_and_no_origin_is_told(world: World) -> None:
    visitor, vote, _ = on_paper(world, ("Water tank", 3, ""), ("School desks", 8, ""))
    visitor.done(f"{vote}/tally/photo", {"covered": "true"}, picture(10))
    ((digest, shown),) = hashes(world).items()
    assert not shown, "three votes for the tank stand on it"
    result = world.client().get(f"/en/votes/{row(world, vote).id}").text
    assert digest not in result
    assert world.client().get(f"/r/{digest}").status_code == 404
    with world.services.database.read() as session:
        entries = session.connection().exec_driver_sql("SELECT entry FROM log_leaf").scalars()
        assert not any(digest.encode() in bytes(entry) for entry in entries), "only its seal"


@pytest.mark.both_engines
def test_few_ballots_of_one_way_are_not_told(world: World) -> None:
    place = isibo_of(world)
    visitor, vote, _ = on_paper(world, ("Water tank", 9, ""), ("Bridge", 2, place))
    assert row(world, vote).origins == {"phone": 5, "hall": 9, f"isibo:{place}": 2}
    result = visitor.get(f"/en/votes/{row(world, vote).id}")
    assert "How the ballots came in" not in result
    assert json.loads(published(world, vote)["result.json"])["origins"] is None
    own, _, public = pages(world, visitor)
    assert f"On paper, in isibo {place}: 2." in own
    assert "On paper, in" not in public


@pytest.mark.both_engines
@pytest.mark.parametrize(("women", "shown"), [(8, True), (3, False), (27, False)])
def test_hands_of_few_women_keep_the_photo_in_the_village(
    world: World, women: int, shown: bool
) -> None:
    """Thirty women and twenty men are there: 3 hands of women, or 3 women without a hand."""
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'name="women\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    typed = {f"{sex}.{id_}": "8" for id_ in ids for sex in ("women", "men")}
    typed[f"women.{ids[0]}"] = str(women)
    chair = world.signed_in("chair", VILLAGE)
    for turn, name, one in ((1, "Rose", visitor), (2, "Jean", chair)):
        one.done(f"{vote}/count/{turn}", {"name": name, **typed})
    visitor.done(f"{vote}/close", {})
    visitor.done(f"{vote}/tally/photo", {"covered": "true"}, picture(10))
    assert list(hashes(world).values()) == [shown]
