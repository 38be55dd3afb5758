"""A village that left is forgotten: private rows and photos go, what everybody may read stays."""

import os
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlmodel import Session, select

from tests.conftest import VILLAGE, World
from tests.households.test_duplicates import HOME
from tests.ledger.test_removing_photos import dies
from tests.moving.servers import (
    HOST,
    REASON,
    as_server,
    close,
    district,
    faults_of,
    rows_of,
    sent,
    taken,
    towards,
    verified,
)
from tests.people.test_accounts import administrators, both, grant_of
from tests.preparing import Prepared
from tests.record.backing_up import run
from tests.verifier.checking import check, told
from ubudehe.checking import check_everything
from ubudehe.households.tables import HouseholdIdentity
from ubudehe.ledger.evidence.photos import needed_of
from ubudehe.ledger.exports.sums import sums_of
from ubudehe.moving.exporting import leave, stay
from ubudehe.moving.forgetting import KEPT, Forgotten, forget_village
from ubudehe.moving.photos import photos_of
from ubudehe.moving.rows import read_lines
from ubudehe.moving.server import WillNotMove
from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.figures.renewing import renew, renew_all
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.forgotten import is_forgotten
from ubudehe.record.rules.policies import Policy
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.record.tables import ForgottenVillage
from ubudehe.web.services import Services

NUMBER = "+250788999123"
DISTRICT = VILLAGE[:2]
NEED = f"/en/work/{VILLAGE}/projects/need"
A_NEED = {"text": "A bridge over the stream", "symbol": "bridge"}


def record_of(other: World, folder: Path, code: str = VILLAGE) -> str:
    """Return the file of a place's record as a server gives it to everybody."""
    other.services.publisher.step(other.clock.now)
    file = folder / "record.zip"
    file.write_bytes(other.client().get(f"/v/{code}/record.zip").content)
    return str(file)


def entries_in(file: Path, code: str) -> list[bytes]:
    """Return the bundles of entries of a record in a ZIP."""
    with ZipFile(file) as packed:
        names = [n for n in packed.namelist() if n.startswith(f"v/{code}/tile/entries/")]
        return [packed.read(name) for name in names]


def above(services: Services) -> list[object]:
    """Return the sums of the district, as a page shows them and as anybody may check them."""
    with services.database.read() as session:
        figures = FiguresBelow(session, DISTRICT, services.country, budgets=True)
        at = [figures.at(length) for length in (2, 4, 6, 8)]
    with services.database.read() as session:
        return [*at, sums_of(session, DISTRICT, services.country)]


def left_of(services: Services) -> set[str]:
    """Return the tables in which there are rows of the village."""
    return {name for name, lines in rows_of(services).items() if lines}


