"""What waits because of findings: to be answered, to be decided, to be handed upwards."""

from collections.abc import Iterator

from ubudehe.audit.findings.actions import officer_levels
from ubudehe.audit.findings.queries import to_answer, to_decide, to_escalate
from ubudehe.audit.rules.finding import ADDRESSEES, next_level
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.pack import Country
from ubudehe.places.rules import is_village, rank_of


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield the findings on which this person must act next, with the last day."""
    session, person, place, today = asked.session, asked.person, asked.place, asked.today
    roles = [role for role in ADDRESSEES if person.is_at(role, place, today)]
    if is_village(place, asked.country) and roles:
        due = to_answer(session, place, roles)
        if due.count:
            yield Waiting("answer_finding", "findings", due.count, due.due)
    level = person.level_for(Right.REVIEW_BOOKS, place, today, asked.country)
    if level is None:
        return
    # Who raised a finding does not end it: where a level has one officer, the next level does.
    decide = to_decide(session, place, _own_and_below(level, asked.country), person.account, today)
    if decide.count:
        yield Waiting("decide_finding", "findings", decide.count, decide.due)
    if next_level(rank_of(level, asked.country), officer_levels(asked.country)) is None:
        return
    upwards = to_escalate(session, place, [level], person.account, today)
    if upwards.count:
        yield Waiting("escalate_finding", "findings", upwards.count, upwards.due)


def _own_and_below(level: str, country: Country) -> list[str]:
    levels, own = officer_levels(country), rank_of(level, country)
    below = [rank for rank in levels if rank > own]
    return [level, *([levels[min(below)]] if below else [])]
