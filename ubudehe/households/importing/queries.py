"""Imports, shaped for their pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.households.importing.rules.keeping import plan_from_json, sheet_from_json
from ubudehe.households.importing.rules.plans import Plan
from ubudehe.households.importing.rules.rows import Reading, read_rows
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.queries import known_keys
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.places.pack import Country
from ubudehe.storage.reading import of_village


@dataclass(frozen=True)
class Failure:
    """Why nothing was registered: a catalogue message and what fills its places."""

    msgid: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class ImportLine:
    """An import in a list, or where it stands."""

    id: UUID
    village: str
    created_at: datetime
    state: str
    row_count: int
    started_at: datetime | None
    expected: int
    leave_out: bool
    done: int
    failure: Failure | None


@dataclass(frozen=True)
class OpenImport:
    """An import that is still being prepared: the table and what was said about it so far."""

    line: ImportLine
    sheet: Sheet
    plan: Plan | None


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
    if found.state in ("running", "done"):
        raise Refusal(N_("This file is being registered or is registered already."))
    plan = plan_from_json(found.plan) if found.plan else None
    return OpenImport(_line(found), sheet_from_json(found.sheet), plan)


def read_import(session: Session, found: OpenImport, country: Country) -> Reading:
    """Return what the plan of an import makes of its table; Refusal before there is a plan."""
    if found.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    known = known_keys(session, found.line.village)
    return read_rows(found.sheet, found.plan, known, country)


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
        leave_out=found.leave_out,
        done=found.done,
        failure=Failure(**found.failure) if found.failure else None,
    )