@pytest.mark.both_engines
def test_a_village_that_left_is_forgotten_and_comes_back(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    """What is summed above it stays, its proofs stay, and it is whole again when it is back."""
    laptop, now = world.services, world.clock.now
    other = district(prepared, world, tmp_path / "district")
    here, there, paper = as_server(laptop), other.services, laptop.heads.vkeys(VILLAGE)
    renew(laptop.database, laptop.country)
    with pytest.raises(WillNotMove, match="has not moved away"):
        forget_village(here, VILLAGE, "", REASON, now)
    file, _ = sent(laptop, there)
    renew(laptop.database, laptop.country)
    with pytest.raises(WillNotMove, match="was not taken in there yet"):
        forget_village(here, VILLAGE, record_of(world, tmp_path), REASON, now)
    taken(there, file)
    before, rows = above(laptop), rows_of(laptop)
    with laptop.database.engine.connect() as connection, connection.begin():
        photos = photos_of(read_lines(connection, VILLAGE), laptop.blobs)
    assert photos
    with laptop.database.read() as session:
        name = str(session.exec(select(HouseholdIdentity.head)).first())
        held = set(session.exec(select(RoleGrant.account).where(RoleGrant.place == VILLAGE)))
    grown = record_of(other, tmp_path)
    with pytest.raises(WillNotMove, match="cannot be read"):
        forget_village(here, VILLAGE, str(tmp_path / "nothing"), REASON, now)
    assert rows_of(laptop) == rows

    done = forget_village(here, VILLAGE, grown, REASON, now)
    assert not done.before
    with laptop.database.read() as session:
        assert held.isdisjoint(session.exec(select(Account.id)).all()), (
            "whoever had a role here alone"
        )
    assert done.people == len(held)
    with laptop.database.read() as session:
        shared = needed_of(session, photos)  # the same receipt in a neighbour's books
    assert done.photos == len(set(photos) - shared)
    assert forget_village(here, VILLAGE, grown, REASON, now) == Forgotten(before=True)
    assert left_of(laptop) <= KEPT
    assert {one for one in photos if laptop.blobs.get(one)} == shared
    assert laptop.database.truncate_journal()
    if not prepared.cluster:
        kept: bytes = Path(laptop.database.url.removeprefix("sqlite:///")).read_bytes()
        assert name.encode() not in kept
    assert above(laptop) == before
    renew_all(laptop.database, laptop.country)
    assert above(laptop) == before
    assert faults_of(laptop) == []
    with laptop.database.read() as session:
        found = check_everything(session, laptop.country, laptop.heads, Policy())
    assert found.public_only == (VILLAGE,)
    assert verified(world, tmp_path, keys=paper) == ""
    country = Path(record_of(world, tmp_path, COUNTRY))
    assert b"village.forget" in b"".join(entries_in(country, COUNTRY))
    assert told(check(country, keys=laptop.heads.vkeys(COUNTRY), now=now)) == ""
    arrived = Path(record_of(other, tmp_path))
    assert b"people.arrive" in b"".join(entries_in(arrived, VILLAGE))
    assert told(check(arrived, keys=(), now=now)) == ""
    page = world.client().get(f"/en/p/{VILLAGE}")
    assert (page.status_code, f"http://{HOST}/en/p/{VILLAGE}" in page.text) == (200, True)
    for path in (f"/en/p/{DISTRICT}", f"/en/p/{VILLAGE[:6]}", f"/feed/{DISTRICT}", "/en/news"):
        assert world.client().get(path).status_code in (200, 404), path
    with pytest.raises(WillNotMove, match="Only its public record is kept here"):
        stay(here, VILLAGE, REASON, now)
    with pytest.raises(WillNotMove, match="Only its public record is kept here"):
        leave(here, VILLAGE, towards(laptop, there), now)

    other.signed_in("facilitator", VILLAGE).done(NEED, A_NEED)
    back, _ = sent(there, laptop)
    assert taken(laptop, back).rows
    assert faults_of(laptop) == [] == faults_of(there)
    with laptop.database.read() as session:
        assert not is_forgotten(session, VILLAGE)
    world.signed_in("facilitator", VILLAGE).done(NEED, A_NEED)
    again, _ = sent(laptop, there)
    assert taken(there, again).rows
    close(other)


def test_people_of_other_places_and_their_records_stay_right(
    world: World, prepared: Prepared, tmp_path: Path
) -> None:
    """A pair of households that two villages share goes, and stays out of both.

    And a mark that the country's record does not tell, or a row that is left, is found.
    """
    laptop, now = world.services, world.clock.now
    other = district(prepared, world, tmp_path / "district")
    for village, origin in (("43060101", ""), (VILLAGE, "43060101")):
        home = {**HOME, "origin": origin} if origin else HOME
        world.signed_in("facilitator", village).done(f"/en/work/{village}/households/new", home)
    given_to_both(world)
    file, _ = sent(laptop, other.services)
    taken(other.services, file)
    forget_village(as_server(laptop), VILLAGE, record_of(other, tmp_path), REASON, now)
    assert faults_of(laptop) == [] == faults_of(other.services)
    with laptop.database.read() as session:
        assert session.exec(select(Account).where(Account.phone == NUMBER)).one()
        roles = {grant.account for grant in session.exec(select(RoleGrant))}
        assert roles <= set(session.exec(select(Account.id)))
    world.tampered = True
    with laptop.database.write() as session:
        a_role(session)
        session.exec(select(ForgottenVillage)).one().size += 1
    told = "\n".join(faults_of(laptop))
    assert "Role auditor: it is there, but no act in the record made it" in told
    assert "kept in public only, but the country's record does not tell so" in told
    close(other)


def given_to_both(world: World) -> None:
    """Give the chair a role in the neighbours' village as well, and then another number here."""
    chair = world.find("chair", VILLAGE)
    first, _ = administrators(world)
    role = {"name": chair.name, "phone": chair.phone, "role": "facilitator"}
    first.done("/en/work/people/43060101", role)
    people = f"/en/work/people/{VILLAGE}"
    grant = grant_of(first, people, chair.name)
    first.done(f"{people}/number?grant={grant}", {"phone": NUMBER, **both(first)})


def a_role(session: Session) -> None:
    account = session.exec(select(Account)).first()
    assert account is not None
    day = account.created_at.date()
    session.add(RoleGrant(account=account.id, role="auditor", place=VILLAGE, since=day))


def test_the_command_forgets_and_says_so(
    world: World,
    prepared: Prepared,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    other = district(prepared, world, tmp_path / "district")
    file, _ = sent(world.services, other.services)
    taken(other.services, file)
    grown, settings = record_of(other, tmp_path), world.services.settings
    typed = ("village", "forget", VILLAGE, "--reason", REASON)
    assert run(monkeypatch, settings, *typed) == 1
    assert f"cannot be read at http://{HOST}/v/{VILLAGE}" in capfd.readouterr().err
    with monkeypatch.context() as patch:
        patch.setattr("ubudehe.moving.forgetting.finish_removing", lambda *_: os._exit(9))
        dies(lambda: run(patch, settings, *typed, "--record", grown))
    assert run(monkeypatch, settings, *typed, "--record", grown) == 0
    told = capfd.readouterr().out
    assert re.search("forgotten already: [0-9]+ photos that were left are gone now", told)
    assert world.services.blobs.condemned() == []
    assert run(monkeypatch, settings, *typed, "--record", grown) == 0
    assert "nothing to do" in capfd.readouterr().out
    assert run(monkeypatch, settings, "check", VILLAGE) == 0
    assert f"Kept in public only, since they moved: {VILLAGE}." in capfd.readouterr().out
    noted = "".join(world.services.security.lines())
    assert '"event": "village.forget"' in noted
    close(other)
