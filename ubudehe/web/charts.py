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


def against_plan(label: str, said: str, amount: int, plan: int, kind: str = "b") -> Bar:
    """Return what was spent beside its plan: a mark at the plan, and how far it goes beyond."""
    most = max(amount, plan)
    mark = _of(plan, most)
    return Bar(label, said, _of(amount, most), kind, 0, mark, max(_of(amount, most) - mark, 0))


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


@dataclass(frozen=True)
class Upright:
    """One upright bar over a base line: from the top edge, `height` down, in `HEIGHT` steps.

    `start` and `width` are thousandths of the whole width; `beside` tells on which side of its
    middle a value at its top has room: «start» or «end».
    """

    label: str
    said: str
    start: int
    width: int
    top: int
    height: int
    kind: str
    is_most: bool

    @property
    def middle(self) -> int:
        """Return where its middle stands, in thousandths."""
        return self.start + self.width // 2

    @property
    def beside(self) -> str:
        """Return from which side the value at its top is written, so that it stays inside."""
        return "end" if self.middle > WHOLE // 2 else "start"


HEIGHT = 120
"""How high the highest column is, in pixels."""


def columns(rows: Sequence[tuple[str, str, int, str]]) -> list[Upright]:
    """Return rows (label, value as said, amount of at least 0, kind) as columns of one scale."""
    most = max((amount for _, _, amount, _ in rows), default=0)
    step = WHOLE // len(rows) if rows else 0
    first = next((at for at, row in enumerate(rows) if row[2] == most), -1)
    found = []
    for at, (label, said, amount, kind) in enumerate(rows):
        height = amount * HEIGHT // most if most else 0
        found.append(
            Upright(
                label, said, at * step, step * 4 // 5, HEIGHT - height, height, kind, at == first
            )
        )
    return found


@dataclass(frozen=True)
class TileMap:
    """A square for each place, in rough place: shapes by kind, and words by column of squares.

    `shades` are («none», «dots», «lines» or «full», path of its squares); `words` are (x, «full»
    or «other», ((y, what a place is called for short, its number as said), …)); `bounds` are
    (kind, least, most) of each shade but «none».
    """

    width: int
    height: int
    shades: tuple[tuple[str, str], ...]
    words: tuple[tuple[int, str, tuple[tuple[int, str, str], ...]], ...]
    bounds: tuple[tuple[str, int, int], ...]


_TILE_WIDTH, _TILE_HEIGHT = 32, 40
_SHADES = ("dots", "lines", "full")


def shade_bounds(most: int) -> tuple[tuple[str, int, int], ...]:
    """Return (kind, least, most) of the shades for numbers from 1 to `most`: thirds of it."""
    if not most:
        return ()
    ends = sorted({-(-most * part // len(_SHADES)) for part in (1, 2, 3)})
    kinds = _SHADES[len(_SHADES) - len(ends) :]
    return tuple(zip(kinds, [1, *(end + 1 for end in ends[:-1])], ends, strict=True))


def tile_map(tiles: Sequence[tuple[str, int, int, int]]) -> TileMap:
    """Return the map of tiles (short name, column, row, number of at least 0)."""
    bounds = shade_bounds(max((number for *_, number in tiles), default=0))
    shapes: dict[str, str] = {}
    words: dict[tuple[int, str], list[tuple[int, str, str]]] = {}
    for short, column, row, number in tiles:
        kind = next((kind for kind, _, end in bounds if 0 < number <= end), "none")
        x, y = column * _TILE_WIDTH + 1, row * _TILE_HEIGHT + 1
        shapes[kind] = shapes.get(kind, "") + f"M{x} {y}h30v38H{x}z"
        ground = "full" if kind == "full" else "other"
        words.setdefault((x + 15, ground), []).append((y + 17, short, str(number or "–")))
    width = max((column for _, column, _, _ in tiles), default=0) + 1
    height = max((row for _, _, row, _ in tiles), default=0) + 1
    return TileMap(
        width * _TILE_WIDTH,
        height * _TILE_HEIGHT,
        tuple((kind, shapes[kind]) for kind in ("none", *_SHADES) if kind in shapes),
        tuple((*key, tuple(found)) for key, found in sorted(words.items())),
        bounds,
    )
