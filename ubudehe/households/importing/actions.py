"""Keeping a file, saying what it means, and registering all its households in one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, col, delete

from ubudehe.households.actions import Registered, register_household
from ubudehe.households.importing.rules.keeping import (
    plan_from_json,
    plan_to_json,
    sheet_from_json,
    sheet_to_json,
)
from ubudehe.households.importing.rules.plans import Plan, check_plan
from ubudehe.households.importing.rules.rows import ReadyRow, read_rows
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.queries import known_keys
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Desk
from ubudehe.record.append import lock_log

KEPT = timedelta(days=7)
"""An import older than this is forgotten, whether it was finished or not."""

SILENT = timedelta(minutes=2)
"""A running import that tells nothing for so long has died with its process."""

TELL_EVERY = 25
"""Households between two messages about progress."""


def keep_sheet(desk: Desk, sheet: Sheet) -> UUID:
    """Keep a table that came in; the same form sent twice keeps it once. Old ones are forgotten."""
    session = desk.session
    session.exec(delete(HouseholdImport).where(col(HouseholdImport.created_at) < desk.now - KEPT))
    if (earlier := session.get(HouseholdImport, desk.act_id)) is not None:
        return _of_village(earlier, desk.place).id
    session.add(
        HouseholdImport(
            id=desk.act_id,
            village=desk.place,
            account=desk.person.account,
            created_at=desk.now,
            state="new",
            sheet=sheet_to_json(sheet),
            row_count=len(sheet.rows),
        )
    )
    return desk.act_id


def save_plan(
    session: Session, village: str, import_id: UUID, plan: Plan, bands: Sequence[str]
) -> None:
    """Keep what was said about the columns; Refusal if nothing can come of it, or it runs."""
    found = _held(session, village, import_id)
    if found.state in ("running", "done"):
        raise Refusal(N_("This file is being registered or is registered already."))
    check_plan(sheet_from_json(found.sheet), plan, bands)
    found.plan, found.state = plan_to_json(plan), "mapped"


def begin(desk: Desk, import_id: UUID, expected: int, *, leave_out: bool, heard: datetime) -> bool:
    """Mark an import as running and return whether it has to be run: not if it is or was.

    `heard` is when the last sign came from a running one: after long silence it may begin anew.
    """
    found = _held(desk.session, desk.place, import_id)
    if found.state == "done" or (found.state == "running" and desk.now - heard < SILENT):
        return False
    if found.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    found.state, found.started_at, found.failure = "running", desk.now, None
    found.expected, found.leave_out = expected, leave_out
    return True


def register_all(desk: Desk, import_id: UUID, tell: Callable[[int, int], None]) -> int:
    """Register every ready row of an import and return the size of the record after it.

    All in the transaction of the desk. Refusal if the register has changed so that other rows
    than agreed would come in, or if rows have problems and nobody agreed to leave them out.
    Done before, it changes nothing: the acts' ids come from the import and the household's key.
    """
    head = lock_log(desk.session, desk.place)
    found = _held(desk.session, desk.place, import_id)
    if found.state == "done":
        return head.size
    ready = _agreed(desk, found)
    for done, row in enumerate(ready):
        if done % TELL_EVERY == 0:
            tell(done, len(ready))
        # One double must not hold up a whole list: an officer looks into each of them.
        told = {**row.form.model_dump(), "distinct": "yes", "source_key": row.key}
        register_household(desk.at(uuid5(import_id, row.key)), Registered.model_construct(**told))
    found.state, found.done = "done", len(ready)
    found.sheet, found.plan = b"", None
    return lock_log(desk.session, desk.place).size


def note_failure(session: Session, village: str, import_id: UUID, refusal: Refusal) -> None:
    """Write down why an import registered nothing, unless another try has done it meanwhile."""
    found = _held(session, village, import_id)
    if found.state != "done":
        found.state = "failed"
        found.failure = {"msgid": refusal.msgid, "params": dict(refusal.params)}


def _agreed(desk: Desk, found: HouseholdImport) -> tuple[ReadyRow, ...]:
    if found.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    sheet, plan = sheet_from_json(found.sheet), plan_from_json(found.plan)
    known = known_keys(desk.session, found.village)
    reading = read_rows(sheet, plan, known, desk.country)
    if reading.problems and not found.leave_out:
        raise Refusal(N_("Some rows have problems. Agree to leave them out, or mend the file."))
    if len(reading.ready) != found.expected:
        raise Refusal(N_("The register has changed meanwhile. Check the rows again."))
    return reading.ready


def _held(session: Session, village: str, import_id: UUID) -> HouseholdImport:
    found = session.get(HouseholdImport, import_id, with_for_update=True)
    if found is None:
        raise NotFound(N_("There is no such file in this village. Send it again."))
    return _of_village(found, village)


def _of_village(found: HouseholdImport, village: str) -> HouseholdImport:
    if found.village != village:
        raise NotFound(N_("There is no such file in this village. Send it again."))
    return found
