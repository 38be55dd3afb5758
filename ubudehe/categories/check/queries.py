"""What a slip opens: the household's own things, and nothing about anybody else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.actions.rounds import last_round
from ubudehe.categories.appeals.queries import (
    StepLine,
    carried_until,
    open_appeal,
    standing_of,
    steps_of,
)
from ubudehe.categories.appeals.rules import AppealStanding, AppealState, next_level
from ubudehe.categories.appeals.tables import Appeal
from ubudehe.categories.data_requests.queries import ViewLine, views_of
from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.frozen.queries import audit_household
from ubudehe.categories.queries import PastDecision, decisions_about, schemes_of_rounds
from ubudehe.categories.rules import RoundState
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.categories.tables import CategoryRound
from ubudehe.households.tables import Household
from ubudehe.households.told import all_told
from ubudehe.language.sentences import Sentence
from ubudehe.places.pack import Country, Scheme


@dataclass(frozen=True)
class OwnAppeal:
    """An appeal as its household sees it."""

    number: int
    state: str
    withdrawable: bool
    """Whether the household takes it back with its slip: it filed or carried it so, it waits."""
    standing: AppealStanding
    steps: tuple[StepLine, ...]
    carried_until: date | None
    """The last day on which it can be carried to the next level, if it can."""
    next_level: str | None
    """To which level it then goes."""


@dataclass(frozen=True)
class OwnView:
    """What a household sees of itself, and nothing about anybody else."""

    village: str
    number: int
    now: PastDecision | None
    past: tuple[PastDecision, ...]
    schemes: dict[UUID, Scheme]
    state: str
    appeals_until: date | None
    """The last day on which one can appeal, while one can."""
    may_appeal: bool
    """Whether it can appeal now with the slip: it is in time, and no appeal of it waits."""
    choices: tuple[str, ...]
    """Codes of the categories that it can ask for."""
    appeals: tuple[OwnAppeal, ...]
    views: tuple[ViewLine, ...]
    recorded: str | None
    """The category that the record holds, if what is stored is another one; else None."""
    told: tuple[Sentence, ...]
    """What other rooms tell the household, such as whether it is on the roll of voters."""
    closed: str
    """Why the entry counts as no household: «mistake» or «twice»; empty while it does."""


def own_view(session: Session, slip: CheckSlip, today: date, country: Country) -> OwnView:
    """Return what the holder of a slip may see: the household's own things."""
    household = session.get_one(Household, slip.household)
    past = decisions_about(session, household.id)
    closed = household.ended if household.ended in VOIDED else ""
    now = next((one for one in past if one.current and _is_shown(session, one.round)), None)
    now = None if closed else now
    round_ = session.get(CategoryRound, now.round) if now else None
    until = round_.appeals_until if round_ else None
    if now:
        until = now.appeals_until or until
    appeals = session.exec(
        select(Appeal).where(Appeal.household == household.id).order_by(col(Appeal.filed_at).desc())
    ).all()
    schemes = schemes_of_rounds(session, slip.village, country)
    last = last_round(session, slip.village)
    in_time = now is not None and last is not None and last.id == now.round
    in_time = in_time and until is not None and today <= until
    return OwnView(
        village=slip.village,
        number=household.number,
        now=now,
        past=tuple(one for one in past if one is not now and _is_shown(session, one.round)),
        schemes=schemes,
        state=round_.state if round_ else "none",
        appeals_until=until if until and today <= until else None,
        may_appeal=in_time and all(one.state != AppealState.OPEN for one in appeals),
        choices=tuple(one.code for one in schemes[now.round].categories if one.code != now.category)
        if now
        else (),
        appeals=tuple(_own_appeal(session, one, today, country) for one in appeals),
        views=views_of(session, household.id),
        recorded=audit_household(session, slip.village, now.round, household.id) if now else None,
        told=() if household.ended else all_told(session, household),
        closed=closed or "",
    )


def _own_appeal(session: Session, one: Appeal, today: date, country: Country) -> OwnAppeal:
    steps = steps_of(session, one.id)
    until = carried_until(one.state, steps, country)
    waits = open_appeal(session, one.household) is not None
    until = until if until and today <= until and not waits else None
    mine = (one.by_slip or one.carried_by_slip) and one.state == AppealState.OPEN
    further = next_level(steps[-1].level, country.appeals.answer_days) if until else None
    standing = standing_of(one, today, country)
    return OwnAppeal(one.number, one.state, mine, standing, steps, until, further)


def _is_shown(session: Session, round_: UUID) -> bool:
    """Tell whether a round's decisions were read out and posted already."""
    return session.get_one(CategoryRound, round_).state in (RoundState.POSTED, RoundState.FINAL)
