"""Leaky buckets: who is stopped, for how long, and who never is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.people.buckets import DEVICE, NETWORK, STRANGERS, Bucket, network_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NONE = timedelta(0)


def tries_let_in(bucket: Bucket, each: timedelta, over: timedelta) -> int:
    """Return how many tries are let in by somebody who tries every `each`, refused or not."""
    let_in, empty_at, now = 0, NOW, NOW
    while now < NOW + over:
        if bucket.wait(empty_at, now) == NONE:
            let_in, empty_at = let_in + 1, bucket.poured(empty_at, now)
        now += each
    return let_in


@pytest.mark.parametrize("bucket", [DEVICE, STRANGERS, NETWORK])
def test_guessing_gets_the_leak_and_no_more(bucket: Bucket) -> None:
    day, each = timedelta(days=1), timedelta(seconds=10)
    assert tries_let_in(bucket, each, day) == bucket.holds + day // bucket.leaks - 1


def test_mistakes_of_a_month_behind_one_carrier_never_stop_anybody() -> None:
    month, each = timedelta(days=30), timedelta(minutes=1)
    assert tries_let_in(NETWORK, each, month) == month // each


def test_a_day_of_waiting_forgives_the_worst() -> None:
    empty_at = NOW
    for _ in range(NETWORK.holds):
        empty_at = NETWORK.poured(empty_at, NOW)
    assert NETWORK.wait(empty_at, NOW) == NETWORK.leaks
    assert NETWORK.wait(empty_at, NOW + timedelta(days=1)) == NONE


@given(st.integers(0, 300), st.integers(0, 300))
def test_drops_taken_out_are_those_that_were_poured(poured: int, later: int) -> None:
    empty_at = NOW
    for _ in range(poured):
        empty_at = DEVICE.poured(empty_at, NOW)
    assert DEVICE.drops(empty_at, NOW) == poured
    assert DEVICE.relieved(empty_at, poured) == NOW
    assert DEVICE.drops(empty_at, NOW + later * DEVICE.leaks) == max(poured - later, 0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_one_network_is_one_address_or_one_64(address: str, network: str) -> None:
    assert network_of(address) == network
