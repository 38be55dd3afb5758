"""Lengths of bars: amounts put to one scale, in thousandths of the whole, without any float."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

WHOLE = 1000
"""The length of the longest bar, or of a whole in its parts."""


@dataclass(frozen=True)
class Bar:
    """One bar of a picture.

    `label` and `said` are its words and its value as people read them. `length`, `start`, `mark`
    (where a plan stands) and `over` (what of the length lies beyond it) are thousandths of the
    whole width. `kind` is a class of the style sheet: "" what came in or is here, "b" what was
    paid, "off" what is not yet.
    """

    label: str
    said: str
    length: int
    kind: str = ""
    start: int = 0
    mark: int | None = None
    over: int = 0


def bars(rows: Sequence[tuple[str, str, int, str]]) -> list[Bar]:
    """Return rows (label, value as said, amount of at least 0, kind) as bars of one scale."""
    most = max((amount for _, _, amount, _ in rows), default=0)
    return [Bar(label, said, _of(amount, most), kind) for label, said, amount, kind in rows]


def against_plan(label: str, said: str, amount: int, plan: int) -> Bar:
    """Return what was spent beside its plan: a mark at the plan, and how far it goes beyond."""
    most = max(amount, plan)
    mark = _of(plan, most)
    return Bar(label, said, _of(amount, most), "b", 0, mark, max(_of(amount, most) - mark, 0))


def share(label: str, said: str, amount: int, whole: int) -> Bar:
    """Return how much of a whole an amount is; what goes beyond the whole fills it."""
    return Bar(label, said, _of(min(amount, whole), whole))


def parts(rows: Sequence[tuple[str, str, int, str]]) -> list[Bar]:
    """Return rows (label, value as said, amount of at least 0, kind) as parts of their sum.

    The lengths add up to the whole, so the last part takes what rounding leaves.
    """
    total = sum(amount for _, _, amount, _ in rows)
    found: list[Bar] = []
    before = 0
    for label, said, amount, kind in rows:
        start = _of(before, total)
        before += amount
        bar = Bar(label, said, _of(before, total) - start, kind)
        found.append(replace(bar, start=start))
    return found


def _of(amount: int, most: int) -> int:
    return amount * WHOLE // most if most else 0
