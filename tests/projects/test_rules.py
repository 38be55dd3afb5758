"""Counting and cards as pure functions."""

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.language.codes import read_code, spaced
from ubudehe.projects.rules.cards import ballot_place, card_code, draw_lot, is_card
from ubudehe.projects.rules.greedy import Option, Why, greedy_votes

OPTIONS = st.lists(
    st.tuples(st.integers(1, 1000), st.integers(0, 50)), min_size=1, max_size=12
).flatmap(
    lambda rows: st.permutations(range(len(rows))).map(
        lambda lot: [Option(str(i), c, v, lot[i]) for i, (c, v) in enumerate(rows)]
    )
)


@given(OPTIONS, st.integers(1, 3000), st.randoms())
def test_greedy_keeps_the_budget_and_skips_only_what_does_not_fit(  # type: ignore[no-untyped-def]
    options, budget, random
) -> None:
    tally = greedy_votes(options, budget)
    spent = sum(o.cost for o in options if o.id in tally.winners)
    assert spent + tally.left == budget
    assert tally.left >= 0
    for round_ in tally.rounds:
        assert (round_.why is Why.DOES_NOT_FIT) == (
            round_.votes > 0 and round_.left < round_.cost <= budget
        )
    shuffled = list(options)
    random.shuffle(shuffled)
    assert greedy_votes(shuffled, budget) == tally
    doubled = [Option(o.id, o.cost * 1000, o.votes * 2, o.lot) for o in options]
    assert greedy_votes(doubled, budget * 1000).winners == tally.winners


@given(OPTIONS, st.integers(1, 3000))
def test_more_votes_never_drop_a_winner(options: list[Option], budget: int) -> None:
    winners = greedy_votes(options, budget).winners
    for winner in winners[:1]:
        more = [Option(o.id, o.cost, o.votes + (o.id == winner), o.lot) for o in options]
        assert winner in greedy_votes(more, budget).winners


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2000))
def test_a_card_reads_as_it_is_printed_and_one_typing_error_is_found(
    key: bytes, number: int
) -> None:
    code = card_code(key, number)
    assert read_code(spaced(code).lower()) == code
    assert is_card(key, number + 1, code)
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    assert read_code(wrong) is None
    swapped = code[1] + code[0] + code[2:]
    assert read_code(swapped) is None or code[0] == code[1]
    assert ballot_place(key, code) != ballot_place(bytes(32), code) or key == bytes(32)


@given(st.integers(0, 40), st.randoms())
def test_a_lot_holds_everybody_once(count: int, random) -> None:  # type: ignore[no-untyped-def]
    assert sorted(draw_lot(count, random.randbytes)) == list(range(count))
