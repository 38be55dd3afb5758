"""Handing out slips; a new one makes the household's earlier ones worthless."""

from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import col, update

from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.rules import RoundState
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.households.actions import household_of
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event

ON_SHEET = 16


class SlipsForm(BaseModel):
    """Households that get a slip."""

    household: list[UUID] = Field(min_length=1, max_length=ON_SHEET)
    slip_marks: dict[UUID, str] = Field(default_factory=dict, max_length=ON_SHEET)
    """The mark of each slip's code, which only the server can make."""


@act(
    "slip.issue",
    Right.CATEGORISE,
    said=N_("The slips are made. Print them now; a new slip makes the earlier one worthless."),
    corrected_by=("slip.issue",),
    offline=Offline.SECRET,
)
def issue_slips(desk: Desk, form: SlipsForm) -> Event:
    """Keep the marks of new slips, by household; only once a list is posted."""
    round_ = last_round(desk.session, desk.place)
    if round_ is None or round_.state not in (RoundState.POSTED, RoundState.FINAL):
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
                mark=form.slip_marks[household],
                household=household,
                village=desk.place,
                issued_at=desk.now,
            )
        )
    return Event(
        private={
            "households": sorted(str(household) for household in form.household),
            "marks": [form.slip_marks[household] for household in sorted(form.household, key=str)],
        },
        subject=str(round_.id),
    )
