"""What one may do next in a round: the one right step, the other ways, and the ways out."""

from collections.abc import Iterator
from dataclasses import dataclass

from ubudehe.categories.queries import RoundView
from ubudehe.categories.rules import RoundState
from ubudehe.people.rules import Right

UNDERWAY = ("prepared", "agreed", "mapped")
"""The list is not posted yet."""
SHOWN = (RoundState.POSTED, RoundState.FINAL)

_NEXT = {"prepared": "agree", "agreed": "map", "mapped": "post", "posted": "hand_out"}


@dataclass(frozen=True)
class RoundPage:
    """A round and what the one who looks at it may do, by the names of the pages."""

    round: RoundView
    following: tuple[str, ...]
    """The one right step; none for whoever does not keep the categories."""
    shaken: int
    """Households to look at again, told to whoever keeps the categories."""
    menu: tuple[str, ...]
    out: tuple[str, ...]
    """What takes the round or its list back."""

    @property
    def appeals_end(self) -> bool:
        """Tell whether a day is set until which appeals can be filed."""
        return self.round.appeals_until is not None and self.round.state == RoundState.POSTED


def round_page(found: RoundView, rights: frozenset[Right]) -> RoundPage:
    """Return what somebody who holds `rights` at the place may do in a round."""
    keeps = Right.CATEGORISE in rights
    return RoundPage(
        found,
        (following(found),) if keeps else (),
        found.shaken if keeps else 0,
        tuple(_menu(found, rights)),
        tuple(_out(found)) if keeps else (),
    )


def following(found: RoundView) -> str:
    """Return what comes next in a round: an assembly decides as long as it has households to."""
    if found.decides:
        return "decide"
    return _NEXT.get(found.state, "start")


def _menu(found: RoundView, rights: frozenset[Right]) -> Iterator[str]:
    keeps, state = Right.CATEGORISE in rights, found.state
    if found.scheme:
        yield "criteria"
    if keeps and state in UNDERWAY:
        yield "ranking"
    if keeps and found.id:
        yield "list"
    if (
        keeps
        and state == RoundState.MAPPED
        and not found.coverage.complete
        and found.coverage.classified
    ):
        yield "post"
    if keeps and state in SHOWN:
        yield "slips"
    if state in SHOWN and rights & {Right.FILE_APPEALS, Right.DECIDE_APPEALS}:
        yield "appeals"
        yield "changes"
    if keeps and state == RoundState.POSTED:
        yield "final"
    if keeps and state == RoundState.FINAL and found.decides:
        yield "start"
    if Right.EXPORT_LIST in rights:
        yield "export"
    if keeps:
        yield "schemes"


def _out(found: RoundView) -> Iterator[str]:
    if found.state in UNDERWAY:
        yield "cancel"
    if found.state == RoundState.POSTED and not found.open_appeals:
        yield "withdraw"
