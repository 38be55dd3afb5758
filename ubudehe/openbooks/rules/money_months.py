"""Money month by month, and what its pictures show, in one sentence each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, money

MOST_MONTHS = 12


@dataclass(frozen=True)
class MonthMoney:
    """A month: what came and went in it, and what was there at its end, in minor units.

    Money is the village's own currency; what lay there counts bank, mobile money and cash.
    """

    first: date
    came: int
    went: int
    end: int


@dataclass(frozen=True)
class MoneyMonths:
    """The last months, with what each of their two pictures shows."""

    rows: tuple[MonthMoney, ...]
    balance: Sentence
    flow: Sentence


def money_months(
    flows: Iterable[tuple[date, int, int]],
    moved: Iterable[tuple[date, int]],
    today: date,
    most: int = MOST_MONTHS,
) -> MoneyMonths | None:
    """Return the last months, at most `most`, up to today; None where nothing ever came or went.

    `flows` are (day, in, out) of entries, `moved` (day, by how much what lies there changed).
    """
    by_month: dict[date, list[int]] = {}
    for day, came, went in flows:
        one = by_month.setdefault(day.replace(day=1), [0, 0, 0])
        one[0] += came
        one[1] += went
    for day, amount in moved:
        by_month.setdefault(day.replace(day=1), [0, 0, 0])[2] += amount
    if not by_month:
        return None
    rows: list[MonthMoney] = []
    first, last, lies = min(by_month), max(*by_month, today.replace(day=1)), 0
    while first <= last:
        came, went, change = by_month.get(first, (0, 0, 0))
        lies += change
        rows.append(MonthMoney(first, came, went, lies))
        first = (first + timedelta(days=31)).replace(day=1)
    shown = tuple(rows[-most:])
    return MoneyMonths(shown, _balance(shown), _flow(shown))


def _month(first: date) -> Value:
    return Value("month", f"{first:%Y-%m}")


def _balance(rows: tuple[MonthMoney, ...]) -> Sentence:
    most, now = max(rows, key=lambda one: one.end), rows[-1].end
    if most.end == now:
        return Sentence(N_("Never was more there than now: %(now)s"), {"now": money(now)})
    return Sentence(
        N_("Now %(now)s is there; most was there in %(month)s: %(most)s"),
        {"now": money(now), "month": _month(most.first), "most": money(most.end)},
    )


def _flow(rows: tuple[MonthMoney, ...]) -> Sentence:
    most = max(rows, key=lambda one: one.went)
    if most.went <= 0:
        return Sentence(N_("Nothing has been spent in these months"))
    return Sentence(
        N_("Most was spent in %(month)s: %(most)s"),
        {"month": _month(most.first), "most": money(most.went)},
    )
