"""What an assembly decides for households, many at a time."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python
from sqlmodel import Session, col, select, update

from ubudehe.assemblies.rules import check_hands, outcome
from ubudehe.categories.actions.rounds import (
    deciding_round,
    last_round,
    round_in_force,
)
from ubudehe.categories.events.queries import is_shaken
from ubudehe.categories.minutes import DECISIONS
from ubudehe.categories.rules import RoundState, may_decide, parse_choice
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.actions import households_of
from ubudehe.households.duplicates.queries import living_elsewhere
from ubudehe.language.fields import Count, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import still
from ubudehe.places.pack import Scheme
from ubudehe.record.append import Event

_GONE = N_("This household is no longer in the village.")
_TWICE = N_("This household is registered twice: an officer found it so. Settle that first.")


class CategoriseForm(BaseModel):
    """Choices of an assembly, «category:criterion» by household, and the hands for them.

    What is left empty comes again. `interested` are people who declared that they are relatives or
    have an interest; they abstain, and are among those who abstained.
    """

    choice: dict[UUID, str] = Field(min_length=1, max_length=200)
    was: dict[UUID, str] = Field(default_factory=dict, max_length=5000)
    """What held when the form was opened; what others decided meanwhile is asked about again."""
    votes_for: Count
    votes_against: Count
    abstained: Count
    interested: Count = 0
    secret: Literal["yes"] | None = None
    note: Passage | None = None


@act(
    "category.decide",
    Right.CATEGORISE,
    said=N_("The meeting's decision is written down. Go on with the next households."),
    corrected_by=("category.decide", "appeal.file"),
    offline=Offline.ASKS,
    minutes=DECISIONS,
)
def decide_categories(desk: Desk, form: CategoriseForm) -> Event:
    """Write down what an open assembly with quorum decides for some households."""
    round_, meeting = deciding_round(desk)
    check_votes(form, meeting.women + meeting.men)
    scheme = scheme_of(desk.session, desk.country, round_)
    wanted = still(form.choice, form.was, choices_now(desk.session, round_.id, form.choice))
    before = current_decisions(desk.session, round_.id, wanted)
    waiting = _waiting(desk.session, desk.place, wanted)
    decisions = []
    for household, text in sorted(wanted.items()):
        chosen = _read_choice(scheme, f"choice.{household}", text)
        if refused := waiting.get(household):
            raise Refusal(refused, f"choice.{household}")
        _check_may_decide(desk.session, round_, household, before.get(household))
        decisions.append(_decision(desk, round_, form, household, chosen))
    supersede(desk.session, round_.id, wanted)
    for decision in decisions:
        decision.assembly = meeting.id
        desk.session.add(decision)
    new = len(wanted) - len(before) if round_.state == RoundState.FINAL else 0
    return Event(
        public={"round": str(round_.id), "assembly": str(meeting.id)},
        private={f"decision{n}": decided(one) for n, one in enumerate(decisions)}
        | {
            "hands": form.model_dump(mode="json", exclude={"choice", "was"}),
            "appeals_until": to_jsonable_python(decisions[0].appeals_until),
        },
        subject=str(round_.id),
        totals={"classified": new} if new else {},
    )


def choices_now(session: Session, round_: UUID, households: Collection[UUID]) -> dict[UUID, str]:
    """Return what holds now for households in a round, as a form has it."""
    found = current_decisions(session, round_, households)
    return {home: f"{one.category}:{one.criterion}" for home, one in found.items()}


def moved_meanwhile(session: Session, round_: UUID, form: CategoriseForm | None) -> dict[str, str]:
    """Return the households of a form that somebody else had decided, and how."""
    wanted = form.choice if form else {}
    now = choices_now(session, round_, wanted)
    return {str(home): now[home] for home, text in wanted.items() if now.get(home, text) != text}


def held_up(session: Session, village: str, form: CategoriseForm | None) -> dict[str, str]:
    """Return the households of a form that cannot be decided today, and why; others need not wait.

    The act itself refuses them; who calls it leaves them out, and says which.
    """
    found = _waiting(session, village, form.choice) if form else {}
    return {str(household): why for household, why in found.items()}


def _waiting(session: Session, village: str, households: Collection[UUID]) -> dict[UUID, str]:
    there = households_of(session, village, households)
    gone = {household: _GONE for household, one in there.items() if one.ended}
    return dict.fromkeys(living_elsewhere(session, households), _TWICE) | gone


def without(form: CategoriseForm, waiting: Collection[str]) -> CategoriseForm:
    """Return a form without the households that have to wait; itself where all of them do."""
    rest = {home: text for home, text in form.choice.items() if str(home) not in waiting}
    return form.model_copy(update={"choice": rest}) if rest else form


def check_votes(form: CategoriseForm, people: int) -> None:
    """Raise Refusal unless the hands fit the meeting and are for what is to be written down."""
    check_hands(form.votes_for, form.votes_against, form.abstained, people)
    if form.interested > form.abstained:
        raise Refusal(
            N_("Who has an interest abstains: count these people among those who abstained."),
            "interested",
        )
    if outcome(form.votes_for, form.votes_against) != "accepted":
        raise Refusal(
            N_("The meeting did not agree. Leave the households empty on which it did not."),
            "votes_for",
        )


def decided(decision: CategoryDecision) -> dict[str, object]:
    """Return a decision as it is committed to in the record."""
    return {
        "round": str(decision.round),
        "household": str(decision.household),
        "category": decision.category,
        "criterion": decision.criterion,
    }


def supersede(session: Session, round_: UUID, households: Collection[UUID]) -> None:
    """Let what held for some households in a round hold no more: it is decided anew."""
    session.execute(
        update(CategoryDecision)
        .where(
            col(CategoryDecision.round) == round_,
            col(CategoryDecision.household).in_(households),
            col(CategoryDecision.current).is_(True),
        )
        .values(current=False)
    )


def current_decision(session: Session, round_: UUID, household: UUID) -> CategoryDecision | None:
    """Return what holds for a household in a round, if anything was decided."""
    return current_decisions(session, round_, [household]).get(household)


def current_decisions(
    session: Session, round_: UUID, households: Collection[UUID]
) -> dict[UUID, CategoryDecision]:
    """Return what holds for some households in a round, by household."""
    query = select(CategoryDecision).where(
        CategoryDecision.round == round_,
        col(CategoryDecision.household).in_(households),
        col(CategoryDecision.current).is_(True),
    )
    return {one.household: one for one in session.exec(query)}


def has_category(session: Session, village: str, household: UUID) -> bool:
    """Tell whether a household is among those counted as classified, if it is in the list."""
    round_ = round_in_force(session, village)
    return round_ is not None and current_decision(session, round_.id, household) is not None


def decisions_in_force(
    session: Session, village: str, household: UUID
) -> tuple[CategoryDecision, ...]:
    """Return what holds for a household by a list that is final, or posted since."""
    rounds = {
        round_.id
        for round_ in (last_round(session, village), round_in_force(session, village))
        if round_ is not None and round_.state in (RoundState.POSTED, RoundState.FINAL)
    }
    found = (current_decision(session, id_, household) for id_ in sorted(rounds))
    return tuple(one for one in found if one is not None)


def _check_may_decide(
    session: Session, round_: CategoryRound, household: UUID, before: CategoryDecision | None
) -> None:
    shaken = before is not None and is_shaken(session, household, before.decided_at)
    if not may_decide(round_.state, decided=before is not None, shaken=shaken):
        raise Refusal(
            N_("The list is posted: this category changes by an appeal, or after an event."),
            f"choice.{household}",
        )


def _decision(
    desk: Desk,
    round_: CategoryRound,
    form: CategoriseForm,
    household: UUID,
    chosen: tuple[str, str],
) -> CategoryDecision:
    category, criterion = chosen
    posted = round_.state in (RoundState.POSTED, RoundState.FINAL)
    return CategoryDecision(
        id=desk.new_id(),
        village=desk.place,
        round=round_.id,
        household=household,
        category=category,
        criterion=criterion,
        decided_by=desk.person.account,
        decided_at=desk.now,
        votes_for=form.votes_for,
        votes_against=form.votes_against,
        abstained=form.abstained,
        interested=form.interested,
        secret=form.secret is not None,
        note=form.note,
        appeals_until=desk.in_days(desk.country.appeals.filing_days) if posted else None,
        act=desk.act_id,
    )


def _read_choice(scheme: Scheme, field: str, text: str) -> tuple[str, str]:
    choice = parse_choice(text)
    if choice is None:
        raise Refusal(N_("Choose one of the answers shown."), field)
    for category in scheme.categories:
        if category.code == choice[0] and choice[1] in {c.id for c in category.criteria}:
            return choice
    raise Refusal(N_("Choose one of the answers shown."), field)
