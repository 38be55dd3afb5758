"""The life of a closed month, step by step."""

from collections.abc import Iterator

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Milestone, Sentence, moment, text
from ubudehe.ledger.months.queries import MonthView
from ubudehe.ledger.rules.states import MonthState


def life_of(page: MonthView) -> tuple[Milestone, ...]:
    """Return who closed a month, signed it and found it in order; nothing while it is open."""
    return tuple(_steps(page))


def _steps(page: MonthView) -> Iterator[Milestone]:
    if page.closed_at is None:
        return
    closed = {"name": text(page.closed_by), "moment": moment(page.closed_at)}
    yield Milestone("done", Sentence(N_("Closed by %(name)s on %(moment)s"), closed), page.remark)
    if page.signed_at is not None:
        signed = {"name": text(page.signed_by), "moment": moment(page.signed_at)}
        yield Milestone("done", Sentence(N_("Signed by %(name)s on %(moment)s"), signed))
    if page.assembly is not None:
        yield Milestone("done", Sentence(N_("Read out to the assembly")))
    if page.state == MonthState.LOCKED and page.reviewed_at is not None:
        locked = {"moment": moment(page.reviewed_at)}
        yield Milestone("done", Sentence(N_("Found in order and locked on %(moment)s"), locked))
