"""Importing a list by its forms, as a facilitator does: file, columns, values, check, register."""

import csv
import io
import os
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from tests.conftest import VILLAGE, Visitor, World, typed_fields
from tests.record.logs import as_owner, sign
from ubudehe.households.actions import Registered, register_household
from ubudehe.households.importing.actions import register_some, take_as_household
from ubudehe.households.importing.queries import rows_to_register
from ubudehe.households.importing.rules.rows import ReadyRow
from ubudehe.households.importing.rules.states import ImportState
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.queries import known_keys
from ubudehe.households.tables import Household
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, Person
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.record.append import Receipt, total
from ubudehe.record.tables import LogHead

OURS = Path(__file__).parents[1] / "data" / "households"
HERE = f"/en/work/{VILLAGE}/households/import"


def columns_of(page: str) -> dict[str, str]:
    """Return what the selects and texts of a form hold already."""
    typed = {}
    select_field = r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>'
    for name, body in re.findall(select_field, page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        typed[name] = chosen[1] if chosen else ""
    texts = typed_fields(page).items()
    return typed | {name: value for name, value in texts if name.startswith("text_")}


def send(visitor: Visitor, content: bytes) -> str:
    """Send a file; return the address of the import."""
    path = visitor.done(HERE, {}, files={"file": ("list.csv", content, "text/csv")})
    file = path.removesuffix("/begins")
    assert path != file
    return file


def begun(visitor: Visitor, file: str, **said: str) -> None:
    """Agree to how the list begins, as it was guessed unless something else is said."""
    page = visitor.get(f"{file}/begins")
    guess = dict(re.findall(r'<input type="hidden" name="(s[a-z]+)" value="(-?\d+)">', page))
    guess |= dict(re.findall(r'type="(?:radio|checkbox)" name="(\w+)" value="(\w+)" checked', page))
    guess |= {"sheet": columns_of(page).get("sheet", guess.get("sheet", "0"))}
    assert visitor.done(f"{file}/begins", {**guess, **said}) == f"{file}/columns"


def through(visitor: Visitor, content: bytes, **texts: str) -> str:
    """Send a file and take every guess, up to the check; return the address of the import."""
    file = send(visitor, content)
    begun(visitor, file)
    typed = {**columns_of(visitor.get(f"{file}/columns")), **texts}
    following = visitor.done(f"{file}/columns", typed)
    if following.endswith("/values"):
        page = visitor.get(following)
        assert visitor.done(following, columns_of(page)) == f"{file}/check"
    return file


def ended(visitor: Visitor, file: str) -> str:
    """Wait for an import and return its last page."""
    for _ in range(1200):  # a minute, for a machine that is busy
        page = visitor.get(file)
        if 'http-equiv="refresh"' not in page:
            return page
        time.sleep(0.05)
    raise AssertionError("the import does not end")


def registered(world: World) -> tuple[int, int, set[str]]:
    """Return households by the running sum and by rows, and the keys of imported ones."""
    with world.services.database.read() as session:
        rows = len(session.exec(select(Household.id).where(Household.village == VILLAGE)).all())
        return total(session, VILLAGE, "households"), rows, known_keys(session, VILLAGE)


def test_a_list_is_registered_whole_and_signed(world: World, facilitator: Visitor) -> None:
    before, _, _ = registered(world)
    content = (OURS / "kinyarwanda.csv").read_bytes()
    file = through(facilitator, content, text_land_unit="ha")
    page = facilitator.get(f"{file}/check")
    assert "Register 4 households" in page
    assert registered(world)[0] == before
    assert facilitator.done(f"{file}/check", {}) == file
    assert "4 households were registered" in ended(facilitator, file)
    after, rows, keys = registered(world)
    assert after == rows == before + 4
    assert keys >= {"R-001", "R-002", "R-003", "R-004"}
    with world.services.database.read() as session:
        head = session.get_one(LogHead, VILLAGE).size
        kept = session.get_one(HouseholdImport, UUID(file.rsplit("/", 1)[1]))
        assert (kept.sheet, kept.plan, kept.done) == (b"", None, 4)
    again = world.services.database.write()
    with pytest.raises(Refusal, match="registered already"), again as session:
        take_as_household(session, VILLAGE, UUID(file.rsplit("/", 1)[1]), 2)
    assert world.services.versions.of(VILLAGE) == head
    notes = (world.services.settings.data / "heads" / f"{VILLAGE}.notes").read_bytes()
    assert notes.split(b"\0")[-2].splitlines()[1] == str(head).encode()
    assert not list((world.services.settings.data / "imports").glob("*.json"))


def test_a_list_begins_in_no_record_that_can_only_be_read(world: World) -> None:
    world.tampered = True
    visitor = world.signed_in("facilitator", VILLAGE)
    file = through(visitor, (OURS / "ihsn_cut.csv").read_bytes())
    sign(world, VILLAGE)
    with world.services.database.write() as session:
        as_owner(session, "UPDATE log_head SET size = size - 3 WHERE log = :v", v=VILLAGE)
    assert "can only be read" in visitor.refused(f"{file}/check", {})
    with world.services.database.read() as session:
        assert session.get_one(HouseholdImport, UUID(file.rsplit("/", 1)[1])).state != "running"


def test_sent_and_applied_again_it_changes_nothing(world: World, facilitator: Visitor) -> None:
    content = (OURS / "ihsn_cut.csv").read_bytes()
    file = through(facilitator, content)
    fields = facilitator.fields(f"{file}/check")
    for _ in range(2):
        answer = facilitator.client.post(f"{file}/check", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, file)
    ended(facilitator, file)
    once = registered(world)
    assert facilitator.client.post(f"{file}/check", data=fields).headers["location"] == file
    ended(facilitator, file)
    assert registered(world) == once
    second = through(facilitator, content)
    page = facilitator.get(f"{second}/check")
    assert "30 households of this file were imported before." in page
    assert "No row can be registered." in page
    assert registered(world) == once


def test_the_same_form_sent_twice_keeps_one_file(facilitator: Visitor) -> None:
    fields = facilitator.fields(HERE)
    files = {"file": ("a.csv", b"key,members\n1,4\n", "text/csv")}
    where = {
        facilitator.client.post(HERE, data=fields, files=files).headers["location"] for _ in "ab"
    }
    assert len(where) == 1


@pytest.mark.both_engines
def test_rows_with_problems_come_in_only_by_leaving_them_out(
    world: World, facilitator: Visitor
) -> None:
    file = through(facilitator, (OURS / "francais_cp1252.csv").read_bytes())
    page = facilitator.get(f"{file}/check")
    assert "Leave out the 3 rows with problems." in page
    before = registered(world)
    assert "Agree to leave out these rows" in facilitator.refused(f"{file}/check", {})
    assert registered(world) == before
    answer = facilitator.client.get(f"{file}/problems.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert {line[0] for line in lines[1:]} == {"4", "5", "6"}
    assert answer.headers["cache-control"] == "no-store"
    facilitator.done(f"{file}/check", {"leave_out": "yes"})
    assert "2 households were registered" in ended(facilitator, file)
    assert registered(world)[0] == before[0] + 2


def test_national_ids_are_never_kept(world: World, facilitator: Visitor) -> None:
    file = send(facilitator, (OURS / "kinyarwanda.csv").read_bytes())
    page = facilitator.get(f"{file}/begins")
    assert "Indangamuntu" in page
    assert "1198570012345678" not in page
    with world.services.database.read() as session:
        kept = session.get_one(HouseholdImport, UUID(file.rsplit("/", 1)[1]))
        assert b"1198570012345678" not in kept.sheet


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"one\n1\n", b"a,b\n"])
def test_a_bad_file_is_refused_beside_its_field(facilitator: Visitor, content: bytes) -> None:
    page = facilitator.refused(HERE, {}, files={"file": ("x.csv", content, "text/csv")})
    assert 'id="e-file"' in page


