"""Amending what a giver promised: amount, purpose, and when which part is to come."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, col, delete

from ubudehe.language.amounts import format_amount
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.grants.actions import (
    BY_TWO,
    amount_in,
    own_words,
    told_own,
    tranches_in,
)
from ubudehe.ledger.grants.forms import AmendForm
from ubudehe.ledger.grants.holding import came_of, moves_of
from ubudehe.ledger.grants.tables import Grant, GrantAmendment, GrantTranche
from ubudehe.ledger.grants.terms import GrantTerms, terms_of
from ubudehe.ledger.grants.withdrawn import withdrawal_now
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.places.pack import Country
from ubudehe.record.append import Event


def _now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = session.get(Grant, ids["grant"])
    if found is None or found.village != place:
        return None
    return {"terms": terms_of(session, found).document()}


@act(
    "grant.amend",
    Right.PROPOSE_MONEY,
    said=N_("The grant is amended. Its page shows what it said before, and why it changed."),
    corrected_by=("grant.amend",),
    offline=Offline.STATE,
    second=BY_TWO,
    state=_now,
    worded=("reason",),
)
def amend_grant(desk: Desk, form: AmendForm) -> Event:
    """Write down what was agreed anew with a giver; never less than what has come of it."""
    grant = grant_in(desk.session, desk.place, form.grant, hold=True)
    if withdrawal_now(desk.session, grant.id) is not None:
        raise Refusal(N_("This grant is withdrawn. Take that back first, if it was a mistake."))
    before = terms_of(desk.session, grant)
    after = _after(desk, form, grant)
    if after == before:
        raise Refusal(N_("Nothing is different. Write what was agreed anew."), "amount")
    came = came_of(moves_of(desk.session, desk.place), grant.code, grant.currency, changed=False)
    if after.amount < came:
        raise Refusal(
            N_("%(came)s has come of it already, so it cannot be less."),
            "amount",
            came=desk.country.money(came, grant.currency),
        )
    _keep(desk, form, grant, before, after)
    return Event(
        public={
            "grant": str(grant.id),
            "code": grant.code,
            "purpose": after.purpose,
            "n": after.amount,
            "c": grant.currency,
            "tranches": [{"due": due.isoformat(), "n": part} for due, part in after.tranches],
            **told_own(grant),
        },
        private={"reason": form.reason},
        subject=str(grant.id),
    )


def grant_in(session: Session, village: str, grant: UUID, *, hold: bool = False) -> Grant:
    """Return a grant of a village, held until the act ends if asked; NotFound where none is."""
    found = session.get(Grant, grant, with_for_update=hold or None)
    if found is None or found.village != village:
        raise NotFound(N_("There is no such page."))
    return found


def as_typed(session: Session, village: str, grant: UUID, country: Country) -> dict[str, object]:
    """Return the terms of a grant as the form to amend it would have them."""
    found = grant_in(session, village, grant)
    terms, digits = terms_of(session, found), country.exponent_of(found.currency)
    filled: dict[str, object] = {
        "purpose": terms.purpose,
        "reference": terms.reference or None,
        "own_title": terms.title or None,
        "own_language": terms.language,
        "amount": _typed(terms.amount, found.currency, digits),
    }
    for step, (due, part) in enumerate(terms.tranches):
        filled |= {f"due{step}": due, f"part{step}": _typed(part, found.currency, digits)}
    return filled


def _typed(amount: int, currency: str, digits: int) -> str:
    """Return an amount as a person types it: without its unit, with plain blanks."""
    return " ".join(format_amount(amount, currency, digits).split("\u00a0")[:-1])


def _after(desk: Desk, form: AmendForm, grant: Grant) -> GrantTerms:
    amount = amount_in(desk, form.amount, grant.currency, "amount")
    parts = tuple(tranches_in(desk, form, grant.currency))
    if sum(part for _, part in parts) != amount:
        raise Refusal(N_("The parts must add up to the whole grant."), "part0")
    return GrantTerms(form.purpose, amount, parts, *own_words(form).values())


def _keep(desk: Desk, form: AmendForm, grant: Grant, before: GrantTerms, after: GrantTerms) -> None:
    session = desk.session
    session.add(
        GrantAmendment(
            id=desk.act_id,
            agreement=grant.id,
            reason=form.reason,
            before=before.document(),
            amended_at=desk.now,
        )
    )
    grant.purpose, grant.amount = after.purpose, after.amount
    grant.reference = after.reference
    grant.own_title, grant.own_language = after.title, after.language
    session.execute(delete(GrantTranche).where(col(GrantTranche.agreement) == grant.id))
    session.add_all(
        GrantTranche(agreement=grant.id, position=position, due=due, amount=part)
        for position, (due, part) in enumerate(after.tranches)
    )
