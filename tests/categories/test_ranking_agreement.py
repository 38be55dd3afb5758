"""Agreement and scores against values that other people's libraries computed."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.categories.ranking.rules.agreement import (
    Level,
    against_others,
    kendall_w,
    krippendorff_alpha,
    mean_ranks,
    reading,
    spearman,
    tau_b,
)
from ubudehe.categories.ranking.rules.comparing import net_wins, strengths
from ubudehe.categories.ranking.rules.suggesting import (
    GroupSort,
    Ranking,
    has_majority,
    most_agreeing,
    most_disagreeing,
    suggested_pile,
    third,
)

DATA = Path(__file__).parent.parent / "data" / "ranking"
FILES = {path.stem[:2]: json.loads(path.read_text("utf-8")) for path in DATA.glob("*.json")}


def close(value: float | Fraction | None, tolerance: float = 1e-6) -> Any:
    return pytest.approx(None if value is None else float(value), abs=tolerance)


def ranking(example: dict[str, Any]) -> Ranking[str]:
    homes = example["households"]
    return Ranking(
        tuple(
            GroupSort(name, piles, {h: p for h, p in zip(homes, row, strict=True) if p})
            for name, piles, row in zip(
                example["raters"], example["piles"], example["data"], strict=True
            )
        ),
        tuple(homes),
    )


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("01", "krippendorff_alpha"),
        ("03", "krippendorff_alpha"),
        ("06", None),
        ("08", "krippendorff_alpha"),
    ],
)
@pytest.mark.parametrize("level", get_args(Level))
def test_alpha_on_what_was_judged(file: str, key: str | None, level: Level) -> None:
    expected = FILES[file]["expected"]
    wanted = (expected[key] if key else expected)[level]
    assert krippendorff_alpha(FILES[file]["data"], level) == close(wanted)


@pytest.mark.parametrize("level", get_args(Level))
def test_alpha_on_scores_of_unequal_piles(level: Level) -> None:
    wanted = FILES["02"]["expected"]["krippendorff_alpha_on_scores"][level]
    assert krippendorff_alpha(ranking(FILES["02"]).rows, level) == close(wanted)


@pytest.mark.parametrize(
    ("file", "key"),
    [("01", "kendall_W_complete_households_only"), ("02", "kendall_W"), ("03", "kendall_W")],
)
def test_w_with_ties(file: str, key: str) -> None:
    assert kendall_w(FILES[file]["data"]) == close(FILES[file]["expected"][key]["W"])


@pytest.mark.parametrize("file", ["01", "02", "03", "08"])
def test_correlation_of_each_pair_of_groups(file: str) -> None:
    rows = dict(zip(FILES[file]["raters"], FILES[file]["data"], strict=True))
    for pair in FILES[file]["expected"]["pairwise"]:
        a, b = rows[pair["a"]], rows[pair["b"]]
        assert spearman(a, b) == close(pair["spearman"])
        assert tau_b(a, b) == close(pair["kendall_tau_b"])


@pytest.mark.parametrize("file", ["01", "02", "08"])
def test_grandin_scores(file: str) -> None:
    found = ranking(FILES[file])
    opinions = found.opinions()
    for household, wanted in FILES[file]["expected"]["grandin"].items():
        one = opinions[household]
        assert [group.score(household) for group in found.groups] == [
            s if s is None else close(s) for s in wanted["scores"]
        ]
        assert (one.judged, one.mean, one.spread) == (
            wanted["n"], close(wanted["mean"]), close(wanted["range"])
        )  # fmt: skip


def test_flags_majority_and_median() -> None:
    example = FILES["08"]
    found = ranking(example)
    opinions = found.opinions()
    flagged = {h: list(one.flags) for h, one in opinions.items() if one.flags}
    assert flagged == example["expected"]["flags"]
    for household, wanted in example["expected"]["piles_summary"].items():
        piles = [g.pile_of[household] for g in found.groups if household in g.pile_of]
        assert has_majority(piles) == (wanted["strict_majority_pile"] is not None)
        suggested = wanted["strict_majority_pile"] or wanted["upper_median_pile"]
        assert opinions[household].pile == suggested == suggested_pile(piles)
    order = most_disagreeing(opinions)
    assert not any(opinions[h].flags for h in order[-len(order) // 3 :])
    spreads = [opinions[h].spread for h in order]
    assert spreads == sorted(spreads, reverse=True)


def test_unequal_piles_are_compared_by_their_scores() -> None:
    sorts = [("A", 3, 1), ("B", 4, 2), ("C", 5, 4)]
    found = Ranking(tuple(GroupSort(n, k, {"x": p, "y": k}) for n, k, p in sorts), ("x", "y"))
    opinions = found.opinions()
    assert opinions["x"].pile is None
    assert opinions["x"].flags == ("piles differ by 2 or more",)
    assert opinions["y"].flags == ()


def test_nobody_judged_a_household() -> None:
    found = Ranking((GroupSort("A", 4, {"x": 1}), GroupSort[str]("B", 3, {})), ("x", "y"))
    opinions = found.opinions()
    assert (opinions["y"].mean, opinions["y"].pile, opinions["y"].flags) == (None, None, ("n < 3",))
    assert opinions["x"].pile == 1
    assert found.alpha is None
    assert found.w is None
    empty = Ranking[str]((), ())
    assert (empty.alpha, empty.w, empty.opinions()) == (None, None, {})


def test_mean_rank() -> None:
    example = FILES["03"]
    wanted = example["expected"]["mean_rank"]
    assert dict(zip(example["households"], mean_ranks(example["data"]), strict=True)) == wanted
    assert mean_ranks([[1, None, 2], [1, None, None]]) == [1, None, 2]
    assert mean_ranks([]) == []


def test_edges() -> None:
    perfect, reversal, same, alone = FILES["07"]["cases"]
    assert krippendorff_alpha(perfect["data"]) == kendall_w(perfect["data"]) == 1
    assert krippendorff_alpha(reversal["data"]) == Fraction(-3, 4)
    assert kendall_w(reversal["data"]) == 0
    assert tau_b(*reversal["data"]) == spearman(*reversal["data"]) == -1
    assert krippendorff_alpha(same["data"]) is kendall_w(same["data"]) is None
    assert tau_b(*same["data"]) is spearman(*same["data"]) is None
    assert krippendorff_alpha(alone["data"]) is kendall_w(alone["data"]) is None
    assert krippendorff_alpha([]) is kendall_w([]) is None


def test_a_group_that_turned_the_piles_round_stands_out() -> None:
    right = [1, 1, 2, 2, 3, 3, 4, 4]
    turned = [5 - pile for pile in right]
    shares = against_others([right, right, right, turned])
    assert shares[3] == pytest.approx(-1)
    assert all(share is not None and share > 0.5 for share in shares[:3])
    assert against_others([right]) == [None]


def test_alpha_is_read_at_the_usual_marks() -> None:
    marks = (Fraction(8, 10), Fraction(7999, 10000), Fraction(667, 1000), Fraction(1, 2))
    assert [reading(a) for a in marks] == ["good", "tentative", "tentative", "poor"]


def test_bradley_terry() -> None:
    example, undefeated = FILES["04"], FILES["05"]
    pairs = [(a, b) for a, b in example["comparisons"]]
    found = strengths(7, pairs)
    assert found == [close(t, 1e-5) for t in example["expected"]["regularised_alpha_0_1"]]
    order = sorted(example["items"], key=lambda item: -found[example["items"].index(item)])
    assert order == example["expected"]["order_best_first"]
    wins = dict(zip(example["items"], net_wins(7, pairs), strict=True))
    assert wins == example["expected"]["net_wins"]
    assert sorted(wins, key=lambda item: -wins[item]) == order
    pairs = [(a, b) for a, b in undefeated["comparisons"]]
    for ridge, key in ((0.1, "regularised_alpha_0_1"), (0.01, "regularised_alpha_0_01")):
        assert strengths(5, pairs, ridge) == [close(t, 1e-5) for t in undefeated["expected"][key]]
    assert strengths(0, []) == []


ROWS = st.integers(2, 6).flatmap(
    lambda wide: st.lists(
        st.lists(st.none() | st.integers(1, 4), min_size=wide, max_size=wide),
        min_size=2,
        max_size=5,
    )
)


@given(ROWS, st.randoms())
def test_the_order_of_groups_and_households_changes_nothing(
    rows: list[list[int | None]], random: Any
) -> None:
    groups = random.sample(rows, len(rows))
    columns = random.sample(range(len(rows[0])), len(rows[0]))
    moved = [[row[place] for place in columns] for row in groups]
    for level in get_args(Level):
        assert krippendorff_alpha(moved, level) == krippendorff_alpha(rows, level)
    assert kendall_w(moved) == kendall_w(rows)
    ranks = mean_ranks(rows)
    assert mean_ranks(moved) == [ranks[place] for place in columns]


@given(ROWS)
def test_alpha_by_its_definition(rows: list[list[int | None]]) -> None:
    units = [[v for v in unit if v is not None] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [value for unit in units for value in unit]
    observed = sum(
        Fraction((a - b) ** 2, len(unit) - 1) for unit in units for a in unit for b in unit
    )
    expected = sum((a - b) ** 2 for a in pooled for b in pooled)
    wanted = 1 - observed * (len(pooled) - 1) / expected if expected else None
    assert krippendorff_alpha(rows, "interval") == wanted


@given(st.lists(st.integers(1, 5), min_size=2, max_size=12), st.integers(2, 5))
def test_groups_of_one_mind_agree_fully(row: list[int], groups: int) -> None:
    varies = 1 if len(set(row)) > 1 else None
    assert kendall_w([row] * groups) == krippendorff_alpha([row] * groups) == varies


@given(st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=1, max_size=8))
def test_other_names_for_the_households_change_nothing(piles: list[list[int]]) -> None:
    def of(names: list[str]) -> Ranking[str]:
        sorts = [dict(zip(names, row, strict=True)) for row in zip(*piles, strict=True)]
        return Ranking(tuple(GroupSort("g", 4, sort) for sort in sorts), tuple(names))

    one = of([f"H{n}" for n in range(len(piles))])
    other = of([f"x{-n}" for n in range(len(piles))])
    assert list(one.opinions().values()) == list(other.opinions().values())
    assert (one.alpha, one.w) == (other.alpha, other.w)


def test_the_first_of_an_order_and_the_poorest_pile_are_told_in_the_same_words() -> None:
    assert [third(pile, 4) for pile in (1, 2, 3, 4)] == ["best", "middle", "middle", "poorest"]
    assert [third(pile, 2) for pile in (1, 2)] == ["best", "poorest"]
    assert (third(1, 46), third(23, 46), third(46, 46)) == ("best", "middle", "poorest")
    assert third(1, 1) == "middle"


def test_the_most_agreed_households_are_those_that_nobody_has_to_talk_about() -> None:
    sorts = tuple(
        GroupSort(name, 4, {"a": 1, "b": 2, "c": far})
        for name, far in (("w", 1), ("m", 1), ("y", 4))
    )
    assert most_agreeing(Ranking(sorts, ("c", "b", "a")).opinions()) == ["b", "a"]
