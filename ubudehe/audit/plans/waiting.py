"""What waits because of audit plans: for officers their next day, for a village the visit."""

from collections.abc import Iterator

from ubudehe.audit.plans.officers import led_by
from ubudehe.audit.plans.queries import PlanLine, running_at, visits_ahead
from ubudehe.audit.rules.plan import PlanState
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village

_JOBS = {"drawn": "announce_plan", "announced": "begin_plan", "begun": "run_plan"}


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield announced visits to a village, or the plans of a place, each with its next day."""
    session, place, today = asked.session, asked.place, asked.today
    if is_village(place, asked.country):
        if asked.may(Right.ANSWER_FINDINGS):
            days = visits_ahead(session, place, asked.country, today)
            if days:
                yield Waiting("audit_visit", "plans", len(days), max(days[0], today))
        return
    if not asked.may(Right.REVIEW_BOOKS):
        return
    for one in running_at(session, place, asked.country, today):
        path = f"plans/{one.id}"
        if (
            one.state == PlanState.BEGUN
            and not one.sums.not_begun
            and asked.one_office().isdisjoint(led_by(session, place, one.id))
        ):
            yield Waiting("close_plan", path, due=one.next_day)
        elif count := _left(one):
            yield Waiting(_JOBS[one.state], path, count, one.next_day)


def _left(one: PlanLine) -> int:
    """Return in how many villages something is to be done: a visit, or else a sign-off."""
    return one.sums.not_begun or one.sums.villages - one.sums.signed
