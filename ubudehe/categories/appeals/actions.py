"""Filing an appeal, and deciding it: the assembly first, then each level above it in turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.assemblies.rules import check_hands, outcome
from ubudehe.categories.actions.decisions import current_decision, decided, supersede
from ubudehe.categories.actions.rounds import deciding_meeting, last_round
from ubudehe.categories.appeals.queries import carried_until, open_appeal, standing_of, steps_of
from ubudehe.categories.appeals.rules import (
    AppealStanding,
    AppealState,
    Turn,
    direction,
    next_level,
)
from ubudehe.categories.appeals.tables import Appeal, AppealStep
from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.minutes import HEARINGS
from ubudehe.categories.rules import RoundState
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.actions import household_of
from ubudehe.language.fields import Count, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.acts import Apart, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.places.rules import level_of
from ubudehe.record.append import Event
from ubudehe.record.rules.quarters import quarter_of
from ubudehe.record.tables import Act as ActRow
from ubudehe.storage.reading import of_village

_HANDS = {"votes_for", "votes_against", "abstained"}
BY_APPEAL = "appeal"
"""The criterion of a decision that an appeal made; its reason stands in the appeal."""


class AppealForm(BaseModel):
    """An appeal, filed by or for a household."""

    household: UUID
    wanted: str = Field(max_length=4)
    ground: Passage
    for_another: Literal["yes"] | None = None


@dataclass(frozen=True)
class BySlip:
    """A household files its appeal itself, with its slip; `helper` stands by it, «» for nobody."""

    helper: str


class AppealRef(Seen):
    """An appeal as it was seen."""

    appeal: UUID


class WithdrawAppealForm(AppealRef):
    """Why the household takes its appeal back."""

    reason: Passage


class HearingForm(AppealRef):
    """What the assembly decides on an appeal: hands for and against upholding it."""

    votes_for: Count
    votes_against: Count
    abstained: Count
    reason: Passage


class OutcomeForm(AppealRef):
    """What an officer decides on an appeal, or why it goes back to the assembly."""

    outcome: Literal["upheld", "rejected", "returned"]
    reason: Passage


def _where_it_is(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    found = of_village(session, Appeal, ids["appeal"], place)
    if found is None:
        return None
    return {"outcome": found.state, "level": found.level, "since": found.since}


def _took_part(desk: Desk, form: AppealRef) -> set[UUID | None]:
    """Return who filed an appeal, and who decided on it at a level below."""
    filed = select(ActRow.account).where(ActRow.log == desk.place, ActRow.id == form.appeal)
    below = select(AppealStep.decided_by).where(
        AppealStep.appeal == _found(desk, form.appeal).id, AppealStep.outcome != "returned"
    )
    return {*desk.session.exec(filed), *desk.session.exec(below)} - {None}


_OUTSIDE = Apart(
    "who filed the appeal, or decided on it below",
    _took_part,
    N_("You filed this appeal or decided on it before, so another person decides it."),
)


@act(
    "appeal.file",
    Right.FILE_APPEALS,
    said=N_("The appeal is filed. Give the household its number; the assembly hears it next."),
    corrected_by=("appeal.withdraw", "appeal.hear"),
    offline=Offline.STATE,
    agree=("appeal.hear", "appeal.decide"),
)
def file_appeal(desk: Desk, form: AppealForm) -> Event:
    """File an appeal for a household, the same form upward and downward; late ones are marked."""
    return enter_appeal(desk, form)


def enter_appeal(desk: Desk, form: AppealForm, by_slip: BySlip | None = None) -> Event:
    """Enter an appeal; one that a household files itself with its slip is not taken late."""
    round_ = _posted_round(desk)
    decision = current_decision(desk.session, round_.id, form.household)
    if decision is None or decision.village != desk.place:
        raise Refusal(N_("This household has no category in this round yet."), "household")
    _check_is_one(desk, form.household)
    scheme = scheme_of(desk.session, desk.country, round_)
    ranks = {category.code: category.rank for category in scheme.categories}
    if form.wanted not in ranks:
        raise Refusal(N_("Choose one of the answers shown."), "wanted")
    if form.wanted == decision.category:
        raise Refusal(N_("This is the category the household has. Choose another."), "wanted")
    if open_appeal(desk.session, form.household):
        raise Refusal(N_("An appeal of this household is waiting already."), "household")
    until = decision.appeals_until or round_.appeals_until
    late = until is not None and desk.today > until
    if late and by_slip is not None:
        raise Refusal(
            N_(
                "The days for appeals are over. Go to a facilitator of the village or to the cell "
                "office: there a later appeal is taken, and marked as late."
            )
        )
    last = select(func.max(Appeal.number)).where(Appeal.village == desk.place)
    appeal = Appeal(
        id=desk.act_id,
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        round=round_.id,
        household=form.household,
        decision=decision.id,
        wanted=form.wanted,
        direction=direction(ranks[decision.category], ranks[form.wanted]),
        ground=form.ground,
        for_another=form.for_another == "yes",
        by_slip=by_slip is not None,
        helper=by_slip.helper if by_slip else "",
        late=late,
        filed_at=desk.now,
        level=desk.country.appeals.levels[0],
        since=desk.today,
    )
    desk.session.add(appeal)
    return Event(
        private={
            "about": {"round": str(round_.id)},
            "appeal": form.model_dump(mode="json"),
            "filed": {
                "direction": appeal.direction,
                "late": appeal.late,
                "level": appeal.level,
                "by_slip": appeal.by_slip,
                "helper": appeal.helper,
            },
        },
        subject=str(appeal.id),
        totals={f"appeals:{quarter_of(desk.now)}": 1},
    )


@act(
    "appeal.hear",
    Right.CATEGORISE,
    said=N_("The assembly's answer is written down. The household may carry it further."),
    corrected_by=("appeal.carry", "appeal.file"),
    offline=Offline.STATE,
    state=_where_it_is,
    minutes=HEARINGS,
)
def hear_appeal(desk: Desk, form: HearingForm) -> Event:
    """Decide an appeal in the village's own assembly, by show of hands."""
    found, now = _open(desk, form.appeal)
    if now.turn.level != "village":
        raise Refusal(N_("The time of the village is over: the appeal is at the next level."))
    meeting = deciding_meeting(desk)
    check_hands(form.votes_for, form.votes_against, form.abstained, meeting.women + meeting.men)
    upheld = outcome(form.votes_for, form.votes_against) == "accepted"
    event = _settle(desk, found, now, "upheld" if upheld else "rejected", form.reason)
    hands = form.model_dump(mode="json", include=_HANDS)
    about = {**_about(found, now, "upheld" if upheld else "rejected"), "assembly": str(meeting.id)}
    return Event(
        private={**event.private, "about": about, "hands": hands},
        subject=event.subject,
        totals=event.totals,
    )


