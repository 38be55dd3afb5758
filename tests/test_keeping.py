"""What is kept for a time alone goes when it is over, and not before."""

import os
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.interviews.tables import HouseholdDraft
from ubudehe.keeping import TERMS, clear
from ubudehe.ledger.evidence.photos import drafts_of
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.people.devices import REMEMBERED
from ubudehe.people.signing import KEPT, open_session
from ubudehe.people.tables import Account, Draft, KnownDevice, SignIn, Throttle
from ubudehe.places.keeping import Clearing, Term

TABLES = SignIn, Draft, Throttle, KnownDevice, HouseholdDraft, HouseholdImport
SECOND = timedelta(seconds=1)


def put(session: Session, world: World) -> None:
    """Keep one of everything, as of now."""
    account = session.exec(select(Account)).first()
    assert account is not None
    now, who = world.clock.now, account.id
    open_session(session, account, now)
    session.add(Draft(token_hash="t", account=who, path="/", fields=[], kept_at=now))
    session.add(Throttle(key="k", empty_at=now))
    session.add(KnownDevice(device="d", account=who, seen_at=now))
    begun = {"id": uuid4(), "village": VILLAGE, "account": who}
    draft = {**begun, "begun_at": now, "saved_at": now, "fields": []}
    session.add(HouseholdDraft.model_validate(draft))
    sent = {**begun, "created_at": now, "state": "new", "sheet": b"", "row_count": 0}
    session.add(HouseholdImport.model_validate(sent))


def left(world: World, after: timedelta) -> set[str]:
    """Return which of them are left when so much time has gone and all is cleared."""
    world.clock.now += after
    assert None not in dict(clear(world.services.clearing)).values()
    world.clock.now -= after
    with world.services.database.read() as session:
        return {one.__name__ for one in TABLES if session.exec(select(one)).first()}


@pytest.mark.both_engines
def test_each_goes_when_its_time_is_over_and_not_a_second_before(empty_world: World) -> None:
    world = empty_world
    with world.services.database.write() as session:
        now = world.clock.now
        session.add(Account(phone="+250788000001", name="A", key="k", pin_hash="", created_at=now))
        session.flush()
        put(session, world)
    keeping = world.services.country.keeping
    here = {one.__name__ for one in TABLES}
    assert left(world, timedelta(0)) == here
    assert left(world, SECOND) == (here := here - {"Throttle"})
    assert left(world, KEPT) == here
    assert left(world, KEPT + SECOND) == (here := here - {"SignIn", "Draft"})
    assert left(world, timedelta(days=keeping.import_days)) == here
    assert left(world, timedelta(days=keeping.import_days) + SECOND) == (
        here := here - {"HouseholdImport"}
    )
    assert left(world, timedelta(days=keeping.interview_days)) == here
    assert left(world, timedelta(days=keeping.interview_days) + SECOND) == {"KnownDevice"}
    assert left(world, REMEMBERED) == {"KnownDevice"}
    assert left(world, REMEMBERED + SECOND) == set()


@pytest.mark.both_engines
def test_a_photo_that_nothing_shows_goes_after_a_day_and_the_others_stay(world: World) -> None:
    services = world.services
    with services.database.read() as session:
        shown = set(session.exec(select(Evidence.sha256).where(Evidence.gone == "")))
    files = set(services.blobs.older(float("inf")))
    assert shown & files
    refused, draft = services.blobs.put(b"refused"), services.drafts.put(b"draft")
    of_entry = drafts_of(services.drafts, VILLAGE, UUID(int=1))
    assert of_entry.put(b"draft") == draft
    for file in (
        services.blobs.path(refused),
        *(d.path(draft) for d in (services.drafts, of_entry)),
    ):
        os.utime(file, (0, (world.clock.now - timedelta(hours=23)).timestamp()))
    list(clear(services.clearing))
    assert services.blobs.get(refused)
    assert services.drafts.get(draft)
    for digest in files:
        os.utime(services.blobs.path(digest), (0, 0))
    world.clock.now += timedelta(hours=2)
    cleared = dict(clear(services.clearing))
    assert services.blobs.get(refused) is None
    assert services.drafts.get(draft) is None
    assert of_entry.get(draft) is None
    assert set(services.blobs.older(float("inf"))) == files
    assert cleared["photos that no act shows, after a day"] == 1


def test_a_photo_sent_again_is_young_again_and_stays_for_its_act(empty_world: World) -> None:
    blobs, now = empty_world.services.blobs, empty_world.clock.now.timestamp()
    digest = blobs.put(b"refused yesterday")
    os.utime(blobs.path(digest), (0, 0))
    found = list(blobs.older(now))
    assert found == [digest]
    assert blobs.put(b"refused yesterday") == digest
    # Between being found old and going it was sent again.
    assert not blobs.forget_older(digest, now)
    assert blobs.get(digest)
    os.utime(blobs.path(digest), (0, 0))
    assert blobs.forget_older(digest, now)
    assert not blobs.forget_older(digest, now), "another process was quicker"


def test_one_that_fails_keeps_no_other_from_going(
    empty_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_clearing: Clearing) -> int:
        raise OSError("the disk is gone")

    monkeypatch.setattr("ubudehe.keeping.TERMS", (Term("photos", fails), *TERMS))
    found = list(clear(empty_world.services.clearing))
    assert found[:2] == [("photos", None), (TERMS[0].what, 0)]
    assert "not cleared, it will be tried again: photos" in caplog.text


def test_the_list_says_until_when_an_interview_is_kept(facilitator: Visitor) -> None:
    here = f"/en/work/{VILLAGE}/households/interviews"
    facilitator.done(here, {"head": "Mukamana Ange", "isibo": "Ingenzi"})
    assert "kept until 13 September 2026" in facilitator.get(here)
