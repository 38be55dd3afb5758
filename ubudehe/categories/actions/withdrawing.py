"""Taking back a list that was posted by mistake, while nobody has appealed against it."""

from sqlmodel import col, select

from ubudehe.categories.actions.rounds import RoundStep, round_in, stage_and_list
from ubudehe.categories.appeals.rules import AppealState
from ubudehe.categories.appeals.tables import Appeal
from ubudehe.categories.minutes import TAKEN_BACK
from ubudehe.categories.rules import RoundState
from ubudehe.language.fields import PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


class WithdrawListForm(RoundStep, Seconded):
    """Why a posted list is taken back, in public."""

    reason: PublicPassage


@act(
    "round.withdraw",
    Right.CATEGORISE,
    said=N_("The list is taken back. Mend what was wrong, and post it again."),
    corrected_by=("round.post",),
    offline=Offline.STATE,
    second=Second(
        Right.LOOK, N_("Two people take a posted list back. Ask a second person, with their PIN.")
    ),
    state=stage_and_list,
    minutes=TAKEN_BACK,
    worded=("reason",),
)
def withdraw_list(desk: Desk, form: WithdrawListForm) -> Event:
    """Take back a list posted by mistake, while nobody has appealed against it."""
    round_ = round_in(desk, RoundState.POSTED)
    rests = select(Appeal.number).where(
        Appeal.round == round_.id, Appeal.state != AppealState.WITHDRAWN
    )
    number = desk.session.exec(rests.order_by(col(Appeal.number))).first()
    if number is not None:
        raise Refusal(
            N_("Appeal no. %(number)s rests on the list. What is wrong in it, appeals put right."),
            number=number,
        )
    round_.state, round_.posted_at, round_.appeals_until = RoundState.MAPPED, None, None
    return Event(
        public={"round": str(round_.id)},
        private={"reason": form.reason},
        subject=str(round_.id),
    )
