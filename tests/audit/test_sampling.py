"""Samples against a second implementation, written from the description alone."""

import base64
import hashlib
import math
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.audit.rules.sampling import Drawer, Item, Sample, draw, evaluate, factor, seed_of

SEED = seed_of("host/v/22120308", 318, b"\x07" * 32, "40213 99817 20344 10975")
TABLE = {
    95: [2.996, 4.744, 6.296, 7.754],
    90: [2.303, 3.890, 5.322, 6.681],
    80: [1.609, 2.994, 4.279, 5.515],
}


def items(*amounts: int) -> list[Item]:
    return [Item(UUID(int=at + 1), at + 1, amount) for at, amount in enumerate(amounts)]


def other_numbers(seed: bytes, bounds: list[int]) -> list[int]:
    found, at = [], 0
    for bound in bounds:
        while True:
            digest = hashlib.sha256(seed + bytes([0, 0, at // 256, at % 256])).hexdigest()
            at, x = at + 1, int(digest, 16)
            if x < 2**256 - 2**256 % bound:
                found.append(x % bound)
                break
    return found


def other_simple(numbers: int, seed: bytes, size: int) -> list[int]:
    left, chosen = dict(enumerate(range(numbers))), []
    for at, x in enumerate(other_numbers(seed, [numbers - at for at in range(size)])):
        chosen.append(left[at + x])
        left[at + x] = left[at]
    return sorted(chosen)


def other_by_money(amounts: list[int], seed: bytes, size: int) -> list[int]:
    units = [at for at, amount in enumerate(amounts) for _ in range(amount)]
    interval = max(len(units) // size, 1)
    (x,) = other_numbers(seed, [interval])
    hit = {units[at] for at in range(x, len(units), interval)}
    return sorted(hit | {at for at, amount in enumerate(amounts) if amount >= interval})


def drawn(sample: Sample) -> list[int]:
    return [one.number - 1 for one in sample.items]


def test_the_seed_is_the_hash_of_the_head_and_the_draw() -> None:
    lines = ["ubudehe-sample/v1", "host/v/22120308", "318", base64.b64encode(b"\x07" * 32).decode()]
    text = "\n".join([*lines, "40213 99817 20344 10975", ""])
    assert hashlib.sha256(text.encode()).digest() == SEED


@given(st.binary(min_size=32, max_size=32), st.lists(st.integers(1, 2**80), max_size=30))
def test_numbers_are_those_of_a_second_implementation(seed: bytes, bounds: list[int]) -> None:
    drawer = Drawer(seed)
    assert [drawer.below(one) for one in bounds] == other_numbers(seed, bounds)


def test_what_would_not_be_fair_is_passed_over() -> None:
    bound = 2**255 + 1  # nearly every second number of the stream is too large
    drawer, expected = Drawer(SEED), other_numbers(SEED, [bound] * 40)
    assert [drawer.below(bound) for _ in range(40)] == expected


@given(
    st.binary(min_size=32, max_size=32),
    st.lists(st.integers(1, 300), min_size=2, max_size=60),
    st.data(),
)
def test_samples_are_those_of_a_second_implementation(
    seed: bytes, amounts: list[int], data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(amounts) - 1))
    given_items = items(*amounts)
    assert drawn(draw(given_items, seed, "simple", size)) == other_simple(len(amounts), seed, size)
    assert drawn(draw(given_items, seed, "mus", size)) == other_by_money(amounts, seed, size)


def test_few_are_all_checked_and_many_are_drawn() -> None:
    assert draw(items(*[9] * 60), SEED, "mus").method == "all"
    assert draw(items(*[9] * 61), SEED, "mus").method == "mus"
    assert len(draw(items(*[9] * 61), SEED, "simple").items) == 60
    assert draw(items(9, 9), SEED, "simple", 2).method == "all"
    assert draw([], SEED, "mus").items == ()


def test_another_draw_or_one_act_more_draws_others() -> None:
    many = items(*range(1, 400))
    one = drawn(draw(many, SEED, "simple"))
    assert one != drawn(draw(many, seed_of("host/v/22120308", 318, b"\x07" * 32, "1"), "simple"))
    assert one != drawn(draw(many, seed_of("host/v/22120308", 319, b"\x07" * 32, "1"), "simple"))


@pytest.mark.parametrize("confidence", TABLE)
def test_factors_are_those_of_the_tables(confidence: int) -> None:
    found = [factor(errors, confidence) for errors in range(4)]
    assert found == [Fraction(round(one * 1_000), 1_000) for one in TABLE[confidence]]


@pytest.mark.parametrize("errors", [0, 7, 25, 60])
def test_factors_beyond_the_tables_are_where_the_sum_says(errors: int) -> None:
    def seen(mean: float) -> float:
        return sum(
            math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(errors + 1)
        )

    mean = float(factor(errors))
    assert seen(mean - 0.001) > 0.05 > seen(mean + 0.001)


def test_the_bound_of_a_sample_by_money_units() -> None:
    sample = Sample("mus", tuple(items(100, 200, 5_000)), 60_000, 99, interval=1_000, start=1)
    right = {one.id: one.amount for one in sample.items}
    assert evaluate(sample, right).upper == 2_996
    assert evaluate(sample, right).is_tolerable
    # Half of the first and a tenth of the second are wrong, and 40 of the large one.
    found = {UUID(int=1): 50, UUID(int=2): 180, UUID(int=3): 4_960}
    steps = Fraction(1_748, 1_000) / 2 + Fraction(1_552, 1_000) / 10
    outcome = evaluate(sample, found)
    assert outcome.upper == 1_000 * (Fraction(2_996, 1_000) + steps) + 40
    assert (outcome.wrong, outcome.error) == (3, 110)
    assert not outcome.is_tolerable
    more = {**right, UUID(int=1): 150}
    assert (evaluate(sample, more).wrong, evaluate(sample, more).upper) == (1, Fraction(2_996))
    with pytest.raises(KeyError):
        evaluate(sample, {})


def test_both_sides_of_what_is_tolerable() -> None:
    sample = Sample("all", tuple(items(100)), 100, 1)
    assert evaluate(sample, {UUID(int=1): 95}).is_tolerable
    assert not evaluate(sample, {UUID(int=1): 94}).is_tolerable


def test_a_simple_sample_bounds_the_number_of_wrong_entries() -> None:
    sample = Sample("simple", tuple(items(*[10] * 60)), 6_000, 600)
    right = {one.id: one.amount for one in sample.items}
    outcome = evaluate(sample, right)
    assert (outcome.upper, outcome.tolerable) == (Fraction(2_996, 100), Fraction(30))
    assert outcome.rounded_up == 30
    assert outcome.is_tolerable
    assert not evaluate(sample, {**right, UUID(int=1): 0}).is_tolerable
