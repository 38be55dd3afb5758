"""Giving up a round that was begun by mistake, until its list is posted."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from ubudehe.categories.actions.rounds import (
    RoundStep,
    current_round,
    decided_count,
)
from ubudehe.categories.minutes import GIVEN_UP
from ubudehe.categories.ranking.rules.groups import OPEN_STATES
from ubudehe.categories.rules import RoundState
from ubudehe.categories.tables import CategoryRound
from ubudehe.language.fields import PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


class CancelRoundForm(RoundStep, Seconded):
    """Why a round is given up, in public."""

    reason: PublicPassage


def _as_it_is(session: Session, place: str, _ids: Mapping[str, object]) -> dict[str, object]:
    """Return where the round stands, and for how many households it decided."""
    round_ = current_round(session, place)
    if round_ is None:
        return {"round": None}
    decided = decided_count(session, round_.id)
    return {"round": round_.id, "stage": round_.state, "decided": decided}


def _was_decided(desk: Desk, _form: CancelRoundForm) -> bool:
    """Tell whether meetings decided in the round begun last: it is given up by now."""
    begun = select(CategoryRound.id).where(CategoryRound.village == desk.place)
    last = desk.session.exec(begun.order_by(col(CategoryRound.started_at).desc())).first()
    return last is not None and decided_count(desk.session, last) > 0


@act(
    "round.cancel",
    Right.CATEGORISE,
    said=N_("The round is given up. What was decided before it holds; another can be begun."),
    corrected_by=("round.start",),
    offline=Offline.STATE,
    second=Second(
        Right.LOOK,
        N_("Two people give up a round in which households were decided. Ask a second person."),
        _was_decided,
    ),
    state=_as_it_is,
    minutes=GIVEN_UP,
    worded=("reason",),
)
def cancel_round(desk: Desk, form: CancelRoundForm) -> Event:
    """Give up a round begun by mistake, until its list is posted; the former one holds again."""
    round_ = current_round(desk.session, desk.place)
    if round_ is None:
        raise Refusal(N_("No round is going on. Start one first."))
    if round_.state not in OPEN_STATES:
        raise Refusal(
            N_(
                "The list is posted, so the round goes on. What is wrong in it is put right by "
                "appeals, or by a meeting that decides anew."
            )
        )
    round_.state = RoundState.STOPPED
    return Event(
        public={"round": str(round_.id)},
        private={"reason": form.reason},
        subject=str(round_.id),
    )
