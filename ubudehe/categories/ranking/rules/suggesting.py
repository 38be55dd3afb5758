"""What several groups say together of each household, and where they disagree.

Scores: B. Grandin, Wealth Ranking in Smallholder Communities (1988). Pile 1 is the best off.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from ubudehe.categories.ranking.rules.agreement import Row, kendall_w, krippendorff_alpha

K = TypeVar("K", bound=Hashable)

FEW = "n < 3"
APART = "piles differ by 2 or more"
SPLIT = "no strict majority pile"

ENOUGH_GROUPS, FAR_PILES, FAR_SCORES = 3, 2, 40


@dataclass(frozen=True)
class GroupSort(Generic[K]):
    """How one group sorted households into its piles; a household that is missing: not judged."""

    name: str
    piles: int
    pile_of: Mapping[K, int] = field(hash=False)

    def score(self, household: K) -> Fraction | None:
        """Return Grandin's score of a household, 100 in the poorest pile; None if not judged."""
        pile = self.pile_of.get(household)
        return None if pile is None else score(pile, self.piles)


@dataclass(frozen=True)
class Opinion:
    """What the groups say of one household together.

    `pile` is what they suggest; None where piles mean different things or nobody judged it.
    `mean` and `spread` (from the least to the greatest) are scores.
    """

    judged: int
    mean: Fraction | None
    spread: Fraction
    pile: int | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Ranking(Generic[K]):
    """The sorts of several groups side by side."""

    groups: tuple[GroupSort[K], ...]
    households: tuple[K, ...]

    @property
    def judging(self) -> tuple[GroupSort[K], ...]:
        """Return the groups that judged something."""
        return tuple(group for group in self.groups if group.pile_of)

    @property
    def rows(self) -> list[Row]:
        """Return the scores of each judging group, a value for each household."""
        return [[group.score(one) for one in self.households] for group in self.judging]

    @property
    def alpha(self) -> Fraction | None:
        """Return Krippendorff's ordinal alpha, the headline of agreement."""
        return krippendorff_alpha(self.rows)

    @property
    def w(self) -> Fraction | None:
        """Return Kendall's W over the households that all groups judged."""
        return kendall_w(self.rows)

    @property
    def same_piles(self) -> bool:
        """Tell whether all judging groups sorted into the same number of piles."""
        return len({group.piles for group in self.judging}) <= 1

    def opinions(self) -> dict[K, Opinion]:
        """Return what the groups say of each household, in the order of the households."""
        return {household: self._opinion(household) for household in self.households}

    def _opinion(self, household: K) -> Opinion:
        judging = [group for group in self.groups if household in group.pile_of]
        piles = [group.pile_of[household] for group in judging]
        scores = [score(group.pile_of[household], group.piles) for group in judging]
        return Opinion(
            judged=len(judging),
            mean=sum(scores, Fraction()) / len(scores) if scores else None,
            spread=max(scores) - min(scores) if scores else Fraction(),
            pile=suggested_pile(piles) if piles and self.same_piles else None,
            flags=_flags(piles, scores, same_piles=self.same_piles),
        )


def score(pile: int, piles: int) -> Fraction:
    """Return 100 * pile / piles, so that different numbers of piles can be compared."""
    return Fraction(100 * pile, piles)


def third(pile: int, piles: int) -> str:
    """Return where a pile or place lies among all, 1 the best off: «best», «middle» or «poorest».

    So that «1» of a group's order and category 1 of another's piles are told in the same words.
    """
    place = Fraction(2 * pile - 1, 2 * max(piles, 1))
    return "best" if 3 * place < 1 else "poorest" if 3 * place > 2 else "middle"


def suggested_pile(piles: Sequence[int]) -> int:
    """Return the pile of a strict majority, else the median, of two medians the poorer.

    All three are one: a strict majority always holds the middle, and the greater is the poorer.
    """
    return sorted(piles)[len(piles) // 2]


def has_majority(piles: Sequence[int]) -> bool:
    """Tell whether more than half of the groups chose one pile."""
    return any(2 * piles.count(pile) > len(piles) for pile in set(piles))


def most_disagreeing(opinions: Mapping[K, Opinion]) -> list[K]:
    """Return the households on which groups disagree most first, else as they came."""
    return sorted(opinions, key=lambda h: (-opinions[h].spread, -len(opinions[h].flags)))


def most_agreeing(opinions: Mapping[K, Opinion]) -> list[K]:
    """Return the households that every group judged, that need no talk: the most agreed first."""
    alike = [h for h, one in opinions.items() if one.judged >= ENOUGH_GROUPS and not one.flags]
    return sorted(alike, key=lambda h: opinions[h].spread)


def _flags(
    piles: Sequence[int], scores: Sequence[Fraction], *, same_piles: bool
) -> tuple[str, ...]:
    """Return why a household should be talked about.

    Piles of groups that made different numbers of them cannot be counted against each other: then
    their scores are compared, and there is no majority to speak of.
    """
    found = [FEW] if len(piles) < ENOUGH_GROUPS else []
    if piles:
        piles_apart = max(piles) - min(piles) >= FAR_PILES
        scores_apart = max(scores) - min(scores) >= FAR_SCORES
        if piles_apart if same_piles else scores_apart:
            found.append(APART)
        if same_piles and not has_majority(piles):
            found.append(SPLIT)
    return tuple(found)
