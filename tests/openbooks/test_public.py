"""Public pages over HTTP: true, cached, silent about people."""

import re
import zipfile
from io import BytesIO
from uuid import UUID

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import cast, closed, codes, come, prepared
from tests.test_walk import crawl
from ubudehe.households.tables import HouseholdIdentity
from ubudehe.language.messages import LANGUAGES
from ubudehe.ledger.entries.sums import balances
from ubudehe.people.tables import Account
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.tables import LogHead, Total


def test_no_public_page_names_anybody(world: World) -> None:
    nobody_is_named(world, "en")


@pytest.mark.parametrize("lang", sorted(set(LANGUAGES) - {"en"}))
def test_nor_does_one_in_another_language(world: World, lang: str) -> None:
    nobody_is_named(world, lang)


def nobody_is_named(world: World, lang: str) -> None:
    with world.services.database.read() as session:
        names = set(session.exec(select(HouseholdIdentity.head)).all())
        names |= set(session.exec(select(Account.name)).all())
        names |= {phone[4:] for phone in session.exec(select(Account.phone)).all()}
    visitor = Visitor(world.client())
    seen = crawl(visitor, f"/{lang}/p/{VILLAGE}", f"/{lang}/", most=90)
    assert len(seen) > 50
    for path in seen:
        page = visitor.client.get(path).text
        assert not [name for name in names if name in page], path


def test_sums_of_the_nation_are_the_sums_of_its_villages(world: World) -> None:
    visitor = Visitor(world.client())
    with world.services.database.read() as session:
        expected = sum(session.exec(select(Total.value).where(Total.measure == "money_in")).all())
    shown = f"{expected:,}".replace(",", "\u00a0") + "\u00a0Frw"
    assert shown in visitor.get("/en/")


