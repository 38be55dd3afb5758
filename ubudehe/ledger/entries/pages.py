"""The fund on the treasurer's phone: short forms in words people use."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.doubts import doubts_of
from ubudehe.ledger.entries import actions, queries
from ubudehe.ledger.entries.advances import open_advances
from ubudehe.ledger.entries.forms import (
    AdvanceCleared,
    AdvanceGiven,
    Approve,
    BankCharged,
    ForeignBack,
    ForeignCharged,
    ForeignMoneyCame,
    GeneralPaid,
    KeptBackPaid,
    MaterialsGiven,
    MoneyBack,
    MoneyCame,
    MoneyExchanged,
    MoneyLost,
    MoneyMoved,
    PeopleRepaired,
    PeopleWorked,
    ProposedEntry,
    Refuse,
    RepairPaid,
    Reverse,
    WePaid,
)
from ubudehe.ledger.entries.life import life_of
from ubudehe.ledger.evidence.drafts import put_draft
from ubudehe.ledger.evidence.photos import drafts_of, keep
from ubudehe.ledger.grants.agreements import grants_in_force, grants_of
from ubudehe.ledger.months.queries import next_to_close
from ubudehe.ledger.prices import price_of
from ubudehe.ledger.reports.closed import is_closed
from ubudehe.ledger.spending.queries import spending_rule
from ubudehe.people.acts import Act
from ubudehe.people.pins import MAX_PIN
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.projects.rules.expenses import EXPENSES
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.photos import clean_paper_of
from ubudehe.web.second_person import second_at_this_phone
from ubudehe.web.visit import Visit

pages = Pages()


class ApproveHere(Approve):
    """An approval, by who is signed in or by a second person with their own PIN."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)
    second_code: str | None = Field(default=None, max_length=40)


