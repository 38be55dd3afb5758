"""Own questions of a place: what is asked there, a new form, its end, its file."""

import json
import re

from starlette.responses import Response

from ubudehe.households.own.core import core_form
from ubudehe.households.own.files import as_xlsx, sheets_of
from ubudehe.households.own.queries import asked_groups, find_form, form_at, form_of
from ubudehe.households.own.rules.questionnaires import Questionnaire
from ubudehe.households.own.rules.xlsform import write_form
from ubudehe.households.own.setting import (
    EndQuestionsForm,
    SetQuestionsForm,
    end_questions,
    read_text,
    set_questions,
    taken_form,
)
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, Refusal
from ubudehe.people.queries import where_held
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()

_HERE = "/{place}/questions"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.work(_HERE, Right.OWN_QUESTIONS, files=True)
def show_questions(visit: Visit) -> Response:
    """Show what a place asks, take a new form, and show it as it would be asked, before it is."""
    place, code = _place(visit), visit.param("place")
    form = visit.form(SetQuestionsForm, of=set_questions)
    if form.typed.get("form") and visit.perform(form, set_questions, code):
        return visit.redirect(f"/work/{code}/questions", "recorded")
    sent = _sent(form) if form.submitted else None
    if sent is not None:
        form.typed["form"] = json.dumps(write_form(sent), ensure_ascii=False)
        groups = asked_groups(sent, sent.groups, visit.lang)
        return visit.render(
            "households/own_preview.html", sent, form=form, place=place, code=code, groups=groups
        )
    row = form_at(visit.session, code)
    now = form_of(row) if row else None
    groups = asked_groups(now.form, now.form.groups, visit.lang) if now else ()
    return visit.render(
        "households/own_questions.html", now, form=form, place=place, code=code, groups=groups
    )


@pages.work(_HERE + "/{form:uuid}/end", Right.OWN_QUESTIONS)
def end_of_questions(visit: Visit) -> Response:
    """Ask a form no longer, once somebody said why."""
    place, code = _place(visit), visit.param("place")
    found = find_form(visit.session, code, visit.id("form"))
    form = visit.form(EndQuestionsForm, of=end_questions, form=found.id)
    if visit.perform(form, end_questions, code):
        return visit.redirect(f"/work/{code}/questions", "recorded")
    return visit.render("households/own_end.html", found, form=form, place=place, code=code)


@pages.work(_HERE + "/{form:uuid}/xlsform", Right.OWN_QUESTIONS)
def download_questions(visit: Visit) -> Response:
    """Give a form as an XLSForm."""
    found = find_form(visit.session, visit.param("place"), visit.id("form"))
    return _file(found.form)


@pages.work(_HERE + "/core", Right.OWN_QUESTIONS)
def download_core(visit: Visit) -> Response:
    """Give the questions that every village asks as an XLSForm, in all languages of the country."""
    return _file(core_form(visit.country))


def _file(form: Questionnaire) -> Response:
    name = re.sub("[^A-Za-z0-9_-]", "", form.form)
    headers = {
        "content-disposition": f'attachment; filename="{name or "form"}.xlsx"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(as_xlsx(form), 200, headers, _XLSX)


def _place(visit: Visit) -> PlaceLine:
    place = where_held(visit.session, visit.param("place"), visit.country)
    if place.level == "village":
        raise NotAllowed(N_("Own questions are those of a place above the village."))
    return place


def _sent(form: Form[SetQuestionsForm]) -> Questionnaire | None:
    """Return the form that was sent, as a file or with its preview; None if it was refused."""
    text = form.typed.get("form")
    try:
        return read_text(text) if text else taken_form(sheets_of(form.files.get("file", b"")))
    except Refusal as refusal:
        form.refuse_by(refusal, "file")
        return None
