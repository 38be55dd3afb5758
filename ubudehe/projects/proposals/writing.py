"""Writing what a form says into a proposal and its lines."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, delete, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk
from ubudehe.projects.needs.tables import Need
from ubudehe.projects.proposals.forms import ProposalForm
from ubudehe.projects.proposals.tables import Proposal, ProposalGift, ProposalLine
from ubudehe.projects.rules.part_funding import cut
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import of_village

_LINES = Prepared(
    select(ProposalLine)
    .where(col(ProposalLine.proposal).in_(listed("proposals")))
    .order_by(col(ProposalLine.position))
)
_GIFTS = Prepared(
    select(ProposalGift)
    .where(ProposalGift.proposal == given("proposal"))
    .order_by(col(ProposalGift.position))
)
LATER = ("least", "lang", "other_title", "other_lang")
"""What acts of before did not say, and is left out where it is nothing."""


def write(desk: Desk, proposal: Proposal, form: ProposalForm) -> None:
    """Write a form into a proposal; Refusal where lines or sums do not fit together."""
    _check_need(desk, form)
    lines, gifts = _lines(form), _gifts(form)
    total = sum(amount for _, _, amount in lines)
    state = form.from_state or 0
    if not lines and not form.labour_days:
        raise Refusal(
            N_("Write at least one thing it costs, or how many labour days it takes."),
            "line_amount",
        )
    if state and state >= total:
        raise Refusal(N_("The state's share must be less than all costs together."), "from_state")
    if state and form.asked is None:
        raise Refusal(N_("Write what exactly the state is asked for."), "asked")
    least = form.least or 0
    if least and least >= total - state:
        raise Refusal(
            N_("Write less than what it costs; leave this empty if it is done whole or not."),
            "least",
        )
    proposal.least = least
    proposal.lang, proposal.other_title, proposal.other_lang = _titles(desk, form)
    plain = form.model_dump(
        include={"title", "plan", "labour_days", "households", "women", "men", "children"}
    )
    proposal.sqlmodel_update(plain)
    proposal.need, proposal.symbol = form.need, form.symbol or ""
    proposal.cost, proposal.from_state, proposal.asked = total - state, state, form.asked or ""
    proposal.upkeep, proposal.risks = form.upkeep or "", form.risks or ""
    proposal.authors = [form.author[key] for key in sorted(form.author)]
    if form.picture is not None:
        proposal.photo = form.picture.sha256
        proposal.photo_width, proposal.photo_height = form.picture.width, form.picture.height
    desk.session.add(proposal)
    desk.session.flush()
    for table in (ProposalLine, ProposalGift):
        desk.session.execute(delete(table).where(col(table.proposal) == proposal.id))
    for position, (kind, text, amount) in enumerate(lines):
        desk.session.add(
            ProposalLine(
                proposal=proposal.id, position=position, kind=kind, text=text, amount=amount
            )
        )
    for position, (what, quantity, unit) in enumerate(gifts):
        desk.session.add(
            ProposalGift(
                proposal=proposal.id, position=position, what=what, quantity=quantity, unit=unit
            )
        )


def _titles(desk: Desk, form: ProposalForm) -> tuple[str, str, str]:
    """Return the language of a proposal, its second title and the language of that."""
    known = {"", *desk.country.languages}
    for name, lang in (("lang", form.lang), ("other_lang", form.other_lang)):
        if lang not in known:
            raise Refusal(N_("Choose one of the answers shown."), name)
    if not form.other_title:
        return form.lang, "", ""
    if form.other_lang in ("", form.lang):
        raise Refusal(N_("Say in which other language the second title is."), "other_lang")
    return form.lang, form.other_title, form.other_lang


def public_figures(proposal: Proposal) -> dict[str, object]:
    """Return what an event about a proposal says in public: no text, no counts of people."""
    return {
        "need": str(proposal.need) if proposal.need else None,
        "cost": proposal.cost,
        "from_state": proposal.from_state,
        "labour_days": proposal.labour_days,
        "least": proposal.least,
        "photo": proposal.photo,
    }


def whole(session: Session, proposal: Proposal) -> dict[str, object]:
    """Return everything a proposal says as JSON values; names of authors are left out."""
    said = proposal.model_dump(
        mode="json",
        include={
            "title",
            "plan",
            "symbol",
            "photo",
            "cost",
            "from_state",
            "asked",
            "labour_days",
            "households",
            "women",
            "men",
            "children",
            "upkeep",
            "risks",
            "checked",
            "check_reason",
            "answer",
        },
    )
    said |= {name: there for name in LATER if (there := getattr(proposal, name))}
    said["lines"] = [[line.kind, line.text, line.amount] for line in lines_of(session, proposal.id)]
    said["gifts"] = [[g.what, g.quantity, g.unit] for g in gifts_of(session, proposal.id)]
    return said


def as_typed(session: Session, proposal: Proposal) -> dict[str, object]:
    """Return a proposal as its form would have it; numbered rows by their number."""
    rows = [(str(line.position), line) for line in lines_of(session, proposal.id)]
    gifts = [(str(gift.position), gift) for gift in gifts_of(session, proposal.id)]
    plain = {"title", "need", "plan", "labour_days", "households", "women", "men", "children"}
    return {
        **proposal.model_dump(include=plain),
        "lang": proposal.lang,
        "other_title": proposal.other_title or None,
        "other_lang": proposal.other_lang,
        "symbol": proposal.symbol or None,
        "line_kind": {at: line.kind for at, line in rows},
        "line_text": {at: line.text for at, line in rows},
        "line_amount": {at: line.amount for at, line in rows},
        "from_state": proposal.from_state or None,
        "asked": proposal.asked or None,
        "least": proposal.least or None,
        "gift_what": {at: gift.what for at, gift in gifts},
        "gift_quantity": {at: gift.quantity for at, gift in gifts},
        "gift_unit": {at: gift.unit for at, gift in gifts},
        "upkeep": proposal.upkeep or None,
        "risks": proposal.risks or None,
        "author": {str(at): name for at, name in enumerate(proposal.authors)},
    }


def lines_of(session: Session, proposal: UUID) -> list[ProposalLine]:
    """Return the cost lines of a proposal in their order."""
    query = select(ProposalLine).where(ProposalLine.proposal == proposal)
    return list(session.exec(query.order_by(col(ProposalLine.position))).all())


def budgets_of(
    session: Session, proposals: Sequence[Proposal]
) -> dict[UUID, list[tuple[str, str, int]]]:
    """Return the budget lines (kind, text, minor units) of proposals, cut as they were funded."""
    lines = defaultdict(list)
    for line in _LINES.rows(session, proposals=[proposal.id for proposal in proposals]):
        lines[line.proposal].append(line)
    return {proposal.id: _funded(proposal, lines[proposal.id]) for proposal in proposals}


def _funded(proposal: Proposal, lines: Sequence[ProposalLine]) -> list[tuple[str, str, int]]:
    amounts: Sequence[int] = [line.amount for line in lines]
    if proposal.granted is not None:
        amounts = cut(amounts, proposal.granted + proposal.from_state)
    return [(line.kind, line.text, amount) for line, amount in zip(lines, amounts, strict=True)]


def gifts_of(session: Session, proposal: UUID) -> list[ProposalGift]:
    """Return what the village gives to a proposal, in its order."""
    return _GIFTS.rows(session, proposal=proposal)


def _check_need(desk: Desk, form: ProposalForm) -> None:
    if form.need is None:
        return
    need = of_village(desk.session, Need, form.need, desk.place)
    if need is None:
        raise Refusal(N_("Choose one of the answers shown."), "need")


def _lines(form: ProposalForm) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for row in sorted({*form.line_text, *form.line_amount}):
        text, amount = form.line_text.get(row), form.line_amount.get(row)
        if amount is None:
            raise Refusal(N_("Write what this costs."), f"line_amount.{row}")
        if text is None:
            raise Refusal(N_("Write what this money is for."), f"line_text.{row}")
        found.append((form.line_kind.get(row, "materials"), text, amount))
    return found


def _gifts(form: ProposalForm) -> list[tuple[str, int, str]]:
    found = []
    for row in sorted({*form.gift_what, *form.gift_quantity}):
        what, quantity = form.gift_what.get(row), form.gift_quantity.get(row)
        if quantity is None:
            raise Refusal(N_("Write how much of it."), f"gift_quantity.{row}")
        if what is None:
            raise Refusal(N_("Write what the village gives."), f"gift_what.{row}")
        found.append((what, quantity, form.gift_unit.get(row, "")))
    return found
