"""The fund on the treasurer's phone: short forms in words people use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger import actions, queries
from ubudehe.ledger.actions import Photo
from ubudehe.ledger.forms import (
    Approve,
    MoneyCame,
    MoneyMoved,
    PeopleWorked,
    Refuse,
    Reverse,
    WePaid,
)
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import MAX_PIN, Right
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.record.append import Receipt
from ubudehe.record.photos import clean_photo
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import second_person
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", bound=BaseModel)


class ApproveHere(Approve):
    """An approval, by who is signed in or by a second person with their own PIN."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)


class RefuseHere(Refuse):
    """A refusal, by who is signed in or by a second person with their own PIN."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)


class Nothing(BaseModel):
    """A form whose only content is a file."""


@dataclass(frozen=True)
class _Kind:
    model: type[BaseModel]
    propose: Callable[[Desk, "BaseModel", Photo | None], Receipt]


_KINDS: Mapping[str, _Kind] = {
    "came": _Kind(MoneyCame, actions.propose_money_came),  # type: ignore[arg-type]
    "paid": _Kind(WePaid, actions.propose_payment),  # type: ignore[arg-type]
    "worked": _Kind(PeopleWorked, actions.propose_labour),  # type: ignore[arg-type]
    "moved": _Kind(MoneyMoved, actions.propose_transfer),  # type: ignore[arg-type]
}


@pages.work("/{place}/money", Right.LOOK)
def show_fund(visit: Visit) -> Response:
    """Show the fund: where the money lies, what waits, what happened."""
    place = visit.place
    first = _number(visit.query("from"))
    page = queries.fund(visit.session, place.code, first)
    return visit.render("ledger/fund.html", page, place=place, first=first)


@pages.work("/{place}/money/new/{kind}", Right.PROPOSE_MONEY)
def propose(visit: Visit) -> Response:
    """Propose an entry of one kind, with a photo of its receipt if there is one."""
    place = visit.place
    kind = _KINDS.get(visit.param("kind"))
    if kind is None:
        raise NotFound("")
    form = visit.form(kind.model, {"entry_date": visit.today})
    photo = _photo(visit, form)
    if receipt := visit.perform(form, kind.propose, place.code, photo):
        return visit.redirect(f"/work/{place.code}/money/{receipt.made}", "recorded")
    projects = funded_projects(visit.session, place.code)
    template = f"ledger/{visit.param('kind')}.html"
    return visit.render(template, projects, form=form, place=place)


@pages.work("/{place}/money/{entry:uuid}", Right.LOOK)
def show_entry(visit: Visit) -> Response:
    """Show one entry and its life."""
    page = queries.entry_view(visit.session, visit.param("place"), _entry(visit))
    return visit.render("ledger/entry.html", page, place=visit.place)


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
    page = queries.entry_view(visit.session, place.code, _entry(visit))
    form = visit.form(Reverse)
    if receipt := visit.perform(form, actions.propose_reversal, place.code, page.id):
        return visit.redirect(f"/work/{place.code}/money/{receipt.made}", "recorded")
    return visit.render("ledger/reverse.html", page, form=form, place=place)


@pages.work("/{place}/money/{entry:uuid}/receipt", Right.PROPOSE_MONEY)
def receipt(visit: Visit) -> Response:
    """Add a receipt photo to an entry."""
    place = visit.place
    page = queries.entry_view(visit.session, place.code, _entry(visit))
    form = visit.form(Nothing)
    photo = _photo(visit, form)
    if form.submitted and photo is None and not form.errors:
        form.refuse("Fill this in.", "photo")
    if photo is not None:
        kept = photo
        done = visit.attempt(
            form, lambda desk: actions.add_receipt(desk, kept, page.id), place.code
        )
        if done:
            return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    return visit.render("ledger/receipt.html", page, form=form, place=place)


def _decide(
    visit: Visit,
    model: type[ApproveHere] | type[RefuseHere],
    action: Callable[..., Receipt],
    template: str,
) -> Response:
    place = visit.place
    page = queries.entry_view(visit.session, place.code, _entry(visit))
    form: Form[ApproveHere | RefuseHere] = visit.form(model, {"proposal": page.proposal_hash})
    alone = visit.may(Right.APPROVE_MONEY, place.code) and page.proposer != visit.person.account
    if form.submitted and form.value is not None:
        value = form.value
        person = visit.person if alone else _second(visit, form)
        plain = (
            Refuse(**value.model_dump())
            if isinstance(value, Refuse)
            else Approve(proposal=value.proposal)
        )
        if person and visit.attempt(
            form, lambda desk: action(desk, plain, page.id), place.code, person
        ):
            return visit.redirect(f"/work/{place.code}/money/{page.id}", "recorded")
    form.typed.pop("second_pin", None)
    return visit.render(template, page, form=form, place=place, alone=alone)


def _second(visit: Visit, form: Form[ApproveHere | RefuseHere]) -> Person | None:
    value = form.value
    if value is None:
        return None
    try:
        return second_person(visit, value.second_phone or "", value.second_pin or "")
    except Refusal as refusal:
        form.refuse(refusal.msgid, "second_pin", **refusal.params)
        return None


def _photo(visit: Visit, form: Form[M]) -> Photo | None:
    """Return the cleaned photo that came with `form`, now kept; problems go into the form."""
    raw = form.files.get("photo", b"")
    if not raw or form.errors:
        return None
    try:
        clean = clean_photo(raw)
    except Refusal as refusal:
        form.refuse(refusal.msgid, "photo", **refusal.params)
        return None
    digest = visit.services.blobs.put(clean.content)
    return Photo(
        sha256=digest,
        size=len(clean.content),
        media=clean.media,
        width=clean.width,
        height=clean.height,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _entry(visit: Visit) -> UUID:
    entry: UUID = visit.request.path_params["entry"]
    return entry
