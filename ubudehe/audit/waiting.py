"""What waits because of flags, findings and audit plans."""

from collections.abc import Iterator

from ubudehe.audit.findings.waiting import waiting as of_findings
from ubudehe.audit.listing import count_flags
from ubudehe.audit.plans.waiting import waiting as of_plans
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield flags to answer and to judge, findings and audits on which this person must act."""
    yield from of_findings(asked)
    yield from of_plans(asked)
    answers, judges = asked.may(Right.PROPOSE_MONEY), asked.may(Right.REVIEW_BOOKS)
    if not is_village(asked.place, asked.country) or not (answers or judges):
        return
    counted = count_flags(asked.session, asked.place, asked.country, asked.today)
    if answers and counted.get("open"):
        yield Waiting("answer_flag", "flags", counted["open"])
    if judges and (left := counted.get("open", 0) + counted.get("answered", 0)):
        yield Waiting("settle_flag", "flags", left)