class RefuseHere(Refuse):
    """A refusal, by who is signed in or by a second person with their own PIN."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)
    second_code: str | None = Field(default=None, max_length=40)


_KINDS: Mapping[str, type[ProposedEntry]] = {
    "came": MoneyCame,
    "paid": WePaid,
    "repair": RepairPaid,
    "repaired": PeopleRepaired,
    "worked": PeopleWorked,
    "materials": MaterialsGiven,
    "moved": MoneyMoved,
    "advance": AdvanceGiven,
    "general": GeneralPaid,
    "back": MoneyBack,
    "kept": KeptBackPaid,
    "charged": BankCharged,
    "foreign_fee": ForeignCharged,
    "foreign_back": ForeignBack,
    "lost": MoneyLost,
    "foreign": ForeignMoneyCame,
    "exchanged": MoneyExchanged,
}


_REPAIRS = {RepairPaid, PeopleRepaired}
"""Kinds of entries about projects that were handed over."""
_OF_ANY_GRANT = {MoneyBack, ForeignBack, ForeignCharged, MoneyExchanged}
"""Kinds of entries that may name a grant which was withdrawn as well."""


@pages.work("/{place}/money", Right.LOOK)
def show_fund(visit: Visit) -> Response:
    """Show the fund: where the money lies, what waits, what happened."""
    place = visit.place
    first = read_start(visit.query("from"))
    page = queries.fund(visit.session, place.code, visit.today, first)
    advances = open_advances(visit.session, place.code, visit.today)
    closing = next_to_close(visit.session, place.code, visit.today)
    return visit.render("ledger/fund.html", page, place=place, advances=advances, closing=closing)


@pages.work("/{place}/money/new", Right.PROPOSE_MONEY)
def choose_kind(visit: Visit) -> Response:
    """Show everything that can be written down."""
    return visit.render("ledger/kinds.html", place=visit.place)


@pages.work("/{place}/money/new/{kind}", Right.PROPOSE_MONEY, files=True)
def propose(visit: Visit) -> Response:
    """Propose an entry of one kind, with a photo of its receipt if there is one."""
    kind = visit.param("kind")
    model = _KINDS.get(kind)
    if model is None:
        raise NotFound("")
    return _propose(visit, model, f"ledger/new/{kind}.html")


@pages.work("/{place}/money/{entry:uuid}/clear", Right.PROPOSE_MONEY, files=True)
def clear_advance(visit: Visit) -> Response:
    """Propose what became of an advance."""
    return _propose(visit, AdvanceCleared, "ledger/new/clear.html", visit.id("entry"))


def _propose(
    visit: Visit, model: type[ProposedEntry], template: str, advance: UUID | None = None
) -> Response:
    place = visit.place
    view = queries.entry_view(visit.session, place.code, advance, visit.today) if advance else None
    form = visit.form(model, {"entry_date": visit.today}, advance=advance)
    cover = form.typed.get("cover") == "yes"
    pages = clean_paper_of(form)
    if pages and not cover and form.value:
        photo = keep(visit.brought, pages)
        form.value = form.value.model_copy(update={"photo": photo})
    if receipt := visit.perform(form, actions.propose, place.code):
        made = f"/work/{place.code}/money/{receipt.made}"
        if cover and pages:
            drafts = drafts_of(visit.services.drafts, place.code, UUID(receipt.made))
            draft = put_draft(drafts, [one.content for one in pages])
            return visit.redirect(f"{made}/cover/{draft}/receipt", "recorded")
        return visit.redirect(made, "recorded")
    projects = [
        one
        for one in funded_projects(visit.session, place.code)
        if is_closed(visit.session, one.id) is (model in _REPAIRS)
    ]
    if model in _REPAIRS and not projects and not form.submitted:
        return visit.render("ledger/nothing_to_repair.html", None, place=place)
    rule = spending_rule(visit.session, place.code, visit.today, visit.country)
    named = grants_of if model in _OF_ANY_GRANT else grants_in_force
    return visit.render(
        template,
        view,
        form=form,
        place=place,
        projects=projects,
        grants=named(visit.session, place.code),
        rule=rule,
        expenses=EXPENSES,
    )


@pages.work("/{place}/money/{entry:uuid}", Right.LOOK)
def show_entry(visit: Visit) -> Response:
    """Show one entry and its life."""
    place, entry = visit.place, visit.id("entry")
    page = queries.entry_view(visit.session, place.code, entry, visit.today)
    price = price_of(visit.session, entry, visit.country)
    doubts = doubts_of(visit.session, page, visit.country)
    return visit.render(
        "ledger/entry.html",
        page,
        place=place,
        price=price,
        doubts=doubts,
        life=life_of(page),
        withdraws=page.proposer in visit.person.accounts,
    )


@pages.work("/{place}/money/{entry:uuid}/approve", Right.LOOK)
def approve(visit: Visit) -> Response:
    """Approve a proposed entry: oneself, or a second person on the same phone."""
    return _decide(visit, ApproveHere, actions.approve_entry, "ledger/approve.html")


@pages.work("/{place}/money/{entry:uuid}/refuse", Right.LOOK)
def refuse(visit: Visit) -> Response:
    """Refuse a proposed entry with a reason."""
    return _decide(visit, RefuseHere, actions.refuse_entry, "ledger/refuse.html")


@pages.work("/{place}/money/{entry:uuid}/reverse", Right.PROPOSE_MONEY)
def reverse(visit: Visit) -> Response:
    """Propose to take back a posted entry."""
    place = visit.place
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    form = visit.form(Reverse, of=actions.propose, entry=page.id)
    if receipt := visit.perform(form, actions.propose, place.code):
        return visit.redirect(f"/work/{place.code}/money/{receipt.made}", "recorded")
    return visit.render("ledger/reverse.html", page, form=form, place=place)


@pages.work("/{place}/money/{entry:uuid}/withdraw", Right.PROPOSE_MONEY)
def withdraw(visit: Visit) -> Response:
    """Take back what oneself proposed, with a reason."""
    place = visit.place
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    filled = {"proposal": page.proposal_hash}
    form = visit.form(Refuse, filled, of=actions.withdraw_entry, entry=page.id)
    if visit.perform(form, actions.withdraw_entry, place.code):
        return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    return visit.render("ledger/withdraw.html", page, form=form, place=place)


def _decide(
    visit: Visit,
    model: type[ApproveHere] | type[RefuseHere],
    action: Act[Any],
    template: str,
) -> Response:
    place = visit.place
    page = queries.entry_view(visit.session, place.code, visit.id("entry"), visit.today)
    filled = {"proposal": page.proposal_hash}
    form: Form[ApproveHere | RefuseHere] = visit.form(model, filled, of=action, entry=page.id)
    own = page.proposer in visit.person.accounts
    alone = visit.may(Right.APPROVE_MONEY, place.code) and not own
    if form.submitted and form.value is not None:
        value = form.value
        person = visit.person if alone else second_at_this_phone(visit, form)
        if person and visit.perform_by(form, action, value, place.code, person):
            return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    form.typed.pop("second_pin", None)
    doubts = doubts_of(visit.session, page, visit.country)
    return visit.render(template, page, form=form, place=place, alone=alone, doubts=doubts)
