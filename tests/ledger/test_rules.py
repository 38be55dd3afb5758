"""Accounting as pure functions, under random entries."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.ledger.rules import accounts, entries
from ubudehe.ledger.rules.balances import first_shortfall
from ubudehe.ledger.rules.entries import Posting, Unbalanced, effect, reversal

AMOUNTS = st.integers(1, 2**53 - 1)
PLACES = st.sampled_from(sorted(accounts.PLACES))
DONE = st.one_of(
    st.builds(
        entries.money_came,
        st.sampled_from(sorted(accounts.SOURCES)),
        PLACES,
        AMOUNTS,
        st.just("RWF"),
    ),
    st.builds(
        entries.we_paid,
        st.sampled_from(sorted(accounts.PURPOSES)).map(
            lambda purpose: accounts.project_expense("P001", purpose)
        ),
        PLACES,
        AMOUNTS,
        st.just("RWF"),
        st.sampled_from([None, "G001"]),
    ),
    st.builds(
        lambda kept, paid, place: entries.we_paid(
            accounts.project_expense("P001", "services"),
            place,
            kept + paid,
            "RWF",
            kept_back=Posting(accounts.retention("P001"), -kept, "RWF"),
        ),
        AMOUNTS,
        AMOUNTS,
        PLACES,
    ),
    st.builds(entries.advance_given, PLACES, AMOUNTS, st.just("RWF")),
    st.builds(
        entries.advance_cleared,
        st.just(accounts.project_expense("P001", "materials")),
        AMOUNTS,
        PLACES,
        st.integers(0, 10**6),
        st.just("RWF"),
    ),
    st.builds(
        entries.materials_given,
        st.just("P001"),
        st.integers(1, 10**6),
        st.just("bag"),
        st.integers(1, 10**6),
        st.just("RWF"),
    ),
    st.builds(
        entries.people_worked,
        st.just("P001"),
        st.integers(1, 10**6),
        st.just("RWF"),
        st.just(1500),
    ),
    st.builds(entries.money_moved, PLACES, PLACES, AMOUNTS, st.just("RWF")),
)


@given(DONE)
def test_every_entry_sums_to_zero_and_so_does_its_reversal(done: entries.Transaction) -> None:
    assert sum(p.amount for p in done.postings) == 0
    both = [*done.postings, *reversal(done).postings]
    held: dict[str, int] = {}
    for posting in both:
        held[posting.account] = held.get(posting.account, 0) + posting.amount
    assert not any(held.values())


@given(DONE)
def test_a_reversal_undoes_the_effect(done: entries.Transaction) -> None:
    there, back = effect(done, "RWF"), effect(reversal(done), "RWF")
    assert there.money_in == -back.money_in
    assert there.money_out == -back.money_out
    assert there.labour_days == -back.labour_days


def test_labour_is_never_money() -> None:
    done = effect(entries.people_worked("P001", 12, "RWF", 1500), "RWF")
    assert (done.money_in, done.money_out, done.labour_days) == (0, 0, 12)


@pytest.mark.parametrize(
    "postings",
    [
        [Posting("a", 1, "RWF")],
        [Posting("a", 1, "RWF"), Posting("b", -2, "RWF")],
        [Posting("a", 1, "RWF"), Posting("b", -1, "EUR")],
        [Posting("a", 1, "RWF"), Posting("b", -1, "RWF"), Posting("c", 0, "RWF")],
        [],
    ],
)
def test_what_does_not_balance_is_refused(postings: list[Posting]) -> None:
    with pytest.raises(Unbalanced):
        entries.transaction(postings)


@given(st.lists(st.tuples(st.dates(), st.integers(-1000, 1000)), max_size=30))
def test_a_shortfall_is_the_first_day_below_zero(changes: list[tuple[date, int]]) -> None:
    found = first_shortfall(changes)
    ends = {day: sum(amount for other, amount in changes if other <= day) for day, _ in changes}
    below = sorted(day for day, balance in ends.items() if balance < 0)
    assert found == ((below[0], ends[below[0]]) if below else None)