@act(
    "appeal.decide",
    Right.DECIDE_APPEALS,
    said=N_("The decision is written down with its reasons. The village and the household see it."),
    corrected_by=("appeal.carry", "appeal.file"),
    offline=Offline.STATE,
    state=_where_it_is,
    apart=(_OUTSIDE,),
)
def decide_appeal(desk: Desk, form: OutcomeForm) -> Event:
    """Decide an appeal at the level where it stands, or return it to the assembly with reasons."""
    found, now = _open(desk, form.appeal)
    if now.turn.level not in levels_held(desk):
        raise NotAllowed(N_("This appeal is not at your level now."))
    if form.outcome == "returned":
        return _give_back(desk, found, now, form.reason)
    return _settle(desk, found, now, form.outcome, form.reason)


@act(
    "appeal.carry",
    Right.FILE_APPEALS,
    said=N_("The appeal is at the next level."),
    corrected_by=("appeal.withdraw", "appeal.decide"),
    offline=Offline.STATE,
    state=_where_it_is,
)
def carry_appeal(desk: Desk, form: AppealRef) -> Event:
    """Carry an appeal that was rejected to the next level, as the household wishes."""
    return carry_further(desk, form.appeal)


def carry_further(desk: Desk, appeal: UUID, *, by_slip: bool = False) -> Event:
    """Carry a rejected appeal of this place to the next level; Refusal where none or too late."""
    found = _found(desk, appeal)
    steps = steps_of(desk.session, appeal)
    if found.state != AppealState.REJECTED or not steps:
        raise Refusal(N_("Only an appeal that was rejected can be carried further."))
    level = next_level(steps[-1].level, desk.country.appeals.answer_days)
    until = carried_until(found.state, steps, desk.country)
    if level is None or until is None:
        raise Refusal(N_("There is no level above this one."))
    if desk.today > until:
        raise Refusal(N_("This was decided too long ago. File a new appeal."))
    _check_is_one(desk, found.household)
    if open_appeal(desk.session, found.household):
        raise Refusal(N_("An appeal of this household is waiting already."))
    found.state, found.level, found.since = AppealState.OPEN, level, desk.today
    found.carried_by_slip = by_slip
    about: dict[str, object] = {"appeal": str(appeal), "level": level}
    if by_slip:
        about["by_slip"] = True
    return Event(private={"about": about}, subject=str(appeal))


@act(
    "appeal.withdraw",
    Right.FILE_APPEALS,
    said=N_("The appeal is taken back. What was decided before it holds; it can be filed again."),
    corrected_by=("appeal.file",),
    offline=Offline.STATE,
    state=_where_it_is,
)
def withdraw_appeal(desk: Desk, form: WithdrawAppealForm) -> Event:
    """Take back an appeal that waits, as who filed it or carried it, for the household."""
    found, _ = _open(desk, form.appeal)
    by = select(ActRow.account).where(
        ActRow.log == desk.place,
        ActRow.subject == str(form.appeal),
        col(ActRow.type).in_(("appeal.file", "appeal.carry")),
    )
    if found.carried_by_slip or desk.person.accounts.isdisjoint(desk.session.exec(by).all()):
        raise Refusal(N_("Only who filed this appeal, or carried it further, takes it back."))
    return take_back(found, form.reason)


