"""Handing out slips; a new one makes the household's earlier ones worthless."""

from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import col, update

from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.households.actions import household_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.record.append import Event

ON_SHEET = 16


class SlipsForm(BaseModel):
    """Households that get a slip."""

    household: list[UUID] = Field(min_length=1, max_length=ON_SHEET)


@act("slip.issue", Right.CATEGORISE)
def issue_slips(desk: Desk, form: SlipsForm, marks: dict[str, str]) -> Event:
    """Keep the marks of new slips, by household; only once a list is posted."""
    round_ = last_round(desk.session, desk.place)
    if round_ is None or round_.state not in ("posted", "final"):
        raise Refusal(N_("Slips can be handed out once the list is posted."))
    for household in form.household:
        household_of(desk.session, desk.place, household)
        desk.session.execute(
            update(CheckSlip)
            .where(col(CheckSlip.household) == household, col(CheckSlip.replaced_at).is_(None))
            .values(replaced_at=desk.now)
        )
        desk.session.add(
            CheckSlip(
                mark=marks[str(household)],
                household=household,
                village=desk.place,
                issued_at=desk.now,
            )
        )
    return Event(
        private={
            "households": sorted(str(household) for household in form.household),
            "marks": [marks[household] for household in sorted(map(str, form.household))],
        },
        subject=str(round_.id),
    )
