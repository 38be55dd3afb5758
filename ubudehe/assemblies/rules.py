"""Quorum, shows of hands, and the document that minutes are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal


@dataclass(frozen=True)
class Attendance:
    """People counted at a meeting; the young are among the women and men."""

    women: int
    men: int
    young: int
    households: int

    @property
    def people(self) -> int:
        """Return how many people are there."""
        return self.women + self.men


@dataclass(frozen=True)
class Quorum:
    """How many households must be represented, and how many are."""

    needed: int
    present: int

    @property
    def reached(self) -> bool:
        """Tell whether enough households are represented."""
        return self.present >= self.needed


def quorum(present: int, registered: int, fraction: tuple[int, int]) -> Quorum:
    """Return the quorum: more than `fraction` of the registered households, at least one."""
    numerator, denominator = fraction
    return Quorum(registered * numerator // denominator + 1, present)


def check_attendance(attendance: Attendance) -> None:
    """Raise Refusal where the counts contradict each other."""
    if attendance.young > attendance.people:
        raise Refusal(
            N_("There cannot be more young people than people: %(people)s are there."),
            "young",
            people=attendance.people,
        )
    if attendance.households > attendance.people:
        raise Refusal(
            N_("There cannot be more households than people: %(people)s are there."),
            "households",
            people=attendance.people,
        )


def check_hands(votes_for: int, votes_against: int, abstained: int, people: int) -> None:
    """Raise Refusal where more hands were counted than people are there."""
    if votes_for + votes_against + abstained > people:
        raise Refusal(
            N_("These are %(votes)s votes, but only %(people)s people are there. Count again."),
            "votes_for",
            votes=votes_for + votes_against + abstained,
            people=people,
        )


def outcome(votes_for: int, votes_against: int) -> str:
    """Return «accepted», «refused» or «tied»: more hands for than against, abstentions aside."""
    if votes_for == votes_against:
        return "tied"
    return "accepted" if votes_for > votes_against else "refused"


def minutes_document(
    *,
    village: str,
    held_on: str,
    where: str,
    attendance: Attendance,
    registered: int,
    decisions: Sequence[tuple[str, int, int, int, str]],
    done: Sequence[Mapping[str, object]],
    text: str,
    announced: Mapping[str, object] | None,
) -> dict[str, object]:
    """Return the minutes as one value: what is hashed when they are closed.

    `done` is what the meeting did by acts of its own, each as messages and values; minutes that
    were closed before it was written down lack it. So it is with how it was `announced`.
    """
    return {
        "village": village,
        "date": held_on,
        "announced": None if announced is None else dict(announced),
        "place": where,
        "women": attendance.women,
        "men": attendance.men,
        "young": attendance.young,
        "households": attendance.households,
        "registered": registered,
        "decisions": [
            {"text": said, "for": yes, "against": no, "abstained": neither, "outcome": end}
            for said, yes, no, neither, end in decisions
        ],
        "done": list(done),
        "text": text,
    }
