"""No page of yesterday, nor all pages of all days together, tell how one appeal ended."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SEEDS
from ubudehe.openbooks.rules.releases import ENDS, LEAST, Kind, Quarter, periods, released
from ubudehe.record.rules.quarters import is_over, last_day_of, quarter_of
from ubudehe.record.rules.suppression import Settled

KINDS: tuple[Kind, ...] = (("village", "up"), ("village", "down"), ("cell", "up"))
FIRST = date(2026, 1, 1)
DAYS = 2 * 366
Decided = tuple[date, Kind, str]
"""On which day what kind of appeal was decided, and how it ended."""
Pages = tuple[tuple[date, tuple[tuple[date, int, tuple[int, ...]] | None, ...]], ...]


def quarters(decided: Iterable[Decided]) -> list[Quarter]:
    """Count decisions as the sums of a district hold them."""
    counts: dict[str, dict[tuple[Kind, str], int]] = defaultdict(lambda: defaultdict(int))
    for day, kind, end in decided:
        counts[quarter_of(day)][kind, end] += 1
    return [
        Quarter(
            name,
            sum(of.values()),
            {kind: Settled(*(of[kind, end] for end in ENDS)) for kind in KINDS},
        )
        for name, of in counts.items()
    ]


def everything_published(decided: Sequence[Decided], least: int) -> Pages:
    """Return the page of each day: who keeps them all sees this and no more."""
    counted = quarters(decided)
    found = []
    for n in range(0, DAYS, 61):
        today = FIRST + timedelta(days=n)
        told = [released(one, KINDS) for one in periods(counted, today, least)]
        found.append(
            (
                today,
                tuple((t.until, t.filed, tuple(t.cells.values())) if t else None for t in told),
            )
        )
    return tuple(found)


def test_a_quarter_ends_with_its_last_day_and_is_over_a_day_later() -> None:
    assert [last_day_of(f"2026{n}").isoformat()[5:] for n in (1, 2, 3, 4)] == [
        "03-31", "06-30", "09-30", "12-31",
    ]  # fmt: skip
    assert quarter_of(date(2026, 12, 31)) == "20264"
    assert quarter_of(date(2027, 1, 1)) == "20271"
    assert [is_over("20264", date(2027, 1, n)) for n in (1, 2)] == [False, True]


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_a_day_lies_in_its_own_quarter_and_the_next_day_in_it_or_the_next(day: date) -> None:
    assert quarter_of(day) == quarter_of(last_day_of(quarter_of(day)))
    assert day <= last_day_of(quarter_of(day))


def _random(chance: random.Random, many: int) -> list[Decided]:
    ends = chance.choice((ENDS, ENDS[:2], ENDS[:2], ("upheld", "returned", "silent")))
    kinds = chance.sample(KINDS, chance.choice((1, 1, 2, 3)))
    return [
        (FIRST + timedelta(days=chance.randrange(500)), chance.choice(kinds), chance.choice(ends))
        for _ in range(many)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_who_keeps_the_page_of_every_day_cannot_tell_whether_one_appeal_was_upheld(
    seed: int,
) -> None:
    """Each decided appeal ended the other way in a world that looks the same on every day.

    What else is known is given away: of each appeal, the day, the level and the direction.
    """
    chance = random.Random(seed)
    shown = 0
    for _ in range(8):
        decided = _random(chance, chance.randint(30, 70))
        pages = everything_published(decided, 10)
        shown += any(one for _, told in pages[-1:] for one in told)
        for n, (_, kind, end) in enumerate(decided):
            if end != "silent":
                assert any(
                    (other[n][2] == "upheld") != (end == "upheld")
                    and everything_published(other, 10) == pages
                    for other in _others(decided, n, kind)
                ), decided[n]
    assert shown, "some worlds must be published at all"


def _others(decided: list[Decided], n: int, kind: Kind) -> Iterable[list[Decided]]:
    """Yield worlds in which one appeal ended otherwise: alone, by exchange, or all of its kind."""
    day, _, end = decided[n]
    for other in ENDS[:3]:
        yield [*decided[:n], (day, kind, other), *decided[n + 1 :]]
    for m, (when, like, how) in enumerate(decided):
        if like == kind and how not in (end, "silent"):
            found = list(decided)
            found[n], found[m] = (day, kind, how), (when, kind, end)
            yield found
    for other in ENDS[:3]:
        yield [
            (when, like, other if like == kind and how != "silent" else how)
            for when, like, how in decided
        ]


def test_all_small_worlds_of_two_quarters_leave_each_end_open() -> None:
    """Worlds are told by what is published of them; in each class every appeal's end is open."""
    kind, sizes = KINDS[0], (11, 10)
    classes: dict[Pages, list[tuple[int, int]]] = defaultdict(list)
    for upheld in product(*(range(size + 1) for size in sizes)):
        decided = [
            (date(2026, 2 + 3 * quarter, 1 + n), kind, "upheld" if n < many else "rejected")
            for quarter, (size, many) in enumerate(zip(sizes, upheld, strict=True))
            for n in range(size)
        ]
        classes[everything_published(decided, 10)].append((upheld[0], upheld[1]))
    assert len(classes) > 2
    for worlds in classes.values():
        for quarter, size in enumerate(sizes):
            found = {one[quarter] for one in worlds}
            assert found not in ({0}, {size}), "all of one quarter would have ended alike"


def test_a_release_never_changes_and_only_whole_periods_are_added() -> None:
    chance = random.Random(7)
    for _ in range(20):
        pages = everything_published(_random(chance, 80), 10)
        for (_, before), (_, after) in pairwise(pages):
            assert after[: len(before)] == before


def test_what_is_decided_in_a_quarter_that_goes_on_is_not_counted() -> None:
    decided = [
        (date(2026, 5, 1), KINDS[0], end) for end in ("upheld", "rejected") for _ in range(LEAST)
    ]
    assert periods(quarters(decided), date(2026, 7, 1)) == []
    (period,) = periods(quarters(decided), date(2026, 7, 2))
    told = released(period, KINDS)
    assert told is not None
    assert told.until == date(2026, 6, 30)
    assert told.cells["village", "up", "upheld"] == LEAST


@pytest.mark.parametrize(
    "settled",
    [(60, 0, 0, 0), (0, 60, 0, 0), (0, 30, 30, 0), (30, 30, 4, 0), (55, 0, 0, 9), (30, 30, 0, 1)],
)
def test_a_period_in_which_all_or_nobody_was_upheld_is_not_published(
    settled: tuple[int, int, int, int],
) -> None:
    one = Quarter("20261", 60, {KINDS[0]: Settled(*settled)})
    assert released([one], KINDS) is None
