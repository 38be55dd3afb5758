"""What whoever looks at a month may do with it now."""

from collections.abc import Callable
from dataclasses import dataclass

from ubudehe.ledger.months.queries import MonthView
from ubudehe.ledger.rules.months import may_review
from ubudehe.ledger.rules.states import MonthState
from ubudehe.people.rules import Right


@dataclass(frozen=True)
class NextAct:
    """An act on a month: count, close, sign, reopen, read, unread, review, answer or ask.

    `leads` where the month waits for just this.
    """

    name: str
    leads: bool


def next_acts(
    page: MonthView,
    may: Callable[[Right, str], bool],
    is_next: bool,
    meets: bool,
    by: int | None = None,
    last: int | None = None,
) -> tuple[NextAct, ...]:
    """Return what who has such rights (`may`) may do, in the order in which it is done.

    `is_next` where the month is the next to be closed, `meets` where a meeting is open; `by` and
    `last` are the ranks of levels of who looks, as a reviewer, and of who reviewed it last.
    """
    reviews = by is not None and may_review(page.state, False, by, last)
    asks = by is not None and not reviews and may_review(page.state, True, by, last)
    unread = (
        page.closed_at is not None and page.state != MonthState.CLOSED and page.assembly is None
    )
    was_read = page.assembly is not None and page.state in (
        MonthState.READ,
        MonthState.QUESTIONED,
        MonthState.ANSWERED,
    )
    every = (
        (
            "count",
            Right.PROPOSE_MONEY,
            page.state in (MonthState.OPEN, MonthState.RUNNING),
            is_next,
        ),
        ("close", Right.CLOSE_BOOKS, is_next, False),
        ("sign", Right.SIGN_BOOKS, page.state == MonthState.CLOSED, True),
        ("reopen", Right.SIGN_BOOKS, page.state == MonthState.CLOSED, False),
        ("read", Right.ASSEMBLY, unread and page.state != MonthState.LOCKED, meets),
        ("unread", Right.ASSEMBLY, was_read, False),
        ("review", Right.REVIEW_BOOKS, reviews, True),
        ("answer", Right.CLOSE_BOOKS, page.state == MonthState.QUESTIONED, True),
        ("ask", Right.REVIEW_BOOKS, asks, False),
    )
    return tuple(
        NextAct(name, leads)
        for name, right, fits, leads in every
        if fits and may(right, page.village)
    )