def test_a_page_is_kept_until_the_record_grows(world: World) -> None:
    client = world.client()
    path = f"/en/p/{VILLAGE}"
    first = client.get(path, headers={"accept-encoding": "br"})
    etag = first.headers["etag"]
    assert "x-page-of" not in first.headers
    assert first.headers["content-encoding"] == "br"
    again = client.get(path, headers={"accept-encoding": "br", "if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    gzipped = client.get(path, headers={"accept-encoding": "gzip"})
    assert gzipped.headers["content-encoding"] == "gzip"
    assert gzipped.text == first.text
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"/en/work/{VILLAGE}/projects/need", {"text": "A bridge over the river"})
    fresh = client.get(path, headers={"accept-encoding": "br", "if-none-match": etag})
    assert fresh.status_code == 200
    assert fresh.headers["etag"] != etag


def test_who_is_signed_in_sees_the_same_public_page(world: World) -> None:
    anonymous = Visitor(world.client()).get(f"/en/p/{VILLAGE}")
    assert world.signed_in("chair", VILLAGE).get(f"/en/p/{VILLAGE}") == anonymous


def test_balances_on_the_page_are_those_of_the_books(world: World) -> None:
    with world.services.database.read() as session:
        bank = balances(session, VILLAGE)["Assets:Bank:Main", "RWF"]
    assert f"{bank:,}".replace(",", "\u00a0") in Visitor(world.client()).get(f"/en/p/{VILLAGE}")


def test_villages_with_a_record(world: World) -> None:
    found = world.client().get("/data/villages.json").json()
    with world.services.database.read() as session:
        sizes = dict(session.exec(select(LogHead.log, LogHead.size)).all())
    assert [set(one) for one in found["villages"]] == [{"code", "name", "path", "record_size"}] * 3
    for one in found["villages"]:
        assert one["record_size"] == sizes[one["code"]]
        assert one["path"].startswith(one["name"] + ", ")


@pytest.mark.parametrize(
    "path",
    [
        "/en/p/99",
        "/en/p/abc",
        "/en/p/22120308/ledger/0",
        "/en/p/22120308/ledger/5000",
        "/en/p/22120308/ledger/9999999",
        "/en/p/2212/ledger",
        "/en/entries/00000000-0000-4000-8000-000000000000",
        "/xx/p/22120308",
        "/en/nothing",
        "/r/" + "0" * 64,
        "/r/../../etc/passwd",
    ],
)
def test_what_is_not_there_is_said_so(world: World, path: str) -> None:
    assert world.client().get(path).status_code == 404


def test_the_first_page_speaks_the_visitors_language(world: World) -> None:
    client = world.client()
    french = client.get("/", headers={"accept-language": "de-DE,fr;q=0.8,en;q=0.5"})
    assert french.headers["location"] == "/fr/"
    assert client.get("/").headers["location"] == "/rw/"
    assert client.get("/sw").headers["location"] == "/sw/"
    assert client.get("/de").status_code == 404


def test_both_forms_of_a_code_lead_to_the_village(world: World) -> None:
    visitor = Visitor(world.client())
    assert "Rugayantete" in visitor.get("/en/p/202120308")


def test_an_open_vote_and_an_open_meeting_show_nothing_of_the_count(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    cast(world, cards[0], ("Bridge",))
    page = Visitor(world.client()).get(f"/en/votes/{vote.rsplit('/', 1)[1]}")
    assert "until then nobody knows" in page
    assert not re.search(r"\d+ vote", page)
    meeting = re.search(
        r"/assemblies/([0-9a-f-]{36})", visitor.get(f"/en/work/{VILLAGE}/assemblies")
    )
    assert meeting
    assert world.client().get(f"/en/assemblies/{meeting[1]}").status_code == 404


def test_small_votes_are_not_shown(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:6]:
        cast(world, code, ("Bridge",))
    for code in cards[6:9]:
        cast(world, code, ("Water tank",))
    closed(visitor, vote, 9)
    page = Visitor(world.client()).get(f"/en/votes/{vote.rsplit('/', 1)[1]}")
    assert "fewer than 5 votes" in page
    assert "6 votes" in page
    assert "3 votes" not in page


def test_nobody_can_count_who_did_not_vote_for_a_project(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards[:9]:
        cast(world, code, ("Bridge",) if code in cards[:7] else ("Water tank",))
    closed(visitor, vote, 9)
    page = Visitor(world.client()).get(f"/en/votes/{vote.rsplit('/', 1)[1]}")
    assert "7 votes" in page
    assert '<td class="n">9</td>' not in page


@pytest.mark.both_engines
@pytest.mark.parametrize(("hands", "told"), [("46", False), ("45", True)])
def test_hands_in_a_vote_and_people_at_its_meeting_are_not_shown_together(
    world: World, hands: str, told: bool
) -> None:
    visitor, vote = prepared(world, method="hands")
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'name="women\.([^"]+)"', visitor.get(f"{vote}/count/1"))
    tellers = ((1, "Rose", visitor), (2, "Jean", world.signed_in("chair", VILLAGE)))
    for turn, name, teller in tellers:
        counts = {f"women.{id_}": "30" if id_ == ids[0] else "20" for id_ in ids}
        men = {f"men.{id_}": str(int(hands) - 30) if id_ == ids[0] else "0" for id_ in ids}
        typed = {"name": name, **counts, **men}
        teller.done(f"{vote}/count/{turn}", typed)
    visitor.done(f"{vote}/close", {})
    with world.services.database.read() as session:
        meeting = session.get_one(Vote, UUID(vote.rsplit("/", 1)[1])).assembly
    page = Visitor(world.client()).get(f"/en/votes/{vote.rsplit('/', 1)[1]}")
    assert f"{hands} votes" in page
    assert ("<b>50</b>" in page) is told
    here = f"/en/work/{VILLAGE}/assemblies/{meeting}"
    visitor.done(f"{here}/minutes", {"text": "We met and we chose."})
    visitor.done(f"{here}/close", {})
    page = Visitor(world.client()).get(f"/en/assemblies/{meeting}")
    assert ("People present" in page) is told
    assert ("<dd>50</dd>" in page) is told
    assert ("People at the meeting: 50." in page) is told


@pytest.mark.parametrize(("no", "told"), [("15", False), ("14", True)])
def test_beans_for_one_project_alone_and_people_at_its_meeting_are_not_shown_together(
    world: World, no: str, told: bool
) -> None:
    visitor, vote = prepared(world, (("Bridge", 300_000),), method="beans")
    people = 31 + int(no)
    come(world, visitor, vote, people)
    visitor.done(f"{vote}/open", {})
    ids = re.findall(r'id="beans\w+" name="(beans\.[^"]+)"', visitor.get(f"{vote}/count/1"))
    counted = dict(zip(ids, ("31", no, "0"), strict=True))
    for turn, name, teller in (1, "Rose", visitor), (2, "Jean", world.signed_in("chair", VILLAGE)):
        teller.done(f"{vote}/count/{turn}", {"name": name, **counted})
    closed(visitor, vote, people)
    with world.services.database.read() as session:
        meeting = session.get_one(Vote, UUID(vote.rsplit("/", 1)[1])).assembly
    here = f"/en/work/{VILLAGE}/assemblies/{meeting}"
    visitor.done(f"{here}/minutes", {"text": "We met and we chose."})
    visitor.done(f"{here}/close", {})
    page = Visitor(world.client()).get(f"/en/assemblies/{meeting}")
    assert ("<dd>50</dd>" in page) is told, "fifty were there: who abstained or left is no few"


def test_the_verifier_can_be_taken_along_as_one_file(world: World) -> None:
    answer = world.client().get("/ubudehe-verify.pyz")
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        names = packed.namelist()
    assert "__main__.py" in names
    assert not [name for name in names if "/web/" in name or "tables" in name]
