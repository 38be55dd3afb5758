"""Findings on the phone: raised, answered, decided, and an audit signed off."""

from typing import TypeVar

from starlette.responses import Response

from ubudehe.audit.findings import actions, queries
from ubudehe.audit.findings.forms import (
    CloseFindingForm,
    EscalateForm,
    FindingAnswerForm,
    FindingRef,
    RaiseForm,
    RemedyForm,
    ReopenFindingForm,
    SignOffForm,
    TakeBackForm,
    WithdrawFindingForm,
)
from ubudehe.audit.findings.next_steps import next_steps
from ubudehe.audit.findings.signing_off import sign_off, take_back_sign_off
from ubudehe.audit.findings.subjects import choices
from ubudehe.audit.findings.tables import Finding
from ubudehe.audit.rules.finding import ADDRESSEES
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.places.rules import is_village
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", bound=FindingRef)


@pages.work("/{place}/findings", Right.LOOK)
def show_findings(visit: Visit) -> Response:
    """Show the findings and past audits of a village, or the findings below a place."""
    place, start = visit.place, read_start(visit.query("after"))
    found = (
        queries.village_findings(visit.session, place.code, visit.today, start=start)
        if is_village(place.code, visit.country)
        else queries.findings_page(visit.session, place.code, visit.today, start=start)
    )
    village = is_village(place.code, visit.country)
    return visit.render("audit/findings.html", found, place=place, village=village)


@pages.work("/{place}/findings/new", Right.REVIEW_BOOKS)
def new(visit: Visit) -> Response:
    """Raise a finding."""
    place = visit.village
    about = visit.query("about")
    days = visit.country.audit.answer_days
    begun = visit.query("text")
    form = visit.form(RaiseForm, {"about": about or None, "days": days, "text": begun or None})
    if receipt := visit.perform(form, actions.raise_finding, place.code):
        return visit.redirect(f"/work/{place.code}/findings/{receipt.subject}", "recorded")
    found = choices(visit.session, place.code, form.typed.get("about") or about)
    return visit.render(
        "audit/raise_finding.html", found, form=form, place=place, addressees=ADDRESSEES
    )


@pages.work("/{place}/findings/sign-off", Right.REVIEW_BOOKS)
def sign(visit: Visit) -> Response:
    """Sign off months of a village, with the findings that are open."""
    place = visit.village
    form = visit.form(SignOffForm, of=sign_off)
    if visit.perform(form, sign_off, place.code):
        return visit.redirect(f"/work/{place.code}/findings", "recorded")
    found = queries.still_open(visit.session, place.code, visit.today)
    months = [one for one in choices(visit.session, place.code) if one.ref.startswith("month:")]
    return visit.render("audit/sign_off.html", found, form=form, place=place, months=months)


@pages.work("/{place}/findings/sign-off/{id:uuid}/take-back", Right.REVIEW_BOOKS)
def take_back(visit: Visit) -> Response:
    """Take back a sign-off."""
    place, id_ = visit.village, visit.id("id")
    line = queries.find_sign_off(visit.session, place.code, id_, visit.today)
    if line is None:
        raise NotFound(N_("There is no such sign-off here."))
    form = visit.form(TakeBackForm, of=take_back_sign_off, sign_off=id_)
    if visit.perform(form, take_back_sign_off, place.code):
        return visit.redirect(f"/work/{place.code}/findings", "recorded")
    return visit.render("audit/take_back.html", line, form=form, place=place)


@pages.work("/{place}/findings/{id:uuid}", Right.LOOK)
def show(visit: Visit) -> Response:
    """Show one finding, step by step, and what is to be done."""
    line = _line(visit)
    row = visit.session.get_one(Finding, line.id)
    apart = bool(visit.person.accounts.intersection(actions.concerned(visit.session, row)))
    steps = next_steps(line, visit.person, visit.country, visit.today, apart)
    return visit.render("audit/finding.html", line, place=visit.place, steps=steps)


@pages.work("/{place}/findings/{id:uuid}/answer", Right.ANSWER_FINDINGS)
def answer(visit: Visit) -> Response:
    """Answer a finding for the village."""
    return _step(visit, FindingAnswerForm, actions.answer_finding, "answer")


@pages.work("/{place}/findings/{id:uuid}/remedy", Right.REVIEW_BOOKS)
def remedy(visit: Visit) -> Response:
    """Say what must be put right."""
    return _step(visit, RemedyForm, actions.ask_remedy, "remedy")


@pages.work("/{place}/findings/{id:uuid}/close", Right.REVIEW_BOOKS)
def close(visit: Visit) -> Response:
    """Close a finding."""
    return _step(visit, CloseFindingForm, actions.close_finding, "close")


@pages.work("/{place}/findings/{id:uuid}/escalate", Right.REVIEW_BOOKS)
def escalate(visit: Visit) -> Response:
    """Hand a finding to the next level."""
    return _step(visit, EscalateForm, actions.escalate_finding, "escalate")


@pages.work("/{place}/findings/{id:uuid}/withdraw", Right.REVIEW_BOOKS)
def withdraw(visit: Visit) -> Response:
    """Take a finding back."""
    return _step(visit, WithdrawFindingForm, actions.withdraw_finding, "withdraw")


@pages.work("/{place}/findings/{id:uuid}/reopen", Right.REVIEW_BOOKS)
def reopen(visit: Visit) -> Response:
    """Open a finding again."""
    return _step(visit, ReopenFindingForm, actions.reopen_finding, "reopen")


def _step(visit: Visit, model: type[M], action: Act[M], step: str) -> Response:
    """Take a finding one step further, or show the form for it."""
    line = _line(visit)
    filled = {"days": visit.country.audit.answer_days} if "days" in model.model_fields else None
    form = visit.form(model, filled, of=action, finding=line.id)
    if visit.perform(form, action, line.village):
        return visit.redirect(f"/work/{line.village}/findings/{line.id}", "recorded")
    return visit.render(
        "audit/finding_step.html",
        line,
        form=form,
        place=visit.place,
        step=step,
        counted="days" in model.model_fields,
        ends="outcome" in model.model_fields,
    )


def _line(visit: Visit) -> queries.FindingLine:
    found = queries.find_finding(visit.session, visit.place.code, visit.id("id"), visit.today)
    if found is None:
        raise NotFound(N_("There is no such finding here."))
    return found
