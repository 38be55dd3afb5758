"""No public page is given a number of people that has not come through the gate.

Each dataclass that a public page gets is walked with all it holds. Of a whole number it must be
known what it counts: `COUNTS_NOBODY` names those that count no people. Whatever else is an `int`
fails here, so a new field is either a `Shown` or is said to count nobody.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest

from ubudehe.concerns.queries import ConcernSums
from ubudehe.openbooks import givers, grant, ledger, meetings, outcomes, queries
from ubudehe.projects.proposals.queries import PublicProposal
from ubudehe.projects.results.queries import PublicVote
from ubudehe.projects.rules.shown_votes import ShownVote
from ubudehe.questions.queries import AnsweredPage, PublicQuestions
from ubudehe.record.rules.suppression import Shown, shown, shown_parts

PUBLIC = (
    queries.PlacePage,
    queries.VillagePage,
    queries.ProjectPage,
    queries.PublicEntry,
    grant.GrantStory,
    givers.GiversPage,
    ledger.LedgerPage,
    meetings.PublicMeeting,
    outcomes.Outcomes,
    ConcernSums,
    AnsweredPage,
    PublicQuestions,
    PublicProposal,
    PublicVote,
    ShownVote,
)
COUNTS_NOBODY = {
    "budget", "cost", "left", "before", "total", "from_state", "gifts", "lines", "kinds", "money",
    "missing.gone", "missing.held",
    "money_in", "money_out", "spent", "given_back", "labour_days", "number", "quantity", "kept",
    "assemblies", "projects", "votes", "proposals", "villages", "books", "record_size", "index",
    "version", "photo_width", "photo_height", "unshown", "place", "marks", "threshold", "quorum",
    "settled", "settled_anew", "earlier", "needs", "approvals", "quotes", "code_length", "amount",
    "signed", "least", "whole", "part", "kept_photos", "lately", "receipted", "came", "went",
    "moved", "after", "kilobytes", "promised", "made", "proven", "unlisted", "waiting",
    "tiles.rows", "tiles.tiles", "months.rows.end", "part.start", "part.most", "part.all",
    "flags.more", "announced.changes", "asked.late", "asked.declined", "asked.unanswered",
    "notice.ahead.days", "notice.ahead.asked", "photo.width", "photo.height",
}  # fmt: skip
"""Money, days of work, things, events, documents, pictures, places, percents, terms of a vote.

A name that could stand for anything is told with what it is of."""
BOOKS = "ubudehe.ledger."
"""The books count money, days and things: whole numbers of their own pages are not looked at."""
GATED_AS_SENTENCES = {"value"}
"""Numbers in sentences of minutes: `for_all` leaves a sentence out or says another (telling.py)."""
IN_VOTES_PEOPLE = {"votes", "counted", "left_out", "signed_in", "handed_out", "blank", "spoiled"}
"""What would pass as a thing or as money elsewhere, but counts people in a vote."""


def numbers(
    model: Any, path: str = "", seen: frozenset[Any] = frozenset()
) -> Iterator[tuple[str, Any]]:
    """Yield (path, type) of each whole number that a dataclass holds, at whatever depth."""
    if model in seen or model.__module__.startswith(BOOKS):
        return
    hints = get_type_hints(model)
    for field in dataclasses.fields(model):
        for leaf in leaves(hints[field.name]):
            if dataclasses.is_dataclass(leaf):
                yield from numbers(leaf, f"{path}{field.name}.", seen | {model})
            elif isinstance(leaf, type) and issubclass(leaf, int) and leaf is not bool:
                yield f"{path}{field.name}", leaf


def leaves(hint: Any) -> Iterator[Any]:
    """Yield the plain types that a type is made of."""
    inner = get_args(hint)
    if not inner:
        yield hint
    for one in inner:
        if one is not Ellipsis:
            yield from leaves(one)


@pytest.mark.parametrize("model", PUBLIC, ids=lambda m: m.__name__)
def test_every_number_of_a_public_page_counts_nobody_or_came_through_the_gate(model: Any) -> None:
    in_votes = model in (PublicVote, ShownVote)
    bare = {
        path
        for path, kind in numbers(model)
        if kind is not Shown
        and (
            not any(f".{path}".endswith(f".{name}") for name in COUNTS_NOBODY | GATED_AS_SENTENCES)
            or (in_votes and path.rsplit(".", 1)[-1] in IN_VOTES_PEOPLE)
        )
    }
    assert bare == set()


def test_the_walk_sees_a_number_at_whatever_depth() -> None:
    @dataclasses.dataclass(frozen=True)
    class Inner:
        households: int | None

    @dataclasses.dataclass(frozen=True)
    class Page:
        rows: tuple[tuple[str, Inner], ...]

    hints = {"Inner": Inner, "Page": Page}
    globals().update(hints)
    assert list(numbers(Page)) == [("rows.households", int)]


def test_what_the_gate_gives_is_shown_and_nothing_else() -> None:
    whole, parts = shown_parts(20, (12, 8))
    assert parts is not None
    assert {type(number) for number in (whole, shown(5), *parts)} == {Shown}
