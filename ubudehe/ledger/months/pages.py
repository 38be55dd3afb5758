"""Counting money, and the way of a month, on the phone."""

from collections.abc import Mapping
from typing import TypeVar

from starlette.responses import Response

from ubudehe.assemblies.queries import NO_MEETING, open_meeting_id
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.sums import foreign_currencies
from ubudehe.ledger.evidence.photos import keep
from ubudehe.ledger.months import actions, queries
from ubudehe.ledger.months.forms import (
    CloseMonthForm,
    CountMoneyForm,
    MonthAnswerForm,
    MonthRef,
    ReadForm,
    ReopenForm,
    ReviewForm,
    SignForm,
    UnreadForm,
)
from ubudehe.ledger.months.life import life_of
from ubudehe.ledger.months.next_acts import next_acts
from ubudehe.ledger.months.reviewing import waiting_reviews
from ubudehe.ledger.rules.months import is_month, last_day
from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.places.rules import rank_of
from ubudehe.web.pages import Pages
from ubudehe.web.photos import clean_paper_of
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", bound=MonthRef)


class CountHere(CountMoneyForm, SecondHere):
    """A count, with a second person at the same phone."""


@pages.work("/{place}/money/count", Right.PROPOSE_MONEY, files=True)
def count(visit: Visit) -> Response:
    """Write down what a bank statement says, or count the cash together."""
    place = visit.place
    month = visit.query("month")
    day = last_day(month) if is_month(month) else visit.today
    where = visit.query("place") or None
    form = visit.form(CountHere, {"counted_on": min(day, visit.today), "place": where})
    if form.submitted and form.value is not None:
        take_second(visit, form)
        pages = clean_paper_of(form, most=1)
        if form.value is not None and pages:
            photo = keep(visit.brought, pages, "statement")
            form.value = form.value.model_copy(update={"photo": photo})
        if visit.perform(form, actions.count_money, place.code):
            after = f"/{month}" if is_month(month) else ""
            return visit.redirect(f"/work/{place.code}/money/months{after}", "recorded")
    form.typed.pop("second_pin", None)
    foreign = foreign_currencies(visit.session, place.code)
    return visit.render("ledger/count.html", form=form, place=place, month=month, foreign=foreign)


@pages.work("/{place}/money/months", Right.LOOK)
def show_months(visit: Visit) -> Response:
    """Show the months of the books and how far each is."""
    place = visit.place
    return visit.render(
        "ledger/months.html", queries.months(visit.session, place.code, visit.today), place=place
    )


@pages.work("/{place}/reviews", Right.REVIEW_BOOKS)
def show_reviews(visit: Visit) -> Response:
    """Show an officer which months of the villages below wait for them."""
    place = visit.place
    found = waiting_reviews(visit.session, place.code)
    return visit.render("ledger/reviews.html", found, place=place)


@pages.work("/{place}/money/months/{month}", Right.LOOK)
def show_month(visit: Visit) -> Response:
    """Show one month and what is to be done about it."""
    place, page = visit.place, _view(visit)
    closing = queries.next_to_close(visit.session, place.code, visit.today)
    meeting = open_meeting_id(visit.session, place.code)
    country = visit.country
    level = visit.person.level_for(Right.REVIEW_BOOKS, place.code, visit.today, country)
    by = rank_of(level, country) if level else None
    last = rank_of(page.reviewed_level, country) if page.reviewed_level else None
    acts = next_acts(page, visit.may, closing == page.month, meeting is not None, by, last)
    return visit.render("ledger/month.html", page, place=place, acts=acts, life=life_of(page))


@pages.work("/{place}/money/months/{month}/close", Right.CLOSE_BOOKS)
def close(visit: Visit) -> Response:
    """Close a month."""
    return _step(visit, CloseMonthForm, actions.close_month, "close_month")


@pages.work("/{place}/money/months/{month}/sign", Right.SIGN_BOOKS)
def sign(visit: Visit) -> Response:
    """Sign a closed month."""
    filled = {"closing": _view(visit).closing_hash}
    return _step(visit, SignForm, actions.sign_month, "sign_month", filled)


@pages.work("/{place}/money/months/{month}/reopen", Right.SIGN_BOOKS)
def reopen(visit: Visit) -> Response:
    """Give a closed month back with reasons."""
    filled = {"closing": _view(visit).closing_hash}
    return _step(visit, ReopenForm, actions.reopen_month, "reopen_month", filled)


@pages.work("/{place}/money/months/{month}/review", Right.REVIEW_BOOKS)
def review(visit: Visit) -> Response:
    """Say that a month is in order, or ask."""
    return _step(visit, ReviewForm, actions.review_month, "review_month")


@pages.work("/{place}/money/months/{month}/ask", Right.REVIEW_BOOKS)
def ask(visit: Visit) -> Response:
    """Ask about a month that was found in order before."""
    filled = {"outcome": "questioned"}
    return _step(visit, ReviewForm, actions.review_month, "ask_month", filled)


@pages.work("/{place}/money/months/{month}/unread", Right.ASSEMBLY)
def unread(visit: Visit) -> Response:
    """Take back that a month was read out."""
    return _step(visit, UnreadForm, actions.unread_month, "unread_month")


@pages.work("/{place}/money/months/{month}/answer", Right.CLOSE_BOOKS)
def answer(visit: Visit) -> Response:
    """Answer an officer's questions."""
    return _step(visit, MonthAnswerForm, actions.answer_review, "answer_month")


@pages.work("/{place}/money/months/{month}/read", Right.ASSEMBLY)
def read_out(visit: Visit) -> Response:
    """Write down that a month was read out in the open meeting."""
    place, page = visit.place, _view(visit)
    meeting = open_meeting_id(visit.session, place.code)
    form = visit.form(
        ReadForm, of=actions.read_month, month=page.month, assembly=meeting or NO_MEETING
    )
    if meeting is None:
        visit.lacks(form, N_("Open a meeting first: the month is read to it."))
    if meeting and visit.perform(form, actions.read_month, place.code):
        return visit.redirect(f"/work/{place.code}/money/months/{page.month}", "recorded")
    return visit.render("ledger/read_month.html", page, form=form, place=place)


def _step(
    visit: Visit,
    model: type[M],
    action: Act[M],
    template: str,
    filled: Mapping[str, object] | None = None,
) -> Response:
    """Take a month one step further, or show the form for it."""
    place, page = visit.place, _view(visit)
    form = visit.form(model, filled, of=action, month=page.month)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/money/months/{page.month}", "recorded")
    return visit.render(f"ledger/{template}.html", page, form=form, place=place)


def _view(visit: Visit) -> queries.MonthView:
    month = visit.param("month")
    if not is_month(month):
        raise NotFound("")
    return queries.month_view(
        visit.session,
        visit.place.code,
        month,
        visit.today,
        visit.country,
        read_start(visit.query("after")),
    )
