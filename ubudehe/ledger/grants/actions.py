"""Writing down what a giver promised."""

from datetime import date

from sqlalchemy import func
from sqlmodel import select

from ubudehe.language.amounts import NotAnAmount, parse_amount
from ubudehe.language.fields import MOST_MONEY, TOO_MUCH
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.grants.forms import TRANCHES, GrantForm, TermsForm
from ubudehe.ledger.grants.tables import Grant, GrantTranche
from ubudehe.people.acts import Offline, Second, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.proposals.queries import funded_project
from ubudehe.record.append import Event

BY_TWO = Second(
    Right.APPROVE_MONEY,
    N_("Two people write down what is agreed with a giver. Ask somebody who approves payments."),
)


@act(
    "grant.agree",
    Right.PROPOSE_MONEY,
    said=N_("The grant is written down: an open promise of its giver until the money has come."),
    corrected_by=("grant.amend", "grant.withdraw"),
    offline=Offline.STATE,
    second=BY_TWO,
    worded=("purpose",),
)
def agree_grant(desk: Desk, form: GrantForm) -> Event:
    """Write down a grant agreement: an open promise of its giver until the money has come."""
    currency = form.currency or desk.country.currency
    amount = amount_in(desk, form.amount, currency, "amount")
    if form.agreed_on > desk.today:
        raise Refusal(N_("This day is still to come."), "agreed_on")
    if form.project and funded_project(desk.session, desk.place, form.project) is None:
        raise Refusal(N_("Choose one of the projects that the village has chosen."), "project")
    tranches = tranches_in(desk, form, currency)
    if sum(part for _, part in tranches) != amount:
        raise Refusal(N_("The parts must add up to the whole grant."), "part0")
    last = select(func.max(Grant.number)).where(Grant.village == desk.place)
    grant = Grant(
        id=desk.act_id,
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        source=form.source,
        giver=form.giver,
        purpose=form.purpose,
        amount=amount,
        currency=currency,
        project=form.project,
        agreed_on=form.agreed_on,
        **own_words(form),
        recorded_at=desk.now,
    )
    desk.session.add(grant)
    desk.session.flush()
    for position, (due, part) in enumerate(tranches):
        desk.session.add(GrantTranche(agreement=grant.id, position=position, due=due, amount=part))
    return Event(
        public={
            "code": grant.code,
            "source": grant.source,
            "giver": grant.giver,
            "purpose": grant.purpose,
            "n": amount,
            "c": currency,
            "project": str(form.project) if form.project else None,
            "date": form.agreed_on.isoformat(),
            "tranches": [{"due": due.isoformat(), "n": part} for due, part in tranches],
            **told_own(grant),
        },
        subject=str(grant.id),
    )


def own_words(form: TermsForm) -> dict[str, str]:
    """Return the giver's own reference, title and its language, by the names of the columns."""
    if form.own_title and not form.own_language:
        raise Refusal(N_("In which language is it?"), "own_language")
    return {
        "reference": form.reference or "",
        "own_title": form.own_title or "",
        "own_language": form.own_language if form.own_title else "",
    }


def told_own(grant: Grant) -> dict[str, list[str]]:
    """Return the giver's own words as the record tells them; where nobody told any, nothing."""
    own = [grant.reference, grant.own_title, grant.own_language]
    return {"own": own} if any(own) else {}


def tranches_in(desk: Desk, form: TermsForm, currency: str) -> list[tuple[date, int]]:
    """Return the parts that were typed, by day; Refusal where one is not whole."""
    found = []
    for step in range(TRANCHES):
        due, part = getattr(form, f"due{step}"), getattr(form, f"part{step}")
        if due is None and part is None:
            continue
        if due is None:
            raise Refusal(N_("By which day is this part to come?"), f"due{step}")
        if part is None:
            raise Refusal(N_("How much is to come on this day?"), f"part{step}")
        found.append((due, amount_in(desk, part, currency, f"part{step}")))
    if not found:
        raise Refusal(
            N_("Write by which day the money is to come, in one part or several."), "due0"
        )
    return sorted(found)


def amount_in(desk: Desk, text: str, currency: str, field: str) -> int:
    """Return a typed amount in minor units of a currency; Refusal where it is none."""
    own = currency == desk.country.currency
    spellings = desk.country.manners.spellings if own else ()
    try:
        amount = parse_amount(text, desk.country.exponent_of(currency), spellings)
    except NotAnAmount:
        amount = 0
    if amount <= 0:
        raise Refusal(N_("Write an amount, such as 1 000 000."), field)
    if amount > MOST_MONEY:
        raise Refusal(TOO_MUCH, field)
    return amount
