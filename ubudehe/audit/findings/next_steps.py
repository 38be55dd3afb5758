"""What whoever looks at a finding may do with it today."""

from dataclasses import dataclass
from datetime import date

from ubudehe.audit.findings.queries import FindingLine
from ubudehe.audit.rules.finding import FindingState, may_step
from ubudehe.people.desk import Person
from ubudehe.people.rules import Right
from ubudehe.places.pack import Country
from ubudehe.places.rules import rank_of

_STEPS = ("remedy", "close", "escalate", "withdraw", "reopen")


@dataclass(frozen=True)
class NextStep:
    """A step that this person may take; `leads` where the finding waits for just this."""

    name: str
    leads: bool


def next_steps(
    line: FindingLine,
    person: Person,
    country: Country,
    today: date,
    apart: bool,
) -> tuple[NextStep, ...]:
    """Return the steps of a finding that a person may take, in their order.

    `apart` tells whether somebody else must decide it: who raised or answered it cannot.
    """
    found: list[NextStep] = []

    def may(step: str) -> bool:
        # Over or not, a finding has the last day that it had.
        return may_step(step, line.state, line.due or today, today)

    answers = person.may(Right.ANSWER_FINDINGS, line.village, today)
    if answers and person.is_at(line.addressee, line.village, today) and may("answer"):
        found.append(NextStep("answer", line.state != FindingState.ANSWERED))
    level = person.level_for(Right.REVIEW_BOOKS, line.village, today, country)
    if level is None or rank_of(level, country) > rank_of(line.level, country):
        return tuple(found)
    found += [
        NextStep(step, step == "close")
        for step in _STEPS
        if may(step) and not (apart and step in ("remedy", "close"))
    ]
    return tuple(found)