def take_back(appeal: Appeal, reason: str) -> Event:
    """Let an appeal that waits be taken back."""
    appeal.state = AppealState.WITHDRAWN
    return Event(
        private={"about": {"appeal": str(appeal.id)}, "reason": reason},
        subject=str(appeal.id),
    )


def _check_is_one(desk: Desk, household: UUID) -> None:
    """Raise Refusal for an entry that was closed as no household: it has to be opened first."""
    if household_of(desk.session, desk.place, household).ended in VOIDED:
        raise Refusal(N_("This entry was closed as a mistake. Open it again first."), "household")


def levels_held(desk: Desk) -> frozenset[str]:
    """Return the levels at which who is at the desk may decide appeals of this village."""
    return frozenset(
        level_of(grant.place, desk.country)
        for grant in desk.person.grants
        if grant.covers(Right.DECIDE_APPEALS, desk.place, desk.today)
    )


def _give_back(desk: Desk, appeal: Appeal, now: AppealStanding, reason: str) -> Event:
    if any(step.outcome == "returned" for step in steps_of(desk.session, appeal.id)):
        raise Refusal(N_("This appeal was returned once already. Decide it."), "outcome")
    totals = _write_steps(desk, appeal, now, "returned", reason)
    appeal.level, appeal.since = "village", desk.today
    return Event(
        private=_said(appeal, now, "returned", reason),
        subject=str(appeal.id),
        totals=totals,
    )


def _settle(desk: Desk, appeal: Appeal, now: AppealStanding, outcome_: str, reason: str) -> Event:
    """Close an appeal; upheld, a decision that names it supersedes the one appealed against."""
    totals = _write_steps(desk, appeal, now, outcome_, reason)
    appeal.state = AppealState(outcome_)
    private = _said(appeal, now, outcome_, reason)
    if outcome_ == "upheld":
        decision = CategoryDecision(
            id=desk.new_id(),
            village=desk.place,
            round=appeal.round,
            household=appeal.household,
            category=appeal.wanted,
            criterion=BY_APPEAL,
            appeal=appeal.id,
            decided_by=desk.person.account,
            decided_at=desk.now,
            act=desk.act_id,
        )
        supersede(desk.session, decision.round, [decision.household])
        desk.session.add(decision)
        private["decision0"] = decided(decision)
    return Event(
        private=private,
        subject=str(appeal.id),
        totals=totals,
    )


def _about(appeal: Appeal, now: AppealStanding, outcome_: str) -> dict[str, str]:
    return {"appeal": str(appeal.id), "level": now.turn.level, "outcome": outcome_}


def _said(appeal: Appeal, now: AppealStanding, outcome_: str, reason: str) -> dict[str, object]:
    """Return what the record commits to; the names of its fields are the same for each outcome."""
    return {
        "about": _about(appeal, now, outcome_),
        "reason": reason,
        "steps": _steps(now, outcome_),
        "decision0": None,
    }


def _steps(now: AppealStanding, outcome_: str) -> list[list[str]]:
    """Return who was silent and who decided, as committed to in the record."""
    said = [(turn, "silent") for turn in now.silent] + [(now.turn, outcome_)]
    return [[turn.level, turn.since.isoformat(), turn.due.isoformat(), what] for turn, what in said]


def _write_steps(
    desk: Desk, appeal: Appeal, now: AppealStanding, outcome_: str, reason: str
) -> dict[str, int]:
    """Write down who was silent and who decided; return what to count of it."""
    written = len(steps_of(desk.session, appeal.id))
    said: list[tuple[Turn, str]] = [(turn, "silent") for turn in now.silent]
    totals: dict[str, int] = {}
    for number, (turn, what) in enumerate([*said, (now.turn, outcome_)], written):
        step = AppealStep(
            appeal=appeal.id,
            number=number,
            level=turn.level,
            since=turn.since,
            due=turn.due,
            outcome=what,
        )
        if what != "silent":
            step.reason, step.decided_by, step.decided_at = reason, desk.person.account, desk.now
        desk.session.add(step)
        measure = f"appeals:{quarter_of(desk.now)}:{turn.level}:{appeal.direction}:{what}"
        totals[measure] = totals.get(measure, 0) + 1
    appeal.level, appeal.since = now.turn.level, now.turn.since
    return totals


def _posted_round(desk: Desk) -> CategoryRound:
    round_ = last_round(desk.session, desk.place)
    if round_ is None or round_.state not in (RoundState.POSTED, RoundState.FINAL):
        raise Refusal(N_("Appeals can be filed once the list is posted."))
    return round_


def _found(desk: Desk, appeal: UUID) -> Appeal:
    query = select(Appeal).where(Appeal.id == appeal, col(Appeal.village) == desk.place)
    found = desk.session.exec(query).first()
    if found is None:
        raise NotFound(N_("There is no such appeal in this village."))
    return found


def _open(desk: Desk, appeal: UUID) -> tuple[Appeal, AppealStanding]:
    found = _found(desk, appeal)
    if found.state != AppealState.OPEN:
        raise Refusal(N_("This appeal was already decided."))
    return found, standing_of(found, desk.today, desk.country)
