"""Keeping a file, saying what it means, and registering its households a few at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from ubudehe.households.actions import Registered, register_household
from ubudehe.households.importing.rules.books import Book, book_from_json, book_to_json
from ubudehe.households.importing.rules.keeping import (
    mended_from_json,
    mended_to_json,
    plan_to_json,
)
from ubudehe.households.importing.rules.layouts import (
    Layout,
    guess_layout,
    layout_from_json,
    layout_to_json,
    sheet_of,
)
from ubudehe.households.importing.rules.plans import Plan, check_plan
from ubudehe.households.importing.rules.rows import ReadyRow
from ubudehe.households.importing.rules.states import ImportState
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.tables import Household
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.phones import find_personal_data
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Desk
from ubudehe.record.append import lock_log

SILENT = timedelta(minutes=2)
"""A running import that tells nothing for so long has died with its process."""

_LONGEST_CELL = 4_000


def keep_book(desk: Desk, book: Book) -> UUID:
    """Keep a file that came in; the same form sent twice keeps it once."""
    session = desk.session
    if (earlier := session.get(HouseholdImport, desk.act_id)) is not None:
        return _of_village(earlier, desk.place).id
    session.add(
        HouseholdImport(
            id=desk.act_id,
            village=desk.place,
            account=desk.person.account,
            created_at=desk.now,
            state=ImportState.NEW,
            sheet=book_to_json(book),
            row_count=len(sheet_of(book, guess_layout(book)).rows),
        )
    )
    return desk.act_id


def save_layout(session: Session, village: str, import_id: UUID, layout: Layout) -> None:
    """Keep how the list begins; what was said of columns stays where they are the same."""
    found = _held(session, village, import_id)
    book = book_from_json(found.sheet)
    sheet = sheet_of(book, layout)
    before = layout_from_json(found.layout) if found.layout else None
    if before is None or sheet_of(book, before).columns != sheet.columns:
        found.plan, found.state = None, ImportState.NEW
    if before is None or _without_choices(before) != _without_choices(layout):
        found.mended = None
    found.layout, found.row_count = layout_to_json(layout), len(sheet.rows)


def _without_choices(layout: Layout) -> Layout:
    return replace(layout, households=(), hidden=False)


def save_plan(
    session: Session, village: str, import_id: UUID, plan: Plan, bands: Sequence[str]
) -> None:
    """Keep what was said about the columns; Refusal if nothing can come of it, or it runs."""
    found = _held(session, village, import_id)
    if found.layout is None:
        raise Refusal(N_("Say first how the list begins."))
    sheet = sheet_of(book_from_json(found.sheet), layout_from_json(found.layout))
    check_plan(sheet, plan, bands)
    found.plan, found.state = plan_to_json(plan), ImportState.MAPPED


def mend_row(
    session: Session,
    village: str,
    import_id: UUID,
    row: int,
    cells: Mapping[int, str],
    manners: Manners,
) -> None:
    """Keep cells of a row as they were written anew, by the place of their column."""
    found = _held(session, village, import_id)
    for at, text in cells.items():
        if find_personal_data(text, manners) == "national_id":
            raise Refusal(
                N_("This looks like a national identity number. It is never stored here."),
                f"cell.{at}",
            )
        if len(text) > _LONGEST_CELL:
            raise Refusal(
                N_("This is too long: at most %(max_length)s characters."),
                f"cell.{at}",
                max_length=_LONGEST_CELL,
            )
    before = mended_from_json(found.mended or {})
    found.mended = mended_to_json({**before, row: {**before.get(row, {}), **cells}})


def take_as_household(session: Session, village: str, import_id: UUID, row: int) -> None:
    """Say that a row which was set aside as a total is a household."""
    found = _held(session, village, import_id)
    if found.layout is None:
        raise Refusal(N_("Say first how the list begins."))
    layout = layout_from_json(found.layout)
    taken = tuple(sorted({*layout.households, row}))
    found.layout = layout_to_json(replace(layout, households=taken))


def begin(desk: Desk, import_id: UUID, rows: Sequence[int], heard: datetime) -> bool:
    """Mark an import as running over `rows` and return whether it has to be run.

    Rows that are through already stay so. False if it runs or is done; `heard` is when the last
    sign came from a running one: after long silence it may begin anew.
    """
    found = _found(desk.session, desk.place, import_id)
    if found.state == ImportState.DONE or (
        found.state == ImportState.RUNNING and desk.now - heard < SILENT
    ):
        return False
    if found.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    through = (found.agreed or [])[: found.done]
    found.state, found.started_at, found.failure = ImportState.RUNNING, desk.now, None
    found.agreed = [*through, *(row for row in rows if row not in set(through))]
    found.expected = len(found.agreed)
    return True


def go_on(desk: Desk, import_id: UUID, heard: datetime) -> bool:
    """Let an import that stopped on its way go on with the rows that were agreed."""
    found = _found(desk.session, desk.place, import_id)
    return begin(desk, import_id, (found.agreed or [])[found.done :], heard)


@dataclass(frozen=True)
class Through:
    """What a few rows made: the size of the record, and how many rows are through now."""

    size: int
    done: int


def register_some(
    desk: Desk, import_id: UUID, done: int, rows: Sequence[ReadyRow]
) -> Through | None:
    """Register a few rows of a running import.

    `done` rows must be through: None where another worker was quicker. A household that came in
    meanwhile under the key of a row is not registered again. With the last rows the file goes.
    """
    lock_log(desk.session, desk.place)
    found = _found(desk.session, desk.place, import_id)
    if found.state != ImportState.RUNNING or found.done != done:
        return None
    here = _keys_here(desk.session, desk.place, [row.key for row in rows])
    for row in rows:
        if row.key in here:
            continue
        # One double must not hold up a whole list: an officer looks into each of them.
        told = {**row.form.model_dump(), "distinct": "yes", "source_key": row.key}
        register_household(desk.at(uuid5(import_id, row.key)), Registered.model_construct(**told))
    found.done = done + len(rows)
    if here:
        _leave_out(found, {row.row for row in rows if row.key in here})
    if found.done == found.expected:
        found.state, found.sheet = ImportState.DONE, b""
        found.plan = found.layout = found.mended = found.agreed = None
    through = Through(lock_log(desk.session, desk.place).size, found.done)
    desk.session.flush()
    return through


def _leave_out(found: HouseholdImport, rows: set[int]) -> None:
    """Let rows that need not be registered any more count nowhere."""
    found.agreed = [row for row in found.agreed or [] if row not in rows]
    found.done -= len(rows)
    found.expected = len(found.agreed)


def _keys_here(session: Session, village: str, keys: Sequence[str]) -> set[str]:
    query = select(Household.source_key).where(
        Household.village == village, col(Household.source_key).in_(keys)
    )
    return {key for key in session.exec(query).all() if key is not None}


def note_failure(session: Session, village: str, import_id: UUID, refusal: Refusal) -> None:
    """Write down why an import stopped, unless another try has ended it meanwhile."""
    found = _found(session, village, import_id)
    if found.state != ImportState.DONE:
        found.state = ImportState.FAILED
        found.failure = {"msgid": refusal.msgid, "params": dict(refusal.params)}


def _held(session: Session, village: str, import_id: UUID) -> HouseholdImport:
    """Return an import that can still be changed, and hold it; Refusal once it runs or is done."""
    found = _found(session, village, import_id)
    if found.state in (ImportState.RUNNING, ImportState.DONE):
        raise Refusal(N_("This file is being registered or is registered already."))
    return found


def _found(session: Session, village: str, import_id: UUID) -> HouseholdImport:
    found = session.get(HouseholdImport, import_id, with_for_update=True)
    if found is None:
        raise NotFound(N_("There is no such file in this village. Send it again."))
    return _of_village(found, village)


def _of_village(found: HouseholdImport, village: str) -> HouseholdImport:
    if found.village != village:
        raise NotFound(N_("There is no such file in this village. Send it again."))
    return found
