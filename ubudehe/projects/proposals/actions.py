"""Writing down proposals."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import select

from ubudehe.language.fields import Amount, Count, PublicLine, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.needs.tables import Need
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.record.append import Event


class ProposalForm(BaseModel):
    """A project that the village could do."""

    title: PublicLine
    plan: PublicPassage
    need: UUID | None = None
    cost: Amount
    labour_days: Count


@act("proposal.add", Right.PROJECTS)
def add_proposal(desk: Desk, form: ProposalForm) -> Event:
    """Write down a proposal with its cost and the work the village gives."""
    if form.need is not None:
        need = desk.session.get(Need, form.need)
        if need is None or need.village != desk.place:
            raise Refusal(N_("Choose one of the answers shown."), "need")
    last = select(func.max(Proposal.number)).where(Proposal.village == desk.place)
    proposal = Proposal(
        id=desk.act_id,
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        added_at=desk.now,
        **form.model_dump(),
    )
    desk.session.add(proposal)
    return Event(
        public={
            "need": str(form.need) if form.need else None,
            "cost": form.cost,
            "labour_days": form.labour_days,
        },
        private={"title": form.title, "plan": form.plan},
        subject=str(proposal.id),
        totals={"proposals": 1},
    )
