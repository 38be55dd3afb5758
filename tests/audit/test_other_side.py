"""What was sent beside what was booked: each once, nothing guessed."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.audit.rules.aid_file import AidSent
from ubudehe.audit.rules.other_side import (
    KnownGrant,
    ReceivedMoney,
    SentMoney,
    compare,
    grants_meant,
    sent_money,
)

DAY, DAYS = date(2026, 5, 1), 30
GRANTS = (
    KnownGrant(UUID(int=1), "G001", "LODA", "Projects (GB-1-KEN001)"),
    KnownGrant(UUID(int=2), "G002", "Water  for All", "Pipes"),
    KnownGrant(UUID(int=3), "G003", "LODA", "Roads"),
    KnownGrant(UUID(int=4), "G004", "AICS", "Tanks, XM-DAC-6-4-7", "XM-DAC-6-4-8"),
    KnownGrant(UUID(int=5), "G005", "AICS", "Pipes, XM-DAC-6-4-8"),
)


def sent(after: int = 0, amount: int = 500, currency: str = "RWF", *grants: str) -> SentMoney:
    return SentMoney("XX-1", DAY + timedelta(after), amount, currency, grants or ("G001",))


def came(
    number: int, after: int = 0, amount: int = 500, currency: str = "RWF", grant: str = "G001"
) -> ReceivedMoney:
    return ReceivedMoney(UUID(int=number), number, DAY + timedelta(after), amount, currency, grant)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        (sent(), came(1), "same"),
        (sent(), came(1, DAYS), "same"),
        (sent(), came(1, -DAYS), "same"),
        (sent(), came(1, DAYS + 1), "day"),
        (sent(), came(1, DAYS, 499), "amount"),
        (sent(), came(1, DAYS, 500, "EUR"), "currency"),
    ],
)
def test_each_difference_begins_at_its_boundary(
    one: SentMoney, other: ReceivedMoney, difference: str
) -> None:
    (pair,) = compare([one], [other], DAYS)
    assert (pair.difference, pair.sent, pair.received) == (difference, one, other)


@pytest.mark.parametrize(
    "other",
    [came(1, DAYS + 1, 499), came(1, DAYS + 1, 500, "EUR"), came(1, DAYS + 1, 500, "EUR", "G001")],
)
def test_what_is_not_alike_stands_alone_on_both_sides(other: ReceivedMoney) -> None:
    pairs = compare([sent()], [other], DAYS)
    assert [one.difference for one in pairs] == ["not_booked", "not_told"]


def test_of_a_grant_that_the_file_does_not_name_nothing_is_said() -> None:
    assert [one.difference for one in compare([sent()], [came(1, grant="G002")], DAYS)] == [
        "not_booked"
    ]
    assert compare([], [came(1)], DAYS) == ()


def test_as_many_as_can_be_find_their_like() -> None:
    pairs = compare([sent(0), sent(10)], [came(1, 9), came(2, DAYS + 5)], DAYS)
    assert [one.difference for one in pairs] == ["same", "same"]


SENT = st.lists(
    st.builds(
        SentMoney,
        st.sampled_from(["A", "B"]),
        st.integers(0, 90).map(lambda n: DAY + timedelta(n)),
        st.integers(1, 4),
        st.sampled_from(["RWF", "EUR"]),
        st.sampled_from([("G001",), ("G002",), ("G001", "G002")]),
    ),
    max_size=8,
)
CAME = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.integers(1, 4),
        st.sampled_from(["RWF", "EUR"]),
        st.sampled_from(["G001", "G002", "G003"]),
    ),
    max_size=8,
).map(lambda rows: [came(at, *row) for at, row in enumerate(rows, start=1)])


@given(SENT, CAME, st.randoms())
def test_each_thing_is_told_once_in_whatever_order_it_came(
    sent_: list[SentMoney], came_: list[ReceivedMoney], chance: object
) -> None:
    pairs = compare(sent_, came_, DAYS)
    spoken = {grant for one in sent_ for grant in one.grants}
    assert Counter(one.sent for one in pairs if one.sent) == Counter(sent_)
    told = Counter(one.received for one in pairs if one.received)
    assert told == Counter(one for one in came_ if one.grant in spoken)
    for one in pairs:
        if one.sent and one.received:
            assert one.received.grant in one.sent.grants
            alike = (one.sent.amount, one.sent.currency) == (
                one.received.amount,
                one.received.currency,
            )
            assert alike == (one.difference in ("same", "day"))
    shuffled = list(sent_), list(came_)
    for rows in shuffled:
        chance.shuffle(rows)  # type: ignore[attr-defined]
    assert compare(*shuffled, DAYS) == pairs


@given(CAME)
def test_who_says_the_same_differs_in_nothing(came_: list[ReceivedMoney]) -> None:
    said = [SentMoney("A", one.day, one.amount, one.currency, (one.grant,)) for one in came_]
    assert {one.difference for one in compare(said, came_, DAYS)} <= {"same"}


def told(**said: object) -> AidSent:
    empty = {"activities": (), "givers": (), "around": (), "day": "", "value": "", "currency": ""}
    return AidSent(**{**empty, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"activities": ("XX", "RW-REG-22120308-g002")}, ("G002",)),
        ({"activities": ("RW-REG-22120309-G002",)}, ()),
        ({"activities": ("gb-1-ken001",)}, ("G001",)),
        ({"activities": ("GB-1-KEN00",)}, ()),
        ({"activities": ("GB-1-KEN0011",)}, ()),
        ({"givers": ("loda",), "around": ("22120308",)}, ("G001", "G003")),
        ({"givers": ("water for  all",), "around": ("Village 22120308, Nyanza",)}, ("G002",)),
        ({"givers": ("LODA",)}, ()),
        ({"activities": ("xm-dac-6-4-8",)}, ("G004",)),
        ({"activities": ("XM-DAC-6-4-7",)}, ("G004",)),
        ({"activities": ("XM-DAC-6-4",)}, ()),
        ({"givers": ("LODA",), "around": ("221203081",)}, ()),
        ({"givers": ("Somebody",), "around": ("22120308",)}, ()),
    ],
)
def test_a_payment_is_of_the_grants_that_its_words_name(
    said: dict[str, object], meant: tuple[str, ...]
) -> None:
    assert grants_meant(told(**said), "22120308", GRANTS) == meant


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        ("150000", "RWF", 150_000), ("150000.00", "rwf", 150_000), ("12.5", "EUR", 1_250),
        ("-3", "RWF", -3), ("0.5", "RWF", None), ("12.345", "EUR", None), ("1e5", "RWF", None),
        ("1,000", "RWF", None), ("", "RWF", None), ("5", "", None), ("NaN", "RWF", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_whole_or_not_at_all(
    value: str, currency: str, minor: int | None
) -> None:
    def exponent(unit: str) -> int:
        return {"RWF": 0, "EUR": 2}[unit]

    found = sent_money(told(value=value, currency=currency, day="2026-05-01"), ("G001",), exponent)
    assert (found.amount if found else None) == minor
    assert sent_money(told(value="5", currency="RWF", day="May"), ("G001",), exponent) is None
    assert sent_money(told(value="5", currency="XYZ", day="2026-05-01"), (), exponent) is None