def test_wrong_columns_are_refused_beside_their_field(facilitator: Visitor) -> None:
    file = send(facilitator, b"key,people\n1,4\n")
    begun(facilitator, file)
    page = facilitator.refused(
        f"{file}/columns", {"c.key": "0", "text_isibo": "x", "text_head": "y"}
    )
    assert 'id="e-c-members_total"' in page
    page = facilitator.refused(f"{file}/columns", {"c.key": "77"})
    assert 'id="e-c-key"' in page
    assert "Say first what the columns mean" in facilitator.client.get(f"{file}/check").text


def test_answers_for_columns_chosen_anew_are_asked_again(facilitator: Visitor) -> None:
    file = through(facilitator, (OURS / "ihsn_cut.csv").read_bytes())
    fields = {**facilitator.fields(f"{file}/values"), "v.roof.0": "iron"}
    typed = columns_of(facilitator.get(f"{file}/columns"))
    facilitator.done(f"{file}/columns", {**typed, "c.water": ""})
    answer = facilitator.client.post(f"{file}/values", data=fields)
    assert answer.status_code == 422
    assert "chosen anew meanwhile" in answer.text


def test_if_the_register_changes_meanwhile_nothing_comes_in(
    world: World, facilitator: Visitor
) -> None:
    content = (OURS / "ihsn_cut.csv").read_bytes()
    first, second = (
        through(facilitator, content),
        through(facilitator, b"\n".join(content.split(b"\n")[:9])),
    )
    facilitator.get(f"{first}/check")
    fields = facilitator.fields(f"{first}/check")
    facilitator.done(f"{second}/check", {})
    ended(facilitator, second)
    between = registered(world)
    answer = facilitator.client.post(f"{first}/check", data={**fields, "leave_out": "yes"})
    assert answer.status_code == 422
    assert "The register has changed meanwhile." in answer.text
    assert registered(world) == between
    facilitator.done(f"{first}/check", {})
    assert "22 households were registered" in ended(facilitator, first)


