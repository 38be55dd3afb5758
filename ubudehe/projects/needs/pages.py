"""Needs on the facilitator's phone, and the questions by which a meeting puts them in order."""

from starlette.responses import Response

from ubudehe.people.rules import Right
from ubudehe.projects.needs import queries
from ubudehe.projects.needs.actions import (
    add_need,
    answer_pair,
    cancel_ranking,
    change_need,
    finish_ranking,
    ordering_meeting,
    start_ranking,
    undo_answer,
    withdraw_need,
    write_marks,
)
from ubudehe.projects.needs.forms import (
    FEWEST,
    GiveUpForm,
    MarksForm,
    NeedChange,
    NeedForm,
    NeedRef,
    PairForm,
    RankForm,
    RankingForm,
    UndoForm,
)
from ubudehe.projects.needs.ranking import open_ranking
from ubudehe.projects.needs.resuming import ResumeForm, resume_ranking
from ubudehe.projects.rules.states import RankingState
from ubudehe.projects.rules.symbols import SYMBOLS
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/projects/need", Right.PROJECTS)
def need(visit: Visit) -> Response:
    """Write down a need."""
    place = visit.place
    form = visit.form(NeedForm, {"lang": visit.lang})
    if visit.perform(form, add_need, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    return visit.render("projects/need.html", None, form=form, place=place, symbols=SYMBOLS)


@pages.work("/{place}/projects/needs/{need:uuid}", Right.PROJECTS)
def change(visit: Visit) -> Response:
    """Write a need in other words."""
    place = visit.place
    line = queries.need_line(visit.session, place.code, visit.id("need"))
    filled = {"text": line.text, "lang": line.lang, "symbol": line.symbol}
    form = visit.form(NeedChange, filled, of=change_need, need=line.id)
    if visit.perform(form, change_need, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    return visit.render("projects/need.html", line, form=form, place=place, symbols=SYMBOLS)


@pages.work("/{place}/projects/needs/{need:uuid}/withdraw", Right.PROJECTS)
def withdraw(visit: Visit) -> Response:
    """Take a need off the list."""
    place = visit.place
    line = queries.need_line(visit.session, place.code, visit.id("need"))
    form = visit.form(NeedRef, of=withdraw_need, need=line.id)
    if visit.perform(form, withdraw_need, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    return visit.render("projects/withdraw_need.html", line, form=form, place=place)


@pages.work("/{place}/projects/order", Right.PROJECTS)
def order(visit: Visit) -> Response:
    """Choose which needs the meeting puts in order, and how."""
    place = visit.place
    running = open_ranking(visit.session, place.code)
    if running is not None and visit.data is None:
        return visit.redirect(f"/work/{place.code}/projects/order/{running.id}")
    lines = queries.needs(visit.session, place.code)
    form = visit.form(
        RankingForm, {"method": "pairs", "marks_each": 3, "needs": [n.id for n in lines[:7]]}
    )
    if receipt := visit.perform(form, start_ranking, place.code):
        return visit.redirect(f"/work/{place.code}/projects/order/{receipt.made}", "recorded")
    visit.foresee(form, ordering_meeting)
    return visit.render(
        "projects/order.html", lines, form=form, place=place, too_few=len(lines) < FEWEST
    )


@pages.work("/{place}/projects/order/{ranking:uuid}", Right.PROJECTS)
def ask(visit: Visit) -> Response:
    """Ask the next question, or take the marks, or show the order and choose from it."""
    place = visit.place
    page = queries.ranking_view(visit.session, place.code, visit.id("ranking"))
    here = f"/work/{place.code}/projects/order/{page.id}"
    if page.state != RankingState.OPEN:
        return visit.redirect(f"/work/{place.code}/projects")
    sent = frozenset(visit.data or ())
    # What was sent says which form it is: a second tap comes back when the page has moved on.
    if page.question is not None or "pair" in sent:
        answer = visit.form(PairForm, ranking=page.id)
        if visit.perform(answer, answer_pair, place.code) or page.question is None:
            return visit.redirect(here)
        return visit.render("projects/question.html", page, form=answer, place=place)
    if page.method == "marks" and (not page.order or "women.0" in sent):
        marks = visit.form(MarksForm, of=write_marks, ranking=page.id)
        if visit.perform(marks, write_marks, place.code):
            return visit.redirect(here, "recorded")
        return visit.render("projects/marks.html", page, form=marks, place=place)
    filled = {"need": page.order[0].id}
    form = visit.form(RankForm, filled, of=finish_ranking, ranking=page.id)
    if visit.perform(form, finish_ranking, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    return visit.render("projects/ordered.html", page, form=form, place=place)


@pages.work("/{place}/projects/order/{ranking:uuid}/undo", Right.PROJECTS)
def undo(visit: Visit) -> Response:
    """Take back the last answer."""
    place = visit.place
    page = queries.ranking_view(visit.session, place.code, visit.id("ranking"))
    form = visit.form(UndoForm, of=undo_answer, ranking=page.id)
    if visit.perform(form, undo_answer, place.code):
        return visit.redirect(f"/work/{place.code}/projects/order/{page.id}", "recorded")
    return visit.render("projects/undo.html", page, form=form, place=place)


@pages.work("/{place}/projects/order/{ranking:uuid}/resume", Right.PROJECTS)
def resume(visit: Visit) -> Response:
    """Go on with an order that was ended by mistake."""
    place = visit.place
    page = queries.ranking_view(visit.session, place.code, visit.id("ranking"))
    form = visit.form(ResumeForm, of=resume_ranking, ranking=page.id)
    if visit.perform(form, resume_ranking, place.code):
        return visit.redirect(f"/work/{place.code}/projects/order/{page.id}", "recorded")
    return visit.render("projects/resume_order.html", page, form=form, place=place)


@pages.work("/{place}/projects/order/{ranking:uuid}/cancel", Right.PROJECTS)
def cancel(visit: Visit) -> Response:
    """Give up an order that is being made."""
    place = visit.place
    page = queries.ranking_view(visit.session, place.code, visit.id("ranking"))
    form = visit.form(GiveUpForm, of=cancel_ranking, ranking=page.id)
    if visit.perform(form, cancel_ranking, place.code):
        return visit.redirect(f"/work/{place.code}/projects", "recorded")
    return visit.render("projects/cancel_order.html", page, form=form, place=place)
