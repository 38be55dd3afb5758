"""Flags about where money lies and how long."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from ubudehe.audit.rules.facts import BooksFacts, CountFact, EntryFact
from ubudehe.audit.rules.flag import Flag, Maker, flag_rule
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.states import EntryState
from ubudehe.places.pack import AuditLimits


@flag_rule("F12", "money", "entries on cash, day by day; the village's rule")
def cash_over_limit(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield the days from which more cash lay in the box than the village decided, or none."""
    moved: dict[date, list[EntryFact]] = defaultdict(list)
    for one in village.standing:
        if one.on(accounts.CASH, village.currency):
            moved[one.day].append(one)
    days = sorted({*moved, *(since for since, _ in village.decisions if since <= village.today)})
    held, above = 0, False
    for day in days:
        held += sum(one.on(accounts.CASH, village.currency) for one in moved[day])
        limit = village.rule_on(day).cash_limit
        wrong = held > limit or held < 0
        if wrong and not above:
            entries = tuple(moved[day])
            yield made.of(
                entries,
                limit,
                since=max([day, *(one.known_on for one in entries)]),
                subject=day.isoformat(),
                amount=held,
                weight="high" if held < 0 else "look",
            )
        above = wrong


@flag_rule("F12p", "money", "payments in cash; the village's rule")
def large_in_cash(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield payments in cash above the village's limit for cash."""
    for one in village.payments:
        limit = village.rule_on(one.day).cash_limit
        if -one.on(accounts.CASH, village.currency) > limit:
            yield made.of((one,), limit)


@flag_rule("F13", "days", "advances and what was accounted for; the village's rule")
def idle_advance(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield advances that are not accounted for in the days the village decided."""
    for one in village.standing:
        if one.kind != "advance":
            continue
        days = village.rule_on(one.day).advance_days
        left = one.on(accounts.ADVANCES, village.currency) + sum(
            other.on(accounts.ADVANCES, village.currency)
            for other in village.standing
            if other.clears == one.id
        )
        last = one.day + timedelta(days=days)
        if left > 0 and village.today > last:
            since = max(last + timedelta(days=1), one.known_on)
            yield made.of((one,), days, since=since, amount=left)


@flag_rule("F14", "days", "entries on cash: what came, and what was banked or spent after it")
def unbanked_cash(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield cash income that was neither banked nor spent some days later, first in, first out."""
    moves = sorted(
        ((one, one.on(accounts.CASH, village.currency)) for one in village.standing),
        key=lambda pair: (pair[0].day, pair[0].number),
    )
    came = 0
    for one, amount in moves:
        if amount <= 0:
            continue
        came += amount
        last = one.day + timedelta(days=limits.bank_days)
        gone = -sum(other for entry, other in moves if other < 0 and entry.day <= last)
        income = any(accounts.is_money_in(p.account) for p in one.postings)
        left = min(came - gone, amount)
        if income and left > 0 and village.today > last:
            yield made.of(
                (one,),
                limits.bank_days,
                since=max(last + timedelta(days=1), one.known_on),
                amount=left,
            )


@flag_rule("F15", "money", "counts at the end of closed months, beside the books")
def bank_gap(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield closed months with money that was not counted, or counted otherwise than the books."""
    counted: dict[tuple[date, str, str], CountFact] = {
        (one.day, one.account, one.currency): one for one in village.counts
    }
    for month in village.months:
        held: dict[tuple[str, str], int] = defaultdict(int)
        for one in village.entries:
            if one.state == EntryState.POSTED and one.day <= month.until:
                for p in one.postings:
                    if accounts.is_liquid(p.account):
                        held[p.account, p.currency] += p.amount
        for (account, currency), amount in sorted(held.items()):
            count = counted.get((month.until, account, currency))
            gap = amount if count is None else count.amount - count.expected
            if gap:
                yield made.of(
                    (),
                    0,
                    since=month.closed_on,
                    subject=f"{month.month} {account} {currency}",
                    amount=abs(gap) if currency == village.currency else 0,
                    weight="high" if count is None else "look",
                )


def _agreed(village: BooksFacts) -> int:
    """Return what givers agreed to give; of a withdrawn grant, what came of it."""
    came: dict[str, int] = defaultdict(int)
    for one in village.standing:
        for p in one.postings:
            if p.grant and p.currency == village.currency and accounts.is_money_in(p.account):
                came[p.grant] -= p.amount
    own = (one for one in village.agreements if one.currency == village.currency)
    return sum(came[one.code] if one.withdrawn else one.amount for one in own)


@flag_rule("F16", "days", "all money, all grants in force, the day of the last entry", 2)
def idle_money(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield a village with much of its grants unspent in which nothing happens for long."""
    agreed = _agreed(village)
    held = sum(
        p.amount
        for one in village.standing
        for p in one.postings
        if accounts.is_liquid(p.account) and p.currency == village.currency
    )
    last = max((one.day for one in village.standing), default=village.today)
    if agreed and held * 100 > agreed * limits.idle_percent:
        until = last + timedelta(days=limits.idle_days)
        if village.today > until:
            yield made.of(
                (),
                limits.idle_days,
                since=until + timedelta(days=1),
                subject=last.isoformat(),
                amount=held,
            )
