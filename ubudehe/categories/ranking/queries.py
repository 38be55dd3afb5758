"""What groups said of the households of a round, and how far they agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.categories.ranking.rules.agreement import (
    TALK_BELOW,
    against_others,
    reading,
    spearman,
    tau_b,
)
from ubudehe.categories.ranking.rules.comparing import net_wins, strengths
from ubudehe.categories.ranking.rules.groups import KINDS, OPEN_STATES
from ubudehe.categories.ranking.rules.inserting import Compared, Insertion, insert
from ubudehe.categories.ranking.rules.suggesting import (
    GroupSort,
    Opinion,
    Ranking,
    most_agreeing,
    most_disagreeing,
    third,
)
from ubudehe.categories.ranking.tables import Comparison, Judgement, RankingGroup
from ubudehe.categories.tables import CategoryRound
from ubudehe.households.queries import HouseholdLine, all_households
from ubudehe.households.tables import Household
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Category, Scheme
from ubudehe.storage.reading import of_village

MOST_AGREED = 5
"""So many households on which groups agree are named before those on which they do not."""

BEST_FROM = 3
"""So many groups make it seldom that two of them err alike."""


@dataclass(frozen=True)
class Suggestion:
    """What the groups that have finished say together of one household.

    `category` is None where piles are not the scheme's categories; `order` is the mean score.
    """

    category: str | None
    judged: int
    flags: tuple[str, ...]
    order: Fraction


@dataclass(frozen=True)
class GroupView:
    """A group and how far it has come; `said` holds each household it was asked about."""

    id: UUID
    kind: str
    name: str | None
    method: str
    piles: int
    done: bool
    said: Mapping[UUID, int | None]

    @property
    def judged(self) -> int:
        """Return how many households it put somewhere."""
        return sum(pile is not None for pile in self.said.values())

    @property
    def left_out(self) -> frozenset[UUID]:
        """Return the households it said it would not judge."""
        return frozenset(household for household, pile in self.said.items() if pile is None)

    def sort(self, households: Iterable[UUID]) -> GroupSort[UUID]:
        """Return how it sorted these households."""
        found = {h: pile for h in households if (pile := self.said.get(h)) is not None}
        return GroupSort(str(self.id), self.piles, found)


@dataclass(frozen=True)
class GroupPage:
    """A group among all households, and what it does next."""

    group: GroupView
    all: int
    """Households of the village."""
    cards: Insertion[UUID] | None
    """How far a group has come that compares pairs; None for one that does not."""
    open: bool

    @property
    def left(self) -> int:
        """Return how many households are still to come, as far as that is known."""
        if self.group.method == "piles":
            return self.all - len(self.group.said)
        return self.cards.waiting if self.cards else 0

    @property
    def judged(self) -> int:
        """Return how many households have their pile or place so far."""
        if self.group.done or self.cards is None:
            return self.group.judged
        return self.all - len(self.group.left_out) - self.cards.waiting

    @property
    def scale(self) -> int:
        """Return where a meter of households ends: one without length cannot be drawn."""
        return max(self.all, 1)

    @property
    def following(self) -> tuple[str, ...]:
        """Return the page on which the group goes on: «sort», «pairs» or «order»; or none."""
        if self.group.method == "piles":
            return ("sort",) if self.left else ()
        if self.cards is not None:
            return ("pairs",) if self.cards.questions and not self.group.done else ()
        return () if self.group.judged else ("order",)

    @property
    def menu(self) -> tuple[str, ...]:
        """Return the other ways on, by the names of their pages."""
        method, judged = self.group.method, self.group.judged
        ways = {
            "again": method == "piles" and bool(self.group.said),
            "typed": method == "piles",
            "order": method == "order" and judged > 0,
            "sheet": True,
            "all": True,
            "reopen": self.group.done,
            "drop": True,
        }
        return tuple(name for name, open_ in ways.items() if open_)

    @property
    def can_finish(self) -> bool:
        """Tell whether it said enough to be compared: an order needs two households."""
        return not self.group.done and self.judged > 1


@dataclass(frozen=True)
class Agreement:
    """Agreement among the groups that have finished; `word` is how its alpha is read."""

    alpha: Fraction | None
    w: Fraction | None

    @property
    def word(self) -> str | None:
        """Return «good», «tentative» or «poor»; None where alpha cannot be computed."""
        return None if self.alpha is None else reading(self.alpha)


@dataclass(frozen=True)
class RankingView:
    """The groups of a round, the households they rank, and their agreement so far."""

    groups: tuple[GroupView, ...]
    homes: tuple[HouseholdLine, ...]
    agreement: Agreement
    open: bool

    @property
    def finished(self) -> int:
        """Return how many groups have finished."""
        return sum(group.done for group in self.groups)

    @property
    def enough(self) -> bool:
        """Tell whether enough groups have finished to compare them: three are best."""
        return self.finished >= BEST_FROM

    @property
    def scale(self) -> int:
        """Return where a meter of households ends: one without length cannot be drawn."""
        return max(len(self.homes), 1)


@dataclass(frozen=True)
class PileName:
    """A pile, the short label it has on a screen, and the category it stands for, if any."""

    pile: int
    label: str
    category: Category | None


@dataclass(frozen=True)
class GroupWord:
    """What one group said of a household, in the words of all: see `third`; None: not judged."""

    group: GroupView
    pile: int | None

    @property
    def third(self) -> str | None:
        """Return «best», «middle» or «poorest»."""
        return None if self.pile is None else third(self.pile, self.group.piles)


@dataclass(frozen=True)
class OneOpinion:
    """A household and what each group and all together say of it."""

    home: HouseholdLine
    said: tuple[GroupWord, ...]
    together: Opinion


@dataclass(frozen=True)
class GroupApart:
    """A group that sees the households otherwise than the others: their rank correlation."""

    group: GroupView
    rho: float

    @property
    def is_reversed(self) -> bool:
        """Tell whether its order runs against the others: perhaps its piles were reversed."""
        return self.rho < 0


@dataclass(frozen=True)
class GroupsOutcome:
    """How far the groups agree, with each other and on each household.

    `apart` holds the groups to talk to again; `pairs` the rank correlations (rho, tau-b) of each
    two groups.
    """

    agreement: Agreement
    groups: tuple[GroupView, ...]
    apart: tuple[GroupApart, ...]
    pairs: tuple[tuple[GroupView, GroupView, float | None, float | None], ...]
    opinions: tuple[OneOpinion, ...]
    agreed: tuple[HouseholdLine, ...]
    """Some households on which the groups agree most."""

    @property
    def flagged(self) -> int:
        """Return how many households should be talked about."""
        return sum(bool(one.together.flags) for one in self.opinions)


def group_of(session: Session, village: str, group: UUID) -> RankingGroup:
    """Return a group of a village; NotFound where there is none."""
    found = of_village(session, RankingGroup, group, village)
    if found is None:
        raise NotFound(N_("There is no such group in this village."))
    return found


def group_view(session: Session, village: str, group: UUID) -> GroupView:
    """Return a group with what it said so far; NotFound where there is none."""
    return _views(session, [group_of(session, village, group)])[0]


def ranking_view(session: Session, round_: CategoryRound) -> RankingView:
    """Return the groups of a round and how far they have come."""
    groups = _groups(session, round_.id)
    homes = all_households(session, round_.village)
    found = _ranking(groups, [home.id for home in homes])
    return RankingView(groups, homes, Agreement(found.alpha, found.w), round_.state in OPEN_STATES)


def outcome(session: Session, round_: CategoryRound) -> GroupsOutcome:
    """Return how far the groups that have finished agree, most disagreement first."""
    groups = tuple(group for group in _groups(session, round_.id) if group.done)
    homes = {home.id: home for home in all_households(session, round_.village)}
    found = _ranking(groups, homes)
    said = found.opinions()
    rows = [[one.sort(homes).score(home) for home in homes] for one in groups]
    together = zip(groups, against_others(rows), strict=True)
    apart = [(one, rho) for one, rho in together if rho is not None and rho < TALK_BELOW]
    return GroupsOutcome(
        Agreement(found.alpha, found.w),
        groups,
        tuple(GroupApart(*one) for one in apart),
        tuple(
            (groups[a], groups[b], spearman(rows[a], rows[b]), tau_b(rows[a], rows[b]))
            for a, b in combinations(range(len(groups)), 2)
        ),
        tuple(
            OneOpinion(homes[h], tuple(GroupWord(one, one.said.get(h)) for one in groups), said[h])
            for h in most_disagreeing(said)
        ),
        tuple(homes[h] for h in most_agreeing(said)[:MOST_AGREED]),
    )


MOST_COMPARED = 2_000
"""More comparisons are not brought into one order while somebody waits for a page."""


def common_order(session: Session, found: GroupsOutcome) -> tuple[tuple[HouseholdLine, str], ...]:
    """Return households by what all comparisons of two say together, with their net wins: «+3».

    By Bradley-Terry strength, the best off first; nothing where no group compared, or where there
    are too many comparisons for a page.
    """
    groups = [group.id for group in found.groups if group.method == "pairs"]
    homes = {one.home.id: one.home for one in found.opinions}
    rows = session.exec(select(Comparison).where(col(Comparison.group).in_(groups))).all()
    told = [(one.better, one.worse) for one in rows if not one.equal and one.better in homes]
    told = [(better, worse) for better, worse in told if worse in homes]
    if not told or len(told) > MOST_COMPARED:
        return ()
    compared = sorted({household for pair in told for household in pair})
    place = {household: number for number, household in enumerate(compared)}
    pairs = [(place[better], place[worse]) for better, worse in told]
    strength, wins = strengths(len(compared), pairs), net_wins(len(compared), pairs)
    order = sorted(range(len(compared)), key=lambda n: -strength[n])
    return tuple((homes[compared[n]], f"{wins[n]:+}" if wins[n] else "0") for n in order)


def suggestions(session: Session, round_id: UUID, scheme: Scheme) -> Mapping[UUID, Suggestion]:
    """Return what the groups that have finished say of each household that any of them judged."""
    groups = [group for group in _groups(session, round_id) if group.done]
    found = _ranking(groups, dict.fromkeys(home for group in groups for home in group.said))
    names = None
    if all(g.method == "piles" and g.piles == len(scheme.categories) for g in groups):
        names = categories_of_piles(scheme)
    return {
        household: Suggestion(
            names[one.pile - 1].code if names and one.pile else None,
            one.judged,
            one.flags,
            one.mean,
        )
        for household, one in found.opinions().items()
        if one.mean is not None
    }


def categories_of_piles(scheme: Scheme) -> tuple[Category, ...]:
    """Return the categories in the order of the piles: the best off first."""
    return tuple(sorted(scheme.categories, key=lambda category: -category.rank))


def pile_names(group: GroupView, scheme: Scheme) -> tuple[PileName, ...]:
    """Return a group's piles, the best off first; categories where it makes one for each."""
    if group.method != "piles" or group.piles != len(scheme.categories):
        return tuple(PileName(pile, str(pile), None) for pile in range(1, group.piles + 1))
    categories = enumerate(categories_of_piles(scheme), 1)
    return tuple(PileName(pile, one.code, one) for pile, one in categories)


