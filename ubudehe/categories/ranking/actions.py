"""Adding a group, writing down what it says, and finishing it."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select

from ubudehe.categories.actions.rounds import current_round
from ubudehe.categories.ranking.queries import (
    active_numbers,
    group_of,
    group_view,
    insertion,
)
from ubudehe.categories.ranking.rules.groups import FEWEST_PILES, MOST_PILES, OPEN_STATES
from ubudehe.categories.ranking.rules.typed_lists import read_order, read_piles
from ubudehe.categories.ranking.tables import Comparison, Judgement, RankingGroup
from ubudehe.categories.schemes.queries import scheme_of
from ubudehe.categories.tables import CategoryRound
from ubudehe.households.queries import all_households
from ubudehe.language.fields import Line
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

Piles = dict[UUID, int | None]
"""Where households were put; None where the group would not judge one."""


Numbers = Annotated[str, Field(min_length=1, max_length=4000)]
"""Household numbers as typed; a long row of them must not be taken for an identity number."""


class GroupForm(BaseModel):
    """A group, and how it will rank; without `piles` it makes one for each category."""

    kind: Literal["women", "men", "young", "elders", "leaders", "other"]
    name: Line | None = None
    method: Literal["piles", "order", "pairs"]
    piles: Annotated[int, Field(ge=FEWEST_PILES, le=MOST_PILES)] | None = None


class GroupRef(Seen):
    """A group as it was seen."""

    group: UUID


class JudgeForm(GroupRef):
    """Piles by household; «?» where the group does not judge one, nothing where it will later."""

    judged: dict[UUID, Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "?"]] = Field(
        min_length=1, max_length=200
    )


class PilesForm(GroupRef):
    """The household numbers in each pile, as they stand on paper."""

    pile: dict[int, Numbers] = Field(min_length=1, max_length=MOST_PILES)


class OrderForm(GroupRef):
    """All household numbers from the best off to the poorest, as they stand on paper."""

    order: Numbers


class CompareForm(GroupRef):
    """Answers by pair, «first.second»: which of the two is better off; «?»: not the first one."""

    answer: dict[str, Literal["first", "second", "equal", "?"]] = Field(min_length=1, max_length=24)


def said_by_group(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return what a group has said by now, of those households that a form speaks of."""
    group = of_village(session, RankingGroup, ids["group"], place)
    if group is None:
        return None
    pairs = session.exec(select(func.count()).where(Comparison.group == group.id)).one()
    return {"done": group.done, "pairs": pairs, "piles": group.piles}


@act(
    "ranking.group",
    Right.CATEGORISE,
    said=N_("The group is added. It can begin to rank."),
    corrected_by=("ranking.drop",),
    offline=Offline.ADDS,
)
def add_group(desk: Desk, form: GroupForm) -> Event:
    """Add a group to the round that goes on."""
    round_ = open_round(desk)
    if form.kind == "other" and form.name is None:
        raise Refusal(N_("Write who these people are."), "name")
    taken = select(RankingGroup.id).where(
        RankingGroup.round == round_.id,
        RankingGroup.kind == form.kind,
        RankingGroup.name == form.name,
    )
    if desk.session.exec(taken).first():
        raise Refusal(N_("There is such a group already. Give this one a name of its own."), "name")
    piles = form.piles or len(scheme_of(desk.session, desk.country, round_).categories)
    desk.session.add(
        RankingGroup(
            id=desk.act_id,
            village=desk.place,
            round=round_.id,
            kind=form.kind,
            name=form.name,
            method=form.method,
            piles=piles if form.method == "piles" else 0,
        )
    )
    return Event(
        public={"round": str(round_.id), "kind": form.kind, "method": form.method},
        private={"name": form.name, "piles": piles if form.method == "piles" else 0},
        subject=str(desk.act_id),
    )


@act(
    "ranking.judge",
    Right.CATEGORISE,
    said=N_("What the group said is written down. Go on until it has judged all it wants to."),
    corrected_by=("ranking.judge",),
    offline=Offline.STATE,
    state=said_by_group,
    takes=JudgeForm | PilesForm | OrderForm,
)
def judge(desk: Desk, form: JudgeForm | PilesForm | OrderForm) -> Event:
    """Write down what a group says: on the phone, in piles on paper, or in a whole order."""
    if isinstance(form, JudgeForm):
        return _judge_households(desk, form)
    return _judge_piles(desk, form) if isinstance(form, PilesForm) else _judge_order(desk, form)


def _judge_households(desk: Desk, form: JudgeForm) -> Event:
    """Write down into which piles a group put some households."""
    found = group_now(desk, form.group, "piles")
    there = set(active_numbers(desk.session, desk.place).values())
    for household, text in form.judged.items():
        if household not in there:
            raise Refusal(N_("There is no such household in this village."), f"judged.{household}")
        if text != "?" and int(text) > found.piles:
            raise Refusal(N_("Choose one of the answers shown."), f"judged.{household}")
    said = {h: None if text == "?" else int(text) for h, text in form.judged.items()}
    return _judged(desk, found, said)


def _judge_piles(desk: Desk, form: PilesForm) -> Event:
    """Write down the piles of a group from paper; households not named stay as they were."""
    found = group_now(desk, form.group, "piles")
    if not set(form.pile) <= set(range(1, found.piles + 1)):
        raise Refusal(N_("This form came back damaged. Open the page again."))
    numbers = active_numbers(desk.session, desk.place)
    piles = read_piles(form.pile, numbers, "pile")
    if not piles:
        raise Refusal(N_("Write at least one household number."), "pile.1")
    return _judged(desk, found, {numbers[number]: pile for number, pile in piles.items()})


