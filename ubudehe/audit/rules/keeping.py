"""Flags about how the books are kept, and by whom."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.audit.rules.flag import Flag, Maker, flag_rule, held_since
from ubudehe.language.names import same_words
from ubudehe.ledger.rules.states import EntryState, MonthState
from ubudehe.places.pack import AuditLimits

_ENOUGH = 10
_ENOUGH_PEOPLE = 3


@flag_rule("F08", "days", "day of an entry, day on which it was written down")
def late(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield entries written down long after their day, or before it."""
    for one in village.standing:
        days = (one.proposed_on - one.day).days
        if one.kind != "opening" and (days > limits.late_days or days < -1):
            yield made.of(
                (one,),
                limits.late_days,
                weight="high" if days > limits.very_late_days else "look",
            )


@flag_rule("F10", "number", "who proposed, who agreed, payee, names of accounts (private)")
def self_dealing(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield entries of which somebody who decided them may be the payee."""
    for one in village.standing:
        people = {one.proposed_by, *one.approvals}
        paid = one.payee and any(
            same_words(village.names.get(person, ""), one.payee) for person in people
        )
        if one.proposed_by in one.approvals or paid:
            yield made.of((one,), 0, weight="high", personal=True)


@flag_rule("F11", "percent", "who proposed and who agreed, over a year; how many may agree")
def fixed_pair(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield years in which the same two people decided nearly everything though others could."""

    def by(decided: tuple[EntryFact, ...], pair: tuple[UUID, UUID]) -> tuple[EntryFact, ...]:
        return tuple(
            one for one in decided if one.proposed_by == pair[0] and pair[1] in one.approvals
        )

    def holds(decided: tuple[EntryFact, ...], pair: tuple[UUID, UUID]) -> bool:
        most = len(by(decided, pair)) * 100 > limits.pair_percent * len(decided)
        return len(decided) >= _ENOUGH and most

    if village.approvers < _ENOUGH_PEOPLE:
        return
    for year in village.years:
        decided = tuple(one for one in village.standing if one.day.year == year and one.approvals)
        pairs = {(one.proposed_by, other) for one in decided for other in one.approvals}
        for pair in sorted(pairs):
            if holds(decided, pair):
                yield made.of(
                    by(decided, pair),
                    limits.pair_percent,
                    since=held_since(decided, partial(holds, pair=pair)),
                    subject=str(year),
                )


@flag_rule("F20", "percent", "entries posted and taken back, over a year")
def many_reversals(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield years in which much was taken back."""

    def back(posted: tuple[EntryFact, ...]) -> tuple[EntryFact, ...]:
        return tuple(one for one in posted if one.reverses is not None)

    def holds(posted: tuple[EntryFact, ...]) -> bool:
        first = len(posted) - len(back(posted))
        return first >= _ENOUGH and len(back(posted)) * 100 > limits.reversal_percent * first

    for year in village.years:
        posted = tuple(
            one
            for one in village.entries
            if one.state == EntryState.POSTED and one.day.year == year
        )
        if holds(posted):
            since = held_since(posted, holds)
            limit = limits.reversal_percent
            yield made.of(back(posted), limit, since=since, subject=str(year), amount=0)


@flag_rule("F21", "money", "labour days and the rate at which they are shown; the village's rule")
def labour_rate(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield work that is shown at another rate than the village decided."""
    for one in village.standing:
        wage = village.rule_on(one.day).wage
        if one.kind == "labour" and any(q.rate != wage for q in one.quantities):
            yield made.of((one,), wage)


@flag_rule("F22", "percent", "whether who agreed did so on the phone of who proposed, over a year")
def one_phone(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield years in which nearly nothing was agreed to but on the phone of who proposed it.

    Handing the phone over is allowed. Whoever knows another's PIN leaves the same trace, and only
    the other can say whether it was they.
    """

    def here(decided: tuple[EntryFact, ...]) -> tuple[EntryFact, ...]:
        return tuple(one for one in decided if set(one.approvals) == set(one.agreed_here))

    def holds(decided: tuple[EntryFact, ...]) -> bool:
        most = len(here(decided)) * 100 > limits.pair_percent * len(decided)
        return len(decided) >= _ENOUGH and most

    for year in village.years:
        decided = tuple(one for one in village.standing if one.day.year == year and one.approvals)
        if holds(decided):
            since = held_since(decided, holds)
            yield made.of(here(decided), limits.pair_percent, since=since, subject=str(year))


@flag_rule("F24", "days", "months about which an officer asked, and until when")
def overdue(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield months with an officer's question that waits too long for an answer or a close."""
    for one in village.months:
        if one.reviewed_on is None or one.state not in (MonthState.QUESTIONED, MonthState.ANSWERED):
            continue
        days = (village.today - one.reviewed_on).days
        unsettled = days > limits.settle_days
        if unsettled or (one.state == MonthState.QUESTIONED and days > limits.answer_days):
            limit = limits.settle_days if unsettled else limits.answer_days
            yield made.of(
                (),
                limit,
                since=one.reviewed_on + timedelta(days=limit + 1),
                subject=one.month,
                weight="high" if unsettled else "look",
            )
