"""Meters: a minute's worth at once, then as much as leaks; each network its own."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.people.buckets import PROGRAMS, Bucket
from ubudehe.web.metering import Meter

NOW = datetime(2026, 6, 15, tzinfo=UTC)
SMALL = Bucket("small", 3, timedelta(seconds=2))


def test_who_asks_too_often_waits_and_others_do_not() -> None:
    meter = Meter(SMALL)
    told = [meter.pour("a", NOW) for _ in range(4)]
    assert [one.left for one in told] == [2, 1, 0, 0]
    assert [one.wait for one in told] == [0, 0, 0, 2]
    assert meter.pour("b", NOW).left == 2
    assert meter.pour("a", NOW + timedelta(seconds=2)).wait == 0


def test_the_headers_are_those_of_the_draft() -> None:
    meter = Meter(SMALL)
    assert meter.pour("a", NOW).headers == {
        "ratelimit-policy": '"small";q=3;w=6',
        "ratelimit": '"small";r=2;t=2',
    }
    for _ in range(2):
        meter.pour("a", NOW)
    refused = meter.pour("a", NOW).headers
    assert refused["retry-after"] == "2"
    assert refused["ratelimit"] == '"small";r=0;t=2', "never later than one may ask again"
    assert Meter(PROGRAMS).pour("a", NOW).headers["ratelimit-policy"] == '"programs";q=120;w=60'


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_nobody_gets_more_than_fits_and_what_leaks(pauses: list[int]) -> None:
    meter, now, passed = Meter(SMALL), NOW, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        passed += not meter.pour("a", now).wait
    assert passed <= SMALL.holds + (now - NOW) // SMALL.leaks


def test_the_memory_is_bounded() -> None:
    meter = Meter(SMALL, most=2)
    for who in ("a", "a", "a", "b", "c"):
        meter.pour(who, NOW)
    assert meter.pour("a", NOW).left == 2