def _judge_order(desk: Desk, form: OrderForm) -> Event:
    """Write down the whole order of a group from paper; it replaces the one before."""
    found = group_now(desk, form.group, "order")
    numbers = active_numbers(desk.session, desk.place)
    order = read_order(form.order, numbers, "order")
    if len(order) < 2:
        raise Refusal(N_("Write at least two household numbers."), "order")
    _forget(desk, found)
    found.piles = max(order.values())
    return _judged(desk, found, {numbers[number]: place for number, place in order.items()})


@act(
    "ranking.compare",
    Right.CATEGORISE,
    said=N_("The answers are written down. Ask about the next pairs."),
    corrected_by=("ranking.compare",),
    offline=Offline.STATE,
    state=said_by_group,
)
def compare_pairs(desk: Desk, form: CompareForm) -> Event:
    """Write down which of two households a group finds better off, for a screen of pairs."""
    found = group_now(desk, form.group, "pairs")
    if found.done:
        raise Refusal(N_("This group has finished."))
    there = set(active_numbers(desk.session, desk.place).values())
    said = [(_pair(text, there), answer) for text, answer in sorted(form.answer.items())]
    left_out = {first for (first, _), answer in said if answer == "?"}
    for (first, second), answer in said:
        if first in left_out:
            continue
        better, worse = (second, first) if answer == "second" else (first, second)
        _forget_pair(desk, found, first, second)
        row = Comparison(group=form.group, better=better, worse=worse, equal=answer == "equal")
        desk.session.add(row)
    _write(desk, found, dict.fromkeys(left_out))
    return Event(
        public={"group": str(form.group)},
        private={
            f"answer{n}": {"first": str(pair[0]), "second": str(pair[1]), "answer": answer}
            for n, (pair, answer) in enumerate(said)
        },
        subject=str(form.group),
    )


@act(
    "ranking.finish",
    Right.CATEGORISE,
    said=N_("The group has finished: it counts in what the groups say together."),
    corrected_by=("ranking.reopen",),
    offline=Offline.STATE,
    state=said_by_group,
)
def finish_group(desk: Desk, form: GroupRef) -> Event:
    """Say that a group has finished: from now on it counts in what the groups say together."""
    found = group_now(desk, form.group)
    if found.done:
        raise Refusal(N_("This group has finished."))
    view = group_view(desk.session, desk.place, form.group)
    said: Piles = {}
    if found.method == "pairs":
        slots = insertion(desk.session, view, all_households(desk.session, desk.place)).slots
        said = {household: place for place, slot in enumerate(slots, 1) for household in slot}
        found.piles = len(slots)
    if max(len(said), view.judged) < 2:
        raise Refusal(N_("This group has not judged two households yet."))
    found.done = True
    return _judged(desk, found, said)


def open_round(desk: Desk) -> CategoryRound:
    """Return the round in which groups may rank now; Refusal where there is none."""
    round_ = current_round(desk.session, desk.place)
    if round_ is None:
        raise Refusal(N_("No round is going on. Start one first."))
    if round_.state not in OPEN_STATES:
        raise Refusal(N_("The list is posted: groups no longer rank in this round."))
    return round_


def group_now(desk: Desk, group: UUID, method: str | None = None) -> RankingGroup:
    """Return a group of the round in which groups may rank now, if it ranks by `method`."""
    found = group_of(desk.session, desk.place, group)
    if found.round != open_round(desk).id:
        raise Refusal(N_("This group belongs to an earlier round."))
    if method is not None and found.method != method:
        raise Refusal(N_("This group ranks in another way."))
    return found


def _judged(desk: Desk, group: RankingGroup, said: Piles) -> Event:
    """Write judgements; each has its own commitment, so that one household's can be erased."""
    _write(desk, group, said)
    return Event(
        public={"group": str(group.id)},
        private={
            f"judged{n}": {"household": str(household), "pile": pile}
            for n, (household, pile) in enumerate(sorted(said.items()))
        },
        subject=str(group.id),
    )


def _write(desk: Desk, group: RankingGroup, said: Mapping[UUID, int | None]) -> None:
    """Put `said` in the place of what the group said of these households before."""
    _forget(desk, group, col(Judgement.household).in_(said))
    desk.session.add_all(
        Judgement(group=group.id, household=household, pile=pile)
        for household, pile in said.items()
    )


def _forget(desk: Desk, group: RankingGroup, *whose: ColumnElement[bool]) -> None:
    """Forget what the group said: everything, where nothing tells of which households."""
    desk.session.execute(delete(Judgement).where(col(Judgement.group) == group.id, *whose))


def _forget_pair(desk: Desk, group: RankingGroup, first: UUID, second: UUID) -> None:
    pair = (first, second)
    desk.session.execute(
        delete(Comparison).where(
            col(Comparison.group) == group.id,
            col(Comparison.better).in_(pair),
            col(Comparison.worse).in_(pair),
        )
    )


def _pair(text: str, there: set[UUID]) -> tuple[UUID, UUID]:
    """Return the two households of a question; Refusal unless they are there and are two."""
    damaged = Refusal(N_("This form came back damaged. Open the page again."))
    try:
        first, second = (UUID(part) for part in text.split("."))
    except ValueError:
        raise damaged from None
    if first == second or not {first, second} <= there:
        raise damaged
    return first, second