@pytest.mark.both_engines
def test_a_failure_half_way_keeps_what_is_through_and_goes_on(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = through(facilitator, (OURS / "ihsn_cut.csv").read_bytes())
    before = registered(world)[:2]
    calls: list[str] = []

    def fails(desk: Desk, form: Registered) -> Receipt:
        calls.append(str(form.source_key))
        if len(calls) == 28:
            raise OSError("disk full")
        return register_household(desk, form)

    with monkeypatch.context() as patch:
        patch.setattr("ubudehe.households.importing.actions.register_household", fails)
        facilitator.done(f"{file}/check", {})
        page = ended(facilitator, file)
    assert "The import stopped: 25 of 30 households are registered." in page
    assert registered(world)[:2] == (before[0] + 25, before[1] + 25)
    facilitator.done(file, {})
    assert "30 households were registered" in ended(facilitator, file)
    assert registered(world)[:2] == (before[0] + 30, before[1] + 30)


def test_after_a_failure_the_rows_may_be_checked_anew(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = through(facilitator, (OURS / "ihsn_cut.csv").read_bytes())
    before = registered(world)[0]
    with monkeypatch.context() as patch:
        patch.setattr(
            "ubudehe.households.importing.registering.running.register_some", _second_fails()
        )
        facilitator.done(f"{file}/check", {})
        assert "25 of 30" in ended(facilitator, file)
    assert "25 households of this file were imported before." in facilitator.get(f"{file}/check")
    facilitator.done(f"{file}/check", {})
    assert "30 households were registered" in ended(facilitator, file)
    assert registered(world)[0] == before + 30


def _second_fails() -> Callable[..., object]:
    calls: list[int] = []

    def some(*given: Any) -> object:
        calls.append(1)
        if len(calls) > 1:
            raise OSError("disk full")
        return register_some(*given)

    return some


@pytest.mark.both_engines
def test_an_import_whose_process_died_can_be_started_again(
    world: World, facilitator: Visitor
) -> None:
    file = through(facilitator, (OURS / "ihsn_cut.csv").read_bytes())
    before = registered(world)[0]
    import_id, done, ready = running(world, file)
    person = person_in(world)
    for first in (0, 25):  # the second time another worker was quicker
        with world.services.database.write() as session:
            desk = Desk(
                session, person, VILLAGE, import_id, world.clock.now, world.services.country
            )
            made = register_some(desk, import_id, 0, ready[first : first + 25])
            assert (made is None) == bool(first)
    assert (done, registered(world)[0]) == (0, before + 25)
    page = facilitator.get(file)
    assert '<progress max="30" value="25"' in page
    world.clock.now += timedelta(minutes=3)
    assert "It goes on where it stopped" in facilitator.get(file)
    facilitator.done(file, {})
    assert "30 households were registered" in ended(facilitator, file)
    assert registered(world)[0] == before + 30


def test_a_household_that_came_in_meanwhile_is_not_registered_again(
    world: World, facilitator: Visitor
) -> None:
    file = through(facilitator, (OURS / "ihsn_cut.csv").read_bytes())
    import_id, _, ready = running(world, file)
    before, it = registered(world)[0], world.services
    with it.database.write() as session:
        desk = Desk(session, person_in(world), VILLAGE, import_id, world.clock.now, it.country)
        told = {**ready[3].form.model_dump(), "distinct": "yes", "source_key": ready[3].key}
        register_household(desk.at(uuid4()), Registered.model_construct(**told))
        register_some(desk, import_id, 0, ready[:25])
    assert registered(world)[0] == before + 25
    with it.database.read() as session:
        kept = session.get_one(HouseholdImport, import_id)
        assert (kept.done, kept.expected) == (24, 29)


def running(world: World, file: str) -> tuple[UUID, int, list[ReadyRow]]:
    """Mark an import of 30 rows as running; return its id, how many are through, and its rows."""
    import_id = UUID(file.rsplit("/", 1)[1])
    with world.services.database.write() as session:
        found = session.get_one(HouseholdImport, import_id)
        found.state, found.started_at = ImportState.RUNNING, world.clock.now
        found.agreed, found.expected = list(range(2, 32)), 30
    with world.services.database.read() as session:
        done, ready = rows_to_register(session, VILLAGE, import_id, world.services.country)
    return import_id, done, list(ready)


def person_in(world: World) -> Person:
    with world.services.database.read() as session:
        sign_in = world.find("facilitator", VILLAGE)
        account = session.exec(select(Account).where(Account.phone == sign_in.phone)).one()
        return person_of(session, account)


def test_another_village_and_other_roles_see_nothing_of_it(
    world: World, facilitator: Visitor
) -> None:
    file = send(facilitator, b"key,members\n1,4\n")
    for role in ("chair", "treasurer"):
        other = world.signed_in(role, VILLAGE)
        for path in (HERE, file, f"{file}/columns", f"{file}/check", f"{file}/problems.csv"):
            assert other.client.get(path).status_code == 403
    assert world.client().get(file).status_code == 303
    with world.services.database.write() as session:
        _move(session, UUID(file.rsplit("/", 1)[1]))
    assert facilitator.client.get(file).status_code == 404


def _move(session: Session, import_id: UUID) -> None:
    session.get_one(HouseholdImport, import_id).village = "11010102"


def test_every_page_speaks_four_languages_and_stays_small(facilitator: Visitor) -> None:
    wide = ",".join(["key", "members", *(f"column number {n}" for n in range(38))])
    file = through(facilitator, f"{wide}\n1,4{',x' * 38}\n".encode())
    for lang in ("rw", "en", "fr", "sw"):
        for step in ("/begins", "/columns", "/values", "/check"):
            path = file.replace("/en/", f"/{lang}/") + step
            answer = facilitator.client.get(path, headers={"accept-encoding": "gzip"})
            assert answer.status_code == 200
            assert int(answer.headers["content-length"]) < 14_000


SHARED = Path(os.environ.get("UBUDEHE_SHARED", Path(__file__).parents[3] / "shared"))
FULL = SHARED / "data" / "households"


@pytest.mark.skipif(not FULL.is_dir(), reason="the large survey files are not on this machine")
@pytest.mark.parametrize(
    ("name", "ready", "wrong", "texts"),
    [
        ("ihsn_testdata_households.csv", 1000, 0, {}),
        ("epfl_nairobi_households.csv", 1147, 8, {"text_members_total": "1"}),
    ],
)
def test_a_whole_survey_comes_in(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    ready: int,
    wrong: int,
    texts: dict[str, str],
) -> None:
    monkeypatch.setattr("ubudehe.households.importing.registering.running._LONGEST_REST", 0)
    visitor = world.signed_in("facilitator", VILLAGE)
    before, _, _ = registered(world)
    content = (FULL / name).read_bytes()
    if wrong:
        content = b"\xef\xbb\xbf" + content.replace(b",", b";")
    file = through(visitor, content, **texts)
    page = visitor.get(f"{file}/check").replace("\u00a0", "")
    assert f"Register {ready}" in page
    assert ("HHROOMS: «999»" in page) == bool(wrong), "the survey's code for «not told»"
    visitor.done(f"{file}/check", {})
    ended(visitor, file)
    after, counted, keys = registered(world)
    assert after == counted == before + ready
    assert len(keys) >= ready
