"""Registering a list of households: the check before it, and how far it is."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from ubudehe.households.importing import queries
from ubudehe.households.importing.actions import SILENT, begin, go_on
from ubudehe.households.importing.forms import ApplyForm, UploadForm
from ubudehe.households.importing.pages import desk_for, file_of, opened, path_of, plan_of
from ubudehe.households.importing.queries import CheckedImport, ImportLine
from ubudehe.households.importing.registering.problem_lists import problems_csv
from ubudehe.households.importing.registering.progress import Progress
from ubudehe.households.importing.registering.running import Job, start
from ubudehe.households.importing.rules.layouts import not_read
from ubudehe.households.importing.rules.plans import columns_not_read
from ubudehe.households.importing.rules.rows import RowProblem
from ubudehe.households.importing.rules.states import ImportState
from ubudehe.households.importing.words import IMPORT_WORDS
from ubudehe.language.messages import N_
from ubudehe.language.paging import Paging
from ubudehe.people.counter import in_one_piece
from ubudehe.people.rules import Right
from ubudehe.record.read_only import refuse_closed
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
SHOWN = 50
"""Problems shown on the page; all of them are in the file to download."""

_FILE = "/{place}/households/import/{file:uuid}"


@pages.work(_FILE, Right.HOUSEHOLDS)
def show_import(visit: Visit) -> Response:
    """Show how far an import is, or lead to its next step; one that stopped can go on."""
    line = queries.import_line(visit.session, visit.param("place"), file_of(visit))
    if line.state in (ImportState.NEW, ImportState.MAPPED):
        following = "begins" if line.state == ImportState.NEW else "check"
        return visit.redirect(f"{path_of(line.village, line.id)}/{following}")
    form = visit.form(UploadForm)
    again = form.submitted and line.state in (ImportState.RUNNING, ImportState.FAILED)
    if again and _begun(visit, form, line, None):
        return visit.redirect(path_of(line.village, line.id))
    step = _progress(visit).read(line.id)
    done, silent = step.done if step else line.done, visit.now - _heard(visit, line) >= SILENT
    return visit.render("households/import_state.html", line, form=form, done=done, silent=silent)


@pages.work(_FILE + "/check", Right.HOUSEHOLDS)
def check_rows(visit: Visit) -> Response:
    """Show what would be registered and what is wrong; register it if that is agreed."""
    line = queries.import_line(visit.session, visit.param("place"), file_of(visit))
    if line.state in (ImportState.RUNNING, ImportState.DONE):
        return visit.redirect(path_of(line.village, line.id))
    found = opened(visit)
    checked = queries.check_import(visit.session, found, visit.country)
    reading = checked.reading
    form = visit.form(ApplyForm)
    if form.submitted and form.value is not None:
        said = form.value
        if (said.expected, said.alike) != (len(checked.fresh), len(checked.matches)):
            form.refuse(N_("The register has changed meanwhile. Check the rows again."))
        elif reading.problems and said.leave_out != "yes":
            form.refuse(N_("Agree to leave out these rows, or mend them."), "leave_out")
        elif not (rows := _agreed(checked, said)):
            form.refuse(N_("Nothing would be registered. Choose a household that is another one."))
        elif _begun(visit, form, line, rows):
            return visit.redirect(path_of(line.village, line.id))
    return visit.render(
        "households/import_check.html",
        found,
        form=form,
        checked=checked,
        shown=reading.problems[:SHOWN],
        problems=Paging(0, SHOWN, len(reading.problems)),
        matches=checked.matches[:SHOWN],
        alike=Paging(0, SHOWN, len(checked.matches)),
        noted=reading.notes[:SHOWN],
        not_read=not_read(found.book, found.layout),
        columns_not_read=[f"«{one}»" for one in columns_not_read(found.sheet, plan_of(found))],
        set_aside=IMPORT_WORDS["aside"],
        many_people=reading.repeated * 2 > len(found.sheet.rows),
    )


def _agreed(checked: CheckedImport, said: ApplyForm) -> list[int]:
    """Return the rows to register, in their order: the fresh ones and those that were chosen."""
    alike = {match.row for match in checked.matches}
    chosen = alike if said.every == "yes" else {row for row in alike if str(row) in said.also}
    return [row.row for row in checked.reading.ready if row.row not in alike or row.row in chosen]


@pages.work(_FILE + "/problems.csv", Right.HOUSEHOLDS)
def download_problems(visit: Visit) -> Response:
    """Give every problem as a file."""
    found = opened(visit)
    reading = queries.check_import(visit.session, found, visit.country).reading

    def say(problem: RowProblem) -> str:
        return visit.say(problem.msgid, **problem.params)

    heading = [visit.say(N_("Row")), visit.say(N_("Column"))]
    heading += [visit.say(N_("Value")), visit.say(N_("What is wrong"))]
    headers = {
        "content-disposition": 'attachment; filename="problems.csv"',
        "cache-control": "no-store",
    }
    content = problems_csv(heading, (*reading.problems, *reading.notes), say, found.sheet.place)
    return Response(content, 200, headers, "text/csv; charset=utf-8")


def _begun(visit: Visit, form: Form[Any], line: ImportLine, rows: Sequence[int] | None) -> bool:
    """Start an import over `rows`, or let one go on, unless it runs already; tell if allowed."""
    heard = _heard(visit, line)

    def mark(session: Session) -> bool:
        if not (visit.signed and visit.signed.rehearsal):
            refuse_closed(session, visit.services.heads, line.village)
        desk = desk_for(visit, session, line.id)
        return go_on(desk, line.id, heard) if rows is None else begin(desk, line.id, rows, heard)

    fresh = visit.write(form, partial(in_one_piece, visit.database, mark))
    if fresh:
        start(_job(visit, line))
    return fresh is not None


def _job(visit: Visit, line: ImportLine) -> Job:
    services, place = visit.services, line.village
    rehearsed = bool(visit.signed and visit.signed.rehearsal)

    def committed(size: int) -> None:
        if rehearsed:
            return
        services.versions.grew(place, size)
        with services.database.read() as session:
            services.heads.sign(session, place)

    return Job(
        database=visit.database,
        person=visit.person,
        place=place,
        import_id=line.id,
        now=visit.now,
        country=visit.country,
        progress=_progress(visit),
        committed=committed,
    )


def _heard(visit: Visit, line: ImportLine) -> datetime:
    """Return when a running import last gave a sign."""
    step = _progress(visit).read(line.id)
    begun = line.started_at or visit.now
    return max(begun, step.at) if step else begun


def _progress(visit: Visit) -> Progress:
    return Progress(visit.services.settings.data / "imports")