def insertion(
    session: Session, group: GroupView, households: Iterable[HouseholdLine]
) -> Insertion[UUID]:
    """Return how far a group that compares pairs has come, and what to ask it next."""
    answers = session.exec(select(Comparison).where(Comparison.group == group.id)).all()
    return insert(
        [home.id for home in households if home.id not in group.left_out],
        [Compared(one.better, one.worse, one.equal) for one in answers],
    )


def active_numbers(session: Session, village: str) -> dict[int, UUID]:
    """Return the households that are in a village, by their numbers."""
    query = select(Household.number, Household.id).where(
        Household.village == village, col(Household.ended).is_(None)
    )
    return dict(session.exec(query).all())


def group_page(session: Session, group: GroupView, round_: CategoryRound) -> GroupPage:
    """Return a group of a round with how far it has come and what it does next."""
    homes = all_households(session, round_.village)
    cards = insertion(session, group, homes) if group.method == "pairs" else None
    return GroupPage(group, len(homes), cards, round_.state in OPEN_STATES)


def _ranking(groups: Iterable[GroupView], households: Iterable[UUID]) -> Ranking[UUID]:
    """Return what the groups that have finished said of `households`, side by side."""
    homes = tuple(households)
    return Ranking(tuple(group.sort(homes) for group in groups if group.done), homes)


def _groups(session: Session, round_: UUID) -> tuple[GroupView, ...]:
    groups = session.exec(select(RankingGroup).where(RankingGroup.round == round_)).all()
    return tuple(sorted(_views(session, groups), key=_by_kind))


def _by_kind(group: GroupView) -> tuple[int, str, str]:
    return KINDS.index(group.kind), group.name or "", str(group.id)


def _views(session: Session, groups: Iterable[RankingGroup]) -> list[GroupView]:
    """Return groups with what they said of households that are still there."""
    said: dict[UUID, dict[UUID, int | None]] = {group.id: {} for group in groups}
    query = (
        select(Judgement.group, Judgement.household, Judgement.pile)
        .join(Household, col(Household.id) == Judgement.household)
        .where(col(Judgement.group).in_(said), col(Household.ended).is_(None))
    )
    for group, household, pile in session.exec(query).all():
        said[group][household] = pile
    return [
        GroupView(one.id, one.kind, one.name, one.method, one.piles, one.done, said[one.id])
        for one in groups
    ]
