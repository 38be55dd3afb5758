"""A village of another country goes its whole way: other levels, languages, money and dates."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.assemblies.test_meeting import OPEN
from tests.conftest import Clock, Visitor, World
from tests.ledger.books import day
from tests.people.test_accounts import PIN, opened
from ubudehe.categories.tables import CategoryRound
from ubudehe.checking import check_everything
from ubudehe.demo.demo import DemoSignIn
from ubudehe.language.phones import parse_phone
from ubudehe.people.actions import create_account, give_role
from ubudehe.people.rules import Role
from ubudehe.places.loading import load_places
from ubudehe.places.reading import load_country
from ubudehe.settings import Settings
from ubudehe.storage.schema import migrate
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.verify import Wish, verify
from ubudehe.web.services import open_services

PACK = Path(__file__).parent / "packs" / "highlands"
HAMLET, WARD = "1001001", "1001"
HERE, MONEY = f"/en/work/{HAMLET}", f"/en/work/{HAMLET}/money"
HANDS = {"votes_for": "4", "votes_against": "0", "abstained": "0"}
PEOPLE = (
    ("facilitator", HAMLET, "0711 000 001"),
    ("treasurer", HAMLET, "0711 000 002"),
    ("chair", HAMLET, "+254 711 000 003"),
    ("sector_officer", WARD, "0711000004"),
)


@pytest.fixture
def highlands(tmp_path: Path, clock: Clock) -> Iterator[World]:
    """A server of the invented country with two administrators and nobody else."""
    url = f"sqlite:///{tmp_path / 'highlands.sqlite'}"
    settings = Settings(tmp_path, url, "localhost:8000", PACK, https=False)
    services = replace(open_services(settings), clock=clock)
    migrate(services.database)
    admins = [
        DemoSignIn("administrator", "", name, phone, PIN)
        for name, phone in (("Ada", "+254700000001"), ("Bea", "+254700000002"))
    ]
    with services.database.write() as session:
        load_places(session, services.country)
        for at, one in enumerate(admins):
            account = create_account(
                session, one.name, one.phone, services.hashing.hash(PIN), clock.now, f"a{at}"
            )
            account.pin_is_new = False
            give_role(session, account, Role.ADMINISTRATOR, "", clock.now.date())
    world = World(services, clock, admins)
    yield world
    for client in world.clients:
        client.__exit__()
    services.database.close()


def appoint(world: World, role: str, place: str, phone: str) -> None:
    """Let two administrators give a role; its owner opens a sealed slip."""
    path = f"/en/work/people/{place}"
    name = f"The {role}".replace("_", " ")
    admin = world.signed_in("administrator", "")
    admin.done(path, {"name": name, "phone": phone, "role": role})
    opened(world, path, name)
    world.sign_ins.append(DemoSignIn(role, place, name, parse_phone(phone, "KE"), PIN))


def test_a_whole_journey(highlands: World) -> None:
    for one in PEOPLE:
        appoint(highlands, *one)
    admin = highlands.signed_in("administrator", "")
    assert "Ward officer" in admin.get(f"/en/work/people/{WARD}")
    assert "Cell" not in admin.get(f"/en/work/people/{WARD}")
    stranger = Visitor(highlands.client())
    assert stranger.client.get("/").headers["location"] == "/sw/"
    assert stranger.client.get("/rw/").status_code == 404
    assert "Kitongoji" in stranger.get(f"/sw/p/{HAMLET}")
    assert "/concern" not in stranger.get(f"/sw/p/{HAMLET}"), "its pack names nobody who hears any"
    assert stranger.client.get(f"/sw/concern?about={HAMLET}").status_code == 404
    names = re.findall(r'lang="(..)" hreflang', stranger.get(f"/en/p/{HAMLET}"))
    assert names == ["sw"]

    visitor = highlands.signed_in("facilitator", HAMLET)
    form = visitor.get(f"{HERE}/households/new?show=all")
    assert 'name="isibo"' not in form
    assert "less than 100.50 Dal" in form
    for at in range(6):
        home = {"head": f"HEAD {at}", "f_18_35": "2", "income": "low", "phone": f"071200000{at}"}
        visitor.done(f"{HERE}/households/new", home)
    wrong = visitor.refused(f"{HERE}/households/new", {"head": "X", "phone": "12345"})
    assert "such as 0712 345 678" in wrong
    assert "one of the answers" in visitor.refused(
        f"{HERE}/households/new", {"head": "X", "income": "under_45000"}
    )

    meeting = visitor.done(f"{HERE}/assemblies/open", OPEN).removesuffix("/count")
    few = {"women": "1", "men": "1", "young": "0", "households": "2"}
    visitor.done(f"{meeting}/count", few)
    assert "Quorum reached" not in visitor.get(meeting), "a third is not more than a third"
    visitor.done(f"{meeting}/count", {**few, "women": "2", "households": "3"})
    assert "Quorum reached" in visitor.get(meeting), "half of them is"
    hands = {"votes_for": "3", "votes_against": "0", "abstained": "0"}
    visitor.done(f"{HERE}/categories/start", {"scheme": "three", "estimated": "6"})
    visitor.done(f"{HERE}/categories/agree", {**hands, "read_aloud": "yes"})
    visitor.done(f"{HERE}/map/lay-out", {})
    visitor.done(f"{HERE}/categories/map", {})
    page = visitor.get(f"{HERE}/categories/decide")
    chosen = dict.fromkeys(re.findall(r'name="(choice\.[^"]+)"', page), "1:no_land")
    visitor.done(f"{HERE}/categories/decide", {**hands, **chosen})
    visitor.done(f"{HERE}/categories/post", {})
    with highlands.services.database.read() as session:
        until = session.exec(select(CategoryRound)).one().appeals_until
    today = highlands.clock.now.date()
    assert until == today + timedelta(days=10)

    proposal = {
        "title": "Bridge",
        "symbol": "bridge",
        "plan": "Together.",
        "line_text.0": "Planks",
        "line_amount.0": "1 000.50",
        "line_kind.0": "materials",
        "labour_days": "30",
    }
    id_ = visitor.done(f"{HERE}/projects/proposal", proposal).rsplit("/", 1)[1]
    other = {**proposal, "title": "Well", "symbol": "tap"}
    well = visitor.done(f"{HERE}/projects/proposal", other).rsplit("/", 1)[1]
    vote = visitor.done(
        f"{HERE}/votes/new",
        {
            "proposals": [id_, well],
            "budget": "2 000.75",
            "method": "hands",
            "electorate": "households",
            "cards": "0",
            "kind": "approval",
            "marks": "1",
            "rule": "greedy_votes",
        },
    )
    visitor.done(f"{vote}/open", {})
    said = {f"women.{id_}": "2", f"men.{id_}": "1", f"women.{well}": "0", f"men.{well}": "0"}
    visitor.done(f"{vote}/count/1", {"name": "Odette", **said})
    highlands.signed_in("chair", HAMLET).done(f"{vote}/count/2", {"name": "Jean", **said})
    visitor.done(f"{vote}/close", {})
    assert "2 000.75" in visitor.get(vote).replace("\u00a0", " ")
    visitor.done(f"{meeting}/minutes", {"text": "Every household was heard."})
    visitor.done(f"{meeting}/close", {})

    money(highlands)
    verified(highlands)


def money(world: World) -> None:
    """Agree on a grant, receive it, pay with cents, count, close and sign the month."""
    treasurer, chair = (world.signed_in(role, HAMLET) for role in ("treasurer", "chair"))
    assert "How much? (Dal)" in treasurer.get(f"{MONEY}/new/came")
    grant = {
        **day(1, name="agreed_on"),
        "source": "donor",
        "giver": "Friends",
        "purpose": "The bridge",
        "amount": "2 000.75",
        **day(30, name="due0"),
        "part0": "2 000.75",
    }
    treasurer.done(f"{MONEY}/grants/new", grant)
    came = {**day(14), "amount": "2 000.75 Dal", "source": "donor", "into": "bank", "what": "All"}
    came["grant"] = "G001"
    entry = treasurer.done(f"{MONEY}/new/came", came)
    chair.done(f"{entry}/approve", {})
    (project,) = re.findall(r'name="project" value="([^"]+)"', treasurer.get(f"{MONEY}/new/paid"))
    paid = {
        **day(14),
        "amount": "999.05",
        "project": project,
        "purpose": "materials",
        "out_of": "bank",
        "what": "Planks",
        "payee": "Sawmill",
        "payee_is": "organisation",
    }
    assert "such as 12" in treasurer.refused(f"{MONEY}/new/paid", {**paid, "amount": "999.5"})
    entry = treasurer.done(f"{MONEY}/new/paid", paid)
    chair.done(f"{entry}/approve", {})
    assert "999.05\u00a0Dal" in treasurer.get(entry)
    world.clock.now += timedelta(days=20)
    treasurer, chair = (world.signed_in(role, HAMLET) for role in ("treasurer", "chair"))
    held = {**day(30, name="counted_on"), "place": "bank", "amount": "1 001.70"}
    treasurer.done(f"{MONEY}/count", held)
    treasurer.done(f"{MONEY}/months/2026-06/close", {})
    chair.done(f"{MONEY}/months/2026-06/sign", {})
    officer = world.signed_in("sector_officer", WARD)
    officer.done(f"{MONEY}/months/2026-06/review", {"outcome": "accepted"})
    ledger = Visitor(world.client()).get(f"/sw/p/{HAMLET}/ledger")
    assert "999.05\u00a0Dal" in ledger
    assert "Frw" not in ledger


def verified(world: World) -> None:
    """Let `ubudehe check` and the verifier, which knows no country, find nothing wrong."""
    services = world.services
    with services.database.read() as session:
        found = check_everything(
            session, services.country, services.heads, services.publisher.policy()
        )
    assert [one.told("en") for one in found.faults] == []
    assert found.records >= 2
    archive = world.client().get(f"/v/{HAMLET}/record.zip")
    assert archive.status_code == 200
    path = services.settings.data / "record.zip"
    path.write_bytes(archive.content)
    report = verify(open_source(str(path)), Wish())
    assert not report.faults
    assert load_country(PACK).languages == ("sw", "en")
