"""Where an order of needs stands that a meeting makes."""

from dataclasses import dataclass

from sqlmodel import Session, select

from ubudehe.projects.needs.tables import NeedRanking
from ubudehe.projects.rules.matrix import Pair, Standing, questions, standing
from ubudehe.projects.rules.states import RankingState


@dataclass(frozen=True)
class Question:
    """The next pair to be asked about; `is_again` because problems stand in a circle."""

    pair: Pair
    number: int
    of: int
    is_again: bool

    @property
    def begun(self) -> bool:
        """Tell whether there is an answer that can be taken back."""
        return self.number > 1 or self.is_again

    @property
    def name(self) -> str:
        """Return the pair as forms name it: «0-1»."""
        return pair_name(self.pair)


def pair_name(pair: Pair) -> str:
    """Return a pair as forms and tables name it."""
    return f"{pair[0]}-{pair[1]}"


def marks_name(giver: str, number: int) -> str:
    """Return how the marks of «women» or «men» for a need are named among the answers."""
    return f"{giver}.{number}"


def marks_of(ranking: NeedRanking, number: int) -> int:
    """Return how many marks a need got from everybody; 0 before they are written down."""
    return sum(ranking.answers.get(marks_name(giver, number), 0) for giver in ("women", "men"))


def open_ranking(session: Session, village: str) -> NeedRanking | None:
    """Return the order of needs that a village is making, if there is one."""
    query = select(NeedRanking).where(
        NeedRanking.village == village, NeedRanking.state == RankingState.OPEN
    )
    return session.exec(query).first()


def matrix_of(ranking: NeedRanking) -> Standing:
    """Return where the needs stand after the answers so far."""
    answers = {}
    for pair in questions(len(ranking.needs)):
        if (worse := ranking.answers.get(pair_name(pair))) is not None:
            answers[pair] = None if worse < 0 else worse
    return standing(len(ranking.needs), answers, ranking.lot)


def next_question(ranking: NeedRanking) -> Question | None:
    """Return the next pair to ask about: each once, those on a circle once more."""
    pairs = questions(len(ranking.needs))
    for number, pair in enumerate(pairs, start=1):
        if pair_name(pair) not in ranking.answers:
            return Question(pair, number, len(pairs), is_again=False)
    again = matrix_of(ranking).ask_again
    for number, pair in enumerate(again, start=1):
        if pair_name(pair) not in ranking.again:
            return Question(pair, number, len(again), is_again=True)
    return None


def ordered(ranking: NeedRanking) -> list[str] | None:
    """Return the ids of the needs, the worst first; None while answers are missing."""
    if ranking.method == "pairs":
        if next_question(ranking) is not None:
            return None
        return [ranking.needs[number] for number in matrix_of(ranking).order]
    if not ranking.answers:
        return None
    numbers = sorted(
        range(len(ranking.needs)), key=lambda n: (-marks_of(ranking, n), ranking.lot[n])
    )
    return [ranking.needs[number] for number in numbers]
