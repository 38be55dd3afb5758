"""Imports, shaped for their pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.households.importing.rules.books import Book, book_from_json
from ubudehe.households.importing.rules.groups import StrangeIsibo, strange_isibos, with_isibos
from ubudehe.households.importing.rules.keeping import Mended, mended_from_json, plan_from_json
from ubudehe.households.importing.rules.layouts import (
    Layout,
    guess_layout,
    layout_from_json,
    sheet_of,
)
from ubudehe.households.importing.rules.plans import Plan
from ubudehe.households.importing.rules.rows import Reading, ReadyRow, mended, read_rows
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.states import ImportState
from ubudehe.households.importing.rules.twins import Match, find_matches
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.isibos.listing import known_isibos
from ubudehe.households.queries import known_households, known_keys
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.places.pack import Country
from ubudehe.places.queries import find_place
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import of_village

_UNFINISHED = Prepared(
    select(HouseholdImport.id)
    .where(HouseholdImport.village == given("village"), HouseholdImport.state != ImportState.DONE)
    .order_by(col(HouseholdImport.created_at))
)


@dataclass(frozen=True)
class Failure:
    """Why an import stopped: a catalogue message and what fills its places."""

    msgid: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class ImportLine:
    """An import in a list, or where it stands."""

    id: UUID
    village: str
    created_at: datetime
    state: ImportState
    row_count: int
    started_at: datetime | None
    expected: int
    done: int
    failure: Failure | None


@dataclass(frozen=True)
class OpenImport:
    """An import that is still being prepared: the file and what was said about it so far."""

    line: ImportLine
    book: Book
    layout: Layout
    said: bool
    """Whether somebody said how the list begins; else `layout` is a guess."""
    sheet: Sheet
    """The table that the layout makes, with the cells that were written anew."""
    plan: Plan | None
    mended: Mended


@dataclass(frozen=True)
class CheckedImport:
    """What would come in, and what would not."""

    reading: Reading
    matches: tuple[Match, ...]
    """Rows that look like a household that is here; left out unless somebody says otherwise."""
    strange: tuple[StrangeIsibo, ...]
    """Isibos that are not in the village's list, with what they are."""

    @property
    def fresh(self) -> tuple[ReadyRow, ...]:
        """Return the rows that look like nobody else."""
        alike = {match.row for match in self.matches}
        return tuple(row for row in self.reading.ready if row.row not in alike)

    @property
    def unsaid(self) -> int:
        """Return of how many isibos nobody said yet whether they are new."""
        return sum(not one.sure for one in self.strange)

    @property
    def people(self) -> int:
        """Return how many people live in the fresh ones."""
        return sum(row.form.members for row in self.fresh)


def recent_imports(session: Session, village: str) -> tuple[ImportLine, ...]:
    """Return the imports of a village that are still kept, the newest first."""
    query = (
        select(HouseholdImport)
        .where(HouseholdImport.village == village)
        .order_by(col(HouseholdImport.created_at).desc())
        .limit(10)
    )
    return tuple(_line(found) for found in session.exec(query))


def import_line(session: Session, village: str, import_id: UUID) -> ImportLine:
    """Return where an import stands; NotFound unless it is one of this village."""
    return _line(_find(session, village, import_id))


def open_import(session: Session, village: str, import_id: UUID) -> OpenImport:
    """Return an import that can still be changed; Refusal once it runs or is done."""
    found = _find(session, village, import_id)
    if found.state in (ImportState.RUNNING, ImportState.DONE):
        raise Refusal(N_("This file is being registered or is registered already."))
    return _opened(found)


def _opened(found: HouseholdImport) -> OpenImport:
    book = book_from_json(found.sheet)
    layout = layout_from_json(found.layout) if found.layout else guess_layout(book)
    cells = mended_from_json(found.mended or {})
    plan = plan_from_json(found.plan) if found.plan else None
    sheet = mended(sheet_of(book, layout), cells)
    return OpenImport(_line(found), book, layout, found.layout is not None, sheet, plan, cells)


def unfinished_imports(session: Session, village: str) -> tuple[UUID, ...]:
    """Return the lists of a village that are not all registered yet, the oldest first."""
    return tuple(_UNFINISHED.column(session, village=village))


def check_import(session: Session, found: OpenImport, country: Country) -> CheckedImport:
    """Return what the plan of an import makes of its table; Refusal before there is a plan."""
    if found.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    village = found.line.village
    keys, isibos = known_keys(session, village), known_isibos(session, village)
    reading = read_rows(found.sheet, found.plan, keys, country, _names(session, village))
    strange = strange_isibos(reading.ready, found.plan, isibos)
    reading = replace(reading, ready=with_isibos(reading.ready, found.plan, isibos))
    phones = [row.form.phone for row in reading.ready if row.form.phone]
    known = known_households(session, village, phones)
    return CheckedImport(reading, find_matches(reading.ready, village, known), strange)


def rows_to_register(
    session: Session, village: str, import_id: UUID, country: Country
) -> tuple[int, tuple[ReadyRow, ...]]:
    """Return how many rows of a running import are through, and those that are not yet."""
    found = _find(session, village, import_id)
    opened = _opened(found)
    if opened.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    reading = read_rows(opened.sheet, opened.plan, (), country, _names(session, village))
    isibos = known_isibos(session, village)
    ready = {row.row: row for row in with_isibos(reading.ready, opened.plan, isibos)}
    wanted = (found.agreed or [])[found.done :]
    if not ready.keys() >= set(wanted):
        raise Refusal(N_("The register has changed meanwhile. Check the rows again."))
    return found.done, tuple(ready[row] for row in wanted)


def _names(session: Session, village: str) -> tuple[str, ...]:
    """Return the names of a village, as the country's own list has them."""
    return (find_place(session, village).name,)


def _find(session: Session, village: str, import_id: UUID) -> HouseholdImport:
    found = of_village(session, HouseholdImport, import_id, village)
    if found is None:
        raise NotFound(N_("There is no such file in this village. Send it again."))
    return found


def _line(found: HouseholdImport) -> ImportLine:
    return ImportLine(
        id=found.id,
        village=found.village,
        created_at=found.created_at,
        state=found.state,
        row_count=found.row_count,
        started_at=found.started_at,
        expected=found.expected,
        done=found.done,
        failure=Failure(**found.failure) if found.failure else None,
    )
