"""Choosing what is read of a list that was sent, one short form after another."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import Session
from starlette.responses import Response

from ubudehe.households.importing import queries
from ubudehe.households.importing.actions import (
    keep_book,
    mend_row,
    save_layout,
    save_plan,
    take_as_household,
)
from ubudehe.households.importing.files import read_file
from ubudehe.households.importing.forms import (
    AnswersForm,
    BeginsForm,
    ColumnsForm,
    IsibosMeantForm,
    MendForm,
    UploadForm,
)
from ubudehe.households.importing.queries import OpenImport
from ubudehe.households.importing.rules.blocks import with_blocks
from ubudehe.households.importing.rules.books import Book
from ubudehe.households.importing.rules.groups import NEW, keep_said, with_said
from ubudehe.households.importing.rules.guessing import SHEET
from ubudehe.households.importing.rules.identities import without_identities
from ubudehe.households.importing.rules.layouts import (
    ALL,
    Layout,
    guess_layout,
    hidden_columns,
    not_read,
    same_heading,
    sheet_of,
    sheets_of,
)
from ubudehe.households.importing.rules.plans import Plan, fixed, guess_plan
from ubudehe.households.importing.rules.sheets import seen
from ubudehe.households.importing.rules.targets import GROUPS, TARGETS
from ubudehe.households.importing.rules.typed import (
    AS_BLANK,
    TEXTS,
    answers_typed,
    columns_typed,
    digest_of,
    questions_of,
    typed_answers,
    typed_plan,
)
from ubudehe.households.importing.rules.typed_layouts import (
    layout_typed,
    rows_to_choose,
    typed_layout,
)
from ubudehe.households.importing.words import IMPORT_WORDS
from ubudehe.households.isibos.listing import isibo_names
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.counter import in_one_piece
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_HERE = "/{place}/households/import"
_FILE = _HERE + "/{file:uuid}"


@pages.work(_HERE, Right.HOUSEHOLDS, files=True)
def send_file(visit: Visit) -> Response:
    """Take a file in, without national identity numbers."""
    place = visit.village
    form = visit.form(UploadForm)
    book = _sent_book(form, visit.country.manners)
    if book is not None:
        made: list[UUID] = []

        def keep(session: Session) -> None:
            made.append(keep_book(desk_for(visit, session, form.act_id), book))

        if _written(visit, form, keep):
            return visit.redirect(f"{path_of(place.code, made[0])}/begins")
    found = queries.recent_imports(visit.session, place.code)
    return visit.render("households/import_file.html", found, form=form, place=place)


@pages.work(_FILE + "/begins", Right.HOUSEHOLDS)
def choose_beginning(visit: Visit) -> Response:
    """Say which sheet holds the list and in which rows the names of its columns stand."""
    found = opened(visit)
    form = visit.form(BeginsForm)
    layout = found.layout
    if "sheet" in form.typed:
        layout = typed_layout(form.typed, found.book, found.layout)
    if form.submitted and form.value is not None and form.value.sheet == form.value.shown:

        def keep(session: Session) -> None:
            save_layout(session, found.line.village, found.line.id, layout)

        if _written(visit, form, keep):
            return visit.redirect(f"{path_of(found.line.village, found.line.id)}/columns")
    shown = _readable(found.book, layout, form)
    grid = found.book.grids[sheets_of(found.book, shown)[0]]
    form.typed |= layout_typed(shown)
    return visit.render(
        "households/import_begins.html",
        found,
        form=form,
        sheet=sheet_of(found.book, shown),
        grid=grid,
        lines=rows_to_choose(grid, shown),
        not_read=not_read(found.book, shown),
        hidden_columns=hidden_columns(found.book, shown),
        alike=_alike(found.book),
        all_sheets=ALL,
        several=len(found.book.grids) > 1,
        hidden=sum(line.hidden for line in grid.lines),
        merged=any(one.first < one.last for one in grid.merges),
        own=SHEET,
        separators=IMPORT_WORDS["separator"],
        set_aside=IMPORT_WORDS["aside"],
    )


def _alike(book: Book) -> int:
    """Return how many sheets have the heading of the first; nought where it is alone."""
    alike = len(same_heading(book, sheets_of(book, guess_layout(book))[0]))
    return alike if alike > 1 else 0


def _readable(book: Book, layout: Layout, form: Form[Any]) -> Layout:
    """Return the layout if it makes a table; else say why not, and return a guess that does."""
    try:
        sheet_of(book, layout)
    except Refusal as refusal:
        form.refuse(refusal.msgid, "heading", **refusal.params)
        return guess_layout(book)
    return layout


@pages.work(_FILE + "/columns", Right.HOUSEHOLDS)
def choose_columns(visit: Visit) -> Response:
    """Say what each column means."""
    found = opened(visit)
    if not found.said:
        return visit.redirect(f"{path_of(found.line.village, found.line.id)}/begins")
    form = visit.form(ColumnsForm)
    if form.submitted and form.value is not None:
        said = {name: getattr(form.value, f"text_{name}") for name in TEXTS}
        texts = {name: str(text) for name, text in said.items() if text}
        bands = visit.country.income_codes
        before = found.plan or Plan()
        plan = keep_said(typed_plan(form.typed, texts, found.sheet, before, bands), before)
        if _written(visit, form, lambda session: _save(session, found, plan, bands)):
            step = "values" if fixed(plan, bands) else "check"
            return visit.redirect(f"{path_of(found.line.village, found.line.id)}/{step}")
    elif not form.submitted:
        head = visit.say(N_("Household {key}"))
        form.typed |= columns_typed(
            found.plan or guess_plan(found.sheet, head, visit.country.manners)
        )
    groups = {
        group: [target for target in TARGETS.values() if target.group == group] for group in GROUPS
    }
    return visit.render(
        "households/import_columns.html",
        found,
        form=form,
        groups=groups,
        words=IMPORT_WORDS,
        own=SHEET,
    )


@pages.work(_FILE + "/values", Right.HOUSEHOLDS)
def choose_answers(visit: Visit) -> Response:
    """Say what the values in the columns with fixed answers mean."""
    found = opened(visit)
    plan = plan_of(found)
    bands = visit.country.income_codes
    questions = questions_of(found.sheet, plan, bands)
    about = digest_of(questions)
    form = visit.form(AnswersForm)
    if form.submitted and form.typed.get("about") != about:
        form.refuse(N_("The columns were chosen anew meanwhile. Look at the answers again."))
        form.typed.clear()
    if form.submitted and form.value is not None:
        said = keep_said(replace(plan, answers=typed_answers(form.typed, questions)), plan)
        if _written(visit, form, lambda session: _save(session, found, said, bands)):
            return visit.redirect(f"{path_of(found.line.village, found.line.id)}/check")
    form.typed |= {**answers_typed(questions, plan), **form.typed}
    return visit.render(
        "households/import_values.html",
        found,
        form=form,
        questions=questions,
        about=about,
        as_blank=AS_BLANK,
        words=IMPORT_WORDS,
    )


@pages.work(_FILE + "/isibos", Right.HOUSEHOLDS)
def choose_isibos(visit: Visit) -> Response:
    """Say of all isibos that are not in the list at once whether they are new, or which one."""
    found = opened(visit)
    plan, bands = plan_of(found), visit.country.income_codes
    strange = queries.check_import(visit.session, found, visit.country).strange
    names = isibo_names(visit.session, found.line.village)
    form = visit.form(IsibosMeantForm, {"meant": {one.key: one.said for one in strange}})
    if form.submitted and form.value is not None:
        answers = {one.key: form.value.meant.get(one.key, NEW) for one in strange}
        said = {key: one if one in names else NEW for key, one in answers.items()}
        told = with_said(plan, said)
        if _written(visit, form, lambda session: _save(session, found, told, bands)):
            return visit.redirect(f"{path_of(found.line.village, found.line.id)}/check")
    options = [(NEW, visit.say(N_("A new isibo: add it"))), *((one, one) for one in names)]
    return visit.render(
        "households/import_isibos.html", found, form=form, strange=strange, options=options
    )


@pages.work(_FILE + "/rows/{row:number}", Right.HOUSEHOLDS)
def mend(visit: Visit) -> Response:
    """Write a row of the file anew, or say that it is a household after all."""
    found = opened(visit)
    number = visit.number("row")
    plan = plan_of(found)
    aside = next((one for one in found.sheet.aside if one.number == number), None)
    row = next((one for one in found.sheet.rows if one.number == number), None)
    if row is None and aside is None:
        raise NotFound(N_("There is no such row in this file."))
    asked = [(target, at) for target, at in plan.columns.items() if row is not None]
    form = visit.form(MendForm, {"cell": {at: row.cells[at] for _, at in asked}} if row else None)
    if form.submitted and form.value is not None:
        cells = {at: seen(form.typed.get(f"cell.{at}", "")) for _, at in asked}

        village, manners = found.line.village, visit.country.manners

        def keep(session: Session) -> None:
            if row is None:
                take_as_household(session, village, found.line.id, number)
            else:
                mend_row(session, village, found.line.id, number, cells, manners)

        if _written(visit, form, keep):
            return visit.redirect(f"{path_of(found.line.village, found.line.id)}/check")
    reading = queries.check_import(visit.session, found, visit.country).reading
    wrong = [one for one in (*reading.problems, *reading.notes) if one.row == number]
    return visit.render(
        "households/import_mend.html",
        found,
        form=form,
        asked=asked,
        aside=aside,
        where=found.sheet.place(number),
        wrong=wrong,
        words=IMPORT_WORDS,
        set_aside=IMPORT_WORDS["aside"],
    )


def _sent_book(form: Form[UploadForm], manners: Manners) -> Book | None:
    """Return the file that was sent; None if none was, or it was refused (said in the form)."""
    if not form.submitted or form.value is None:
        return None
    try:
        book = with_blocks(without_identities(read_file(form.files.get("file", b"")), manners))
        sheet_of(book, guess_layout(book))
    except Refusal as refusal:
        form.refuse_by(refusal, "file")
        return None
    return book


def _written(visit: Visit, form: Form[Any], work: Callable[[Session], None]) -> bool:
    """Do `work` in one transaction; a refusal goes into `form`, beside the column it is about."""

    def kept(session: Session) -> bool:
        try:
            work(session)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            if refusal.field in TARGETS:
                refusal.field = f"c.{refusal.field}"
            raise
        return True

    return bool(visit.write(form, lambda: in_one_piece(visit.database, kept)))


def _save(session: Session, found: OpenImport, plan: Plan, bands: Sequence[str]) -> None:
    save_plan(session, found.line.village, found.line.id, plan, bands)


def desk_for(visit: Visit, session: Session, act_id: UUID) -> Desk:
    """Return where an import's act is done."""
    place = visit.param("place")
    return Desk(session, visit.person, place, act_id, visit.now, visit.country)


def opened(visit: Visit) -> OpenImport:
    """Return the import that a page is about; NotFound where there is none."""
    return queries.open_import(visit.session, visit.param("place"), file_of(visit))


def plan_of(found: OpenImport) -> Plan:
    """Return what the columns mean; Refusal where nobody has said so."""
    if found.plan is None:
        raise Refusal(N_("Say first what the columns mean."))
    return found.plan


def file_of(visit: Visit) -> UUID:
    """Return which import a page is about."""
    file: UUID = visit.request.path_params["file"]
    return file


def path_of(place: str, file: UUID) -> str:
    """Return the address of an import's pages, without the language."""
    return f"/work/{place}/households/import/{file}"
