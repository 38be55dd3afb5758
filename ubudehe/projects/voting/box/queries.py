"""The ballot as it is shown for one card: a page of it, and what was marked on all its pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from ubudehe.language.messages import N_
from ubudehe.language.names import fold
from ubudehe.language.sentences import Sentence
from ubudehe.projects.rules.election import KNAPSACK, Kind
from ubudehe.projects.voting.binding import budget_said
from ubudehe.projects.voting.queries import BY_TICKS, OptionLine, VoteView

ON_A_PAGE = 12
"""Projects on one page of a ballot."""


@dataclass(frozen=True)
class Marked:
    """A project on a ballot and what is written beside it: «1» for a mark, points or a place."""

    option: OptionLine
    given: str


@dataclass(frozen=True)
class BallotPage:
    """One page of a ballot.

    `elsewhere` is what was marked on projects that this page does not show, `cost` what everything
    that is marked costs together, `left` what then remains of the money and `over` what is missing.
    """

    id: UUID
    kind: str
    marks: int
    said: Sentence
    """What money it is about."""
    money_said: tuple[Sentence, ...]
    keeps: tuple[Sentence, ...]
    shown: tuple[Marked, ...]
    elsewhere: tuple[Marked, ...]
    chosen: tuple[str, ...]
    cost: int
    left: int
    over: int
    page: int
    pages: int
    find: str
    searchable: bool
    doubt: str = ""
    """What is asked before the ballot goes into the box as it is, as a msgid."""

    @property
    def within(self) -> bool:
        """Return whether what is marked must fit in the money."""
        return self.kind == KNAPSACK

    @property
    def alone(self) -> bool:
        """Return whether one project alone is voted on, with yes and no."""
        return self.kind == Kind.YES_NO

    @property
    def by_ticks(self) -> bool:
        """Return whether a project is marked by a tick and not with a number."""
        return self.kind in BY_TICKS

    @property
    def others(self) -> tuple[int, ...]:
        """Return the numbers of the other pages."""
        return tuple(one for one in range(1, self.pages + 1) if one != self.page)


def ballot_page(
    vote: VoteView,
    choices: Collection[str],
    numbers: Mapping[str, str],
    find: str = "",
    page: int = 1,
) -> BallotPage:
    """Return a page of a ballot on which `choices` are ticked and `numbers` written, by proposal.

    With `find` only those projects are shown whose title, letter or code holds it.
    """
    given = {
        str(o.id): "1" if str(o.id) in choices else numbers.get(f"mark.{o.id}", "").strip()
        for o in vote.options
    }
    marked = [Marked(option, given[str(option.id)]) for option in vote.options]
    found = [one for one in marked if _is_meant(one.option, find)]
    pages = max(-(-len(found) // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = tuple(found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    chosen = [one for one in marked if one.given not in ("", "0")]
    cost = sum(one.option.cost for one in chosen)
    return BallotPage(
        id=vote.id,
        kind=vote.kind,
        marks=vote.marks,
        said=budget_said(vote.budget, vote.money_said),
        money_said=vote.money_said,
        keeps=vote.keeps,
        shown=shown,
        elsewhere=tuple(one for one in chosen if one not in shown),
        chosen=tuple(one.option.letter for one in chosen),
        cost=cost,
        left=max(vote.budget - cost, 0),
        over=max(cost - vote.budget, 0),
        page=page,
        pages=pages,
        find=find,
        searchable=len(marked) > ON_A_PAGE,
    )


def blank_doubt(kind: str) -> str:
    """Return what is asked of who marked nothing, as a msgid."""
    if kind == Kind.YES_NO:
        return N_("You said neither yes nor no. Shall your ballot abstain?")
    return N_("You chose nothing. Shall your ballot be blank?")


def _is_meant(option: OptionLine, find: str) -> bool:
    words = fold(find).split()
    told = fold(f"{option.letter} {option.code} {option.title}")
    return all(word in told for word in words)
