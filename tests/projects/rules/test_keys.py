"""Codes of cards, places in the box, sealed marks, lots, and ballots as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.language.codes import read_code, spaced
from ubudehe.projects.rules.ballot_text import (
    LETTERS,
    BadBallot,
    BallotSheet,
    Fault,
    letter,
    marks_of,
    read_marks,
    write_marks,
)
from ubudehe.projects.rules.election import Kind
from ubudehe.projects.rules.lots import draw_lot
from ubudehe.projects.rules.turnout import Door, Recorded, Turnout, mismatches
from ubudehe.projects.voting.keys import BoxKey, place_of

KEYS = st.binary(min_size=32, max_size=32)
CHOOSING = (Kind.APPROVAL, Kind.POINTS, Kind.RANKING)


def _sheet(kind: Kind, options: int, most: int = 4) -> BallotSheet:
    """Return a ballot of a vote that is prepared today."""
    return BallotSheet(kind, (1,) * options, most, numbered=options > LETTERS)


@given(KEYS, KEYS, st.integers(0, 2000))
def test_a_card_reads_as_it_is_printed_and_one_typing_error_is_found(
    secret: bytes, salt: bytes, number: int
) -> None:
    code = BoxKey(secret, salt).code(number)
    assert read_code(spaced(code).lower()) == code
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    assert read_code(wrong) is None
    swapped = code[1] + code[0] + code[2:]
    assert read_code(swapped) is None or code[0] == code[1]
    assert place_of(secret, code) != place_of(secret + b"x", code)


@given(KEYS, KEYS, st.binary(min_size=2, max_size=60), st.binary(min_size=12, max_size=12))
def test_marks_open_with_both_halves_of_the_key_only(
    secret: bytes, salt: bytes, marks: bytes, nonce: bytes
) -> None:
    key = BoxKey(secret, salt)
    sealed = key.seal("here", marks, nonce, len(marks))
    assert key.unseal("here", sealed, len(marks)) == marks
    spoiled = key.seal("here", None, nonce, len(marks))
    assert len(spoiled) == len(sealed), "the length tells nothing"
    assert key.unseal("here", spoiled, len(marks)) is None
    for other, place in (
        (BoxKey(secret + b"x", salt), "here"),
        (BoxKey(secret, salt + b"x"), "here"),
        (key, "there"),
    ):
        with pytest.raises(ValueError, match="not sealed by this vote"):
            other.unseal(place, sealed, len(marks))


@given(st.integers(0, 40), st.randoms())
def test_a_lot_holds_everybody_once(count: int, random) -> None:  # type: ignore[no-untyped-def]
    assert sorted(draw_lot(count, random.randbytes)) == list(range(count))


@given(st.sampled_from(CHOOSING), st.integers(2, 60), st.data())
def test_what_is_written_reads_the_same(kind: Kind, options: int, data: st.DataObject) -> None:
    most = 9 if kind is Kind.POINTS else options
    chosen = data.draw(st.lists(st.integers(0, options - 1), unique=True, max_size=min(most, 9)))
    points = {
        Kind.APPROVAL: [(at, 1) for at in chosen],
        Kind.POINTS: [(at, 1) for at in chosen],
        Kind.RANKING: [(at, most - place) for place, at in enumerate(chosen)],
    }[kind]
    sheet = _sheet(kind, options, most)
    marks = marks_of(points, sheet)
    text = write_marks(marks, sheet)
    assert read_marks(text, sheet) == marks
    assert read_marks(f" {text.lower()} ", sheet) == marks
    assert read_marks("x", sheet) is None


@given(st.text(max_size=12), st.sampled_from(CHOOSING), st.sampled_from((6, 40)))
def test_anything_typed_is_a_ballot_or_refused(text: str, kind: Kind, options: int) -> None:
    try:
        marks = read_marks(text, _sheet(kind, options))
    except BadBallot:
        return
    assert marks is None or len(marks) == options


@pytest.mark.parametrize(
    ("text", "kind"),
    [("AA", "approval"), ("ABCDE", "approval"), ("A5", "points"), ("A3 B2", "points"),
     ("A", "points"), ("A1", "ranking"), ("G", "approval"), ("", "approval"), ("3A", "points")],
)  # fmt: skip
def test_bad_ballots_are_refused(text: str, kind: str) -> None:
    with pytest.raises(BadBallot):
        read_marks(text, BallotSheet(Kind(kind), (1,) * 6, 4))


@pytest.mark.parametrize("text", ["A", "61", "0", "1 1", "1=2", "1 2 3 4 5", "3 x"])
def test_bad_ballots_of_many_projects_are_refused(text: str) -> None:
    with pytest.raises(BadBallot):
        read_marks(text, _sheet(Kind.APPROVAL, 60))


def test_the_last_ballot_with_letters_has_all_of_them() -> None:
    assert (letter(22), letter(22, numbered=True)) == ("W", "23")


@pytest.mark.parametrize("kind", CHOOSING)
def test_papers_that_were_printed_with_letters_are_typed_with_letters(kind: Kind) -> None:
    for options in (24, 25, 26):
        sheet = BallotSheet(kind, (1,) * options, 4)
        for at in range(options):
            marks = bytes(
                (1 if kind is Kind.APPROVAL else 4) * (one == at) for one in range(options)
            )
            text = write_marks(marks, sheet)
            assert text.startswith(chr(ord("A") + at))
            assert read_marks(text, sheet) == marks
        assert read_marks(sheet.spoiled, sheet) is None
        assert read_marks(write_marks(None, sheet), sheet) is None


@pytest.mark.parametrize("kind", [Kind.APPROVAL, Kind.RANKING])
def test_an_x_that_could_be_a_project_or_a_spoiled_paper_is_asked_about(kind: Kind) -> None:
    with pytest.raises(BadBallot) as bad:
        read_marks(" x ", BallotSheet(kind, (1,) * 24, 4))
    assert bad.value.fault is Fault.SPOILED_OR_X


@pytest.mark.parametrize("kind", CHOOSING)
def test_a_project_alone_on_a_paper_is_never_taken_for_a_spoiled_one(kind: Kind) -> None:
    for options in range(2, 61):
        sheet = _sheet(kind, options)
        for at in range(options):
            marks = bytes(4 if one == at else 0 for one in range(options))
            marks = marks if kind is not Kind.APPROVAL else bytes(map(bool, marks))
            assert read_marks(write_marks(marks, sheet), sheet) == marks


def test_of_one_project_alone_a_is_yes_and_b_is_no() -> None:
    alone = BallotSheet(Kind.YES_NO, (300,), 1)
    for text, marks in (("A", b"\1"), ("b", b"\2"), ("-", b"\0"), ("x", None)):
        assert read_marks(text, alone) == marks
        assert write_marks(marks, alone) == text.upper()
    for text in ("AB", "C", "1", "", "A1"):
        with pytest.raises(BadBallot):
            read_marks(text, alone)


def test_a_ballot_within_the_money_is_refused_by_what_it_costs_too_much() -> None:
    within = BallotSheet(Kind.APPROVAL, (300, 250, 200, 0), 3, spend=500)
    assert read_marks("ACD", within) == b"\1\0\1\1", "to the last franc, and work costs nothing"
    with pytest.raises(BadBallot) as bad:
        read_marks("AB", within)
    assert (bad.value.fault, bad.value.over) == (Fault.OVER_BUDGET, 50)


def found(turnout: Turnout, recorded: Recorded) -> list[tuple[str, int, int]]:
    return [(one.misfit.value, one.these, one.those) for one in mismatches(turnout, recorded)]


def test_turnout_that_does_not_fit_is_named_with_its_numbers() -> None:
    twelve = Recorded(12)
    assert found(Turnout(10, 10, 9, 1, 2), twelve) == []
    assert found(Turnout(13, 13, 13, 0, 0), twelve) == [("more_than_voters", 13, 12)]
    assert found(Turnout(10, 9, 9, 0, 0), twelve) == [("not_handed_to_all", 9, 10)]
    assert found(Turnout(10, 10, 8, 1, 0), twelve) == [("missing", 9, 10)]
    assert found(Turnout(9, 10, 10, 1, 0), twelve) == [
        ("handed_to_others", 10, 9),
        ("too_many", 11, 10),
    ]


def test_what_was_counted_at_the_door_is_compared_with_roll_and_meeting() -> None:
    ten = Turnout(10, 10, 10, 0, 0)
    assert found(ten, Recorded(12, Door(10, 6, 4, 6, 4))) == []
    assert found(ten, Recorded(12, Door(8, None, None, 6, 4))) == [("not_as_on_roll", 8, 10)]
    assert found(ten, Recorded(12, Door(10, None, None, 5, 4))) == [("more_than_present", 10, 9)]
    assert found(ten, Recorded(12, Door(10, 7, 3, 6, 4))) == [("more_women", 7, 6)]
    assert found(ten, Recorded(12, Door(10, 5, 5, 6, 4))) == [("more_men", 5, 4)]


@pytest.mark.parametrize(
    ("women", "men", "fits"),
    [(None, None, True), (6, 4, True), (6, 5, False), (5, 4, False), (10, None, True),
     (None, 11, False), (0, 10, True)],
)  # fmt: skip
def test_women_and_men_who_came_are_those_who_came(
    women: int | None, men: int | None, *, fits: bool
) -> None:
    assert Door(10, women, men, 20, 20).fits is fits


def test_cards_and_beans_are_compared_with_what_was_handed_out() -> None:
    ten = Turnout(10, 10, 10, 0, 0)
    assert found(ten, Recorded(12, cards=10)) == []
    assert found(ten, Recorded(12, cards=9)) == [("more_than_cards", 10, 9)]
    assert found(ten, Recorded(12, beans=50, each=5)) == []
    # As an outsider tried: 140 beans where 10 voters got 5 each.
    assert found(ten, Recorded(99, beans=140, each=5)) == [("more_beans", 140, 50)]
