"""Needs and their order, shaped for a page."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies.tables import Assembly
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.projects.needs.ranking import (
    Question,
    marks_of,
    matrix_of,
    next_question,
    ordered,
    pair_name,
)
from ubudehe.projects.needs.tables import Need, NeedRanking
from ubudehe.projects.rules.ballot_text import letter
from ubudehe.projects.rules.states import RankingState
from ubudehe.record.tongues import tongues
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import of_village, pick

_NEEDS: Prepared[Any] = Prepared(
    pick(Need.id, Need.text, Need.symbol, Need.place, Need.chosen, Need.lang)
    .where(Need.village == given("village"), col(Need.withdrawn).is_(False))
    .order_by(col(Need.place).is_(None), Need.place, col(Need.added_at).desc(), Need.text)
)
_LAST_ORDER: Prepared[Any] = Prepared(
    pick(
        NeedRanking.id,
        NeedRanking.method,
        NeedRanking.state,
        NeedRanking.reason,
        NeedRanking.started_at,
        col(Assembly.closed_at).is_(None),
    )
    .join(Assembly, col(Assembly.id) == NeedRanking.assembly)
    .where(NeedRanking.village == given("village"))
    .order_by(col(NeedRanking.started_at).desc())
    .limit(1)
)


@dataclass(frozen=True)
class NeedLine:
    """A need as people said it, with its place in the meeting's order, if it has one."""

    id: UUID
    text: str
    symbol: str
    place: int | None
    chosen: bool
    lang: str
    """The language of its words, where somebody said it."""


@dataclass(frozen=True)
class OrderLine:
    """The newest order of needs of a village; `reason` is why it was given up, or why another
    need than its first was taken up.
    """

    id: UUID
    method: str
    state: RankingState
    reason: str
    started_at: datetime
    meets: bool
    """Whether the meeting that makes it is still open."""
    lang: str = ""
    """The language of the reason, where it is known."""


@dataclass(frozen=True)
class RankedNeed:
    """A need in an order that is being made: its letter, its wins in halves or its marks.

    `duels` are by letter of the others: that letter or the own one for the worse, «=», or nothing.
    """

    id: str
    letter: str
    text: str
    symbol: str
    score: int
    duels: tuple[str, ...]


@dataclass(frozen=True)
class OrderView:
    """An order of needs: the next question, the matrix, and the order once all is answered."""

    id: UUID
    method: str
    marks_each: int
    state: RankingState
    needs: tuple[RankedNeed, ...]
    question: Question | None
    circles: tuple[str, ...]
    """Letters of needs that beat one another in a circle."""
    by_lot: tuple[str, ...]
    order: tuple[RankedNeed, ...]


def needs(session: Session, village: str) -> tuple[NeedLine, ...]:
    """Return the needs of a village: those in order first, then the newest."""
    return tuple(NeedLine(*row) for row in _NEEDS.rows(session, village=village))


def need_line(session: Session, village: str, need: UUID) -> NeedLine:
    """Return one need of a village; NotFound where there is none."""
    for line in needs(session, village):
        if line.id == need:
            return line
    raise NotFound(N_("There is no such need in this village."))


def last_order(session: Session, village: str) -> OrderLine | None:
    """Return the newest order of needs of a village, or None."""
    row = _LAST_ORDER.row(session, village=village)
    if row is None:
        return None
    said = tongues(session, village, subjects=(row[0],) if row[3] else ())
    why = {"done": "ranking.end", "cancelled": "ranking.cancel"}.get(row[2], "")
    return replace(OrderLine(*row), lang=said.last(row[0], why))


def ranking_view(session: Session, village: str, ranking: UUID) -> OrderView:
    """Return where an order of needs stands; NotFound where there is none."""
    found = of_village(session, NeedRanking, ranking, village)
    if found is None:
        raise NotFound(N_("There is no such page."))
    rows = session.exec(select(Need).where(Need.village == village))
    by_id = {str(row.id): row for row in rows}
    lines = tuple(_ranked(found, by_id[id_], number) for number, id_ in enumerate(found.needs))
    pairs = found.method == "pairs"
    order = ordered(found) or []
    in_order = tuple(lines[found.needs.index(id_)] for id_ in order)
    standing = matrix_of(found) if pairs else None
    return OrderView(
        id=found.id,
        method=found.method,
        marks_each=found.marks_each,
        state=found.state,
        needs=lines,
        question=next_question(found) if pairs else None,
        circles=tuple(_letters(circle) for circle in standing.circles) if standing else (),
        by_lot=tuple(_letters(tied) for tied in standing.by_lot)
        if standing
        else _same_marks(in_order),
        order=in_order,
    )


def _ranked(ranking: NeedRanking, need: Need, number: int) -> RankedNeed:
    duels = []
    if ranking.method == "pairs":
        score = matrix_of(ranking).wins[number]
        for other in range(len(ranking.needs)):
            pair = (min(number, other), max(number, other))
            worse = ranking.answers.get(pair_name(pair)) if other != number else None
            duels.append("" if worse is None else "=" if worse < 0 else letter(worse))
    else:
        score = marks_of(ranking, number)
    return RankedNeed(str(need.id), letter(number), need.text, need.symbol, score, tuple(duels))


def _same_marks(order: tuple[RankedNeed, ...]) -> tuple[str, ...]:
    """Return the letters of needs with the same marks, whose order only the lot decided."""
    groups = [[need.letter for need in found] for _, found in groupby(order, lambda n: n.score)]
    return tuple(", ".join(letters) for letters in groups if len(letters) > 1)


def _letters(numbers: tuple[int, ...]) -> str:
    return ", ".join(letter(number) for number in numbers)
