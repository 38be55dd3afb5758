"""A schematic map of 24 rows (A to X) and 24 columns: no satellite, no coordinates of homes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from uuid import UUID

ROWS = COLUMNS = 24
CELL = 10
"""Drawing units in one cell."""
MARGIN = 12
"""Drawing units for letters and numbers at the edge."""
WHOLE = MARGIN + CELL * COLUMNS
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"

Spot = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True)
class Home:
    """A household that wants a place on the map."""

    household: UUID
    isibo: str
    number: int


def read_spot(text: str) -> Spot | None:
    """Return the place that «B7», «b 7», «7B» or «2.7» (row, column) means; None if it is none."""
    plain = "".join(text.split()).upper()
    letter_first = re.fullmatch(r"([A-X])(\d{1,2})", plain)
    letter_last = re.fullmatch(r"(\d{1,2})([A-X])", plain)
    numbers = re.fullmatch(r"(\d{1,2})[.,/-](\d{1,2})", plain)
    if letter_first:
        row, column = _LETTERS.index(letter_first[1]), int(letter_first[2]) - 1
    elif letter_last:
        row, column = _LETTERS.index(letter_last[2]), int(letter_last[1]) - 1
    elif numbers:
        row, column = int(numbers[1]) - 1, int(numbers[2]) - 1
    else:
        return None
    return (row, column) if _inside(row, column) else None


def spot_name(spot: Spot) -> str:
    """Return how people name a place: «B7»."""
    return f"{_LETTERS[spot[0]]}{spot[1] + 1}"


def tapped_spot(x: int, y: int, width: int) -> Spot | None:
    """Return the place under a tap at (x, y) pixels on the map drawn `width` pixels wide."""
    row, column = ((at * WHOLE // width - MARGIN) // CELL for at in (y, x))
    return (row, column) if _inside(row, column) else None


NEAR = 5
"""So many places in a row of those among which one chooses: 44 pixels each on a small screen."""


def near(spot: Spot) -> tuple[Spot, ...]:
    """Return the places around one, row by row; at the edge of the map those inside it."""
    rows, columns = (min(max(at - NEAR // 2, 0), ROWS - NEAR) for at in spot)
    return tuple((rows + row, columns + column) for row in range(NEAR) for column in range(NEAR))


def _inside(row: int, column: int) -> bool:
    return 0 <= row < ROWS and 0 <= column < COLUMNS


def lay_out(homes: Iterable[Home], taken: Iterable[Spot]) -> dict[UUID, Spot]:
    """Return a place for each home, each isibo in a block of its own, clear of `taken`.

    Homes share a place only where the whole map is full. The same input gives the same map.
    """
    groups: dict[str, list[Home]] = {}
    for home in sorted(homes, key=lambda home: (home.isibo, home.number, home.household)):
        groups.setdefault(home.isibo, []).append(home)
    free = {spot for spot in _all_spots() if spot not in set(taken)}
    placed: dict[UUID, Spot] = {}
    without: list[Home] = []
    for block, members in zip(_blocks(len(groups)), groups.values(), strict=True):
        spots = _spread([spot for spot in block if spot in free], len(members))
        for home, spot in zip(members, spots, strict=False):
            placed[home.household] = spot
            free.discard(spot)
        without += members[len(spots) :]
    left = sorted(free) or list(_all_spots())
    for number, home in enumerate(without):
        placed[home.household] = left[number % len(left)]
    return placed


def _spread(spots: list[Spot], count: int) -> list[Spot]:
    """Return `count` of `spots` (all, if they are fewer), evenly over the airy ones."""
    airy = [spot for spot in spots if sum(spot) % 2 == 0]
    if len(airy) < count:
        return spots[:count]
    return [airy[number * len(airy) // count] for number in range(count)]


def _all_spots() -> Iterable[Spot]:
    return ((row, column) for row in range(ROWS) for column in range(COLUMNS))


def _blocks(count: int) -> list[list[Spot]]:
    """Return `count` rectangles that tile the map, the inner and every second place first."""
    if not count:
        return []
    across = isqrt(count - 1) + 1
    down = -(-count // across)
    blocks = []
    for number in range(count):
        line, place = divmod(number, across)
        rows = range(line * ROWS // down, (line + 1) * ROWS // down)
        columns = range(place * COLUMNS // across, (place + 1) * COLUMNS // across)
        blocks.append(_airy(rows, columns))
    return blocks


def _airy(rows: range, columns: range) -> list[Spot]:
    def rank(spot: Spot) -> tuple[bool, bool, Spot]:
        edge = spot[0] == rows[0] or spot[1] == columns[0]
        return (edge, (spot[0] + spot[1]) % 2 == 1, spot)

    return sorted(((row, column) for row in rows for column in columns), key=rank)


@dataclass(frozen=True)
class Part:
    """The part of the map that is shown: all of it, or a quarter twice as large."""

    row: int = 0
    column: int = 0
    size: int = ROWS

    @property
    def cell(self) -> int:
        """Return the drawing units of one cell in this part."""
        return CELL * ROWS // self.size

    def holds(self, spot: Spot) -> bool:
        """Tell whether a place lies in this part."""
        return self.row <= spot[0] < self.row + self.size and (
            self.column <= spot[1] < self.column + self.size
        )

    def middle(self, spot: Spot) -> tuple[int, int]:
        """Return x and y of the middle of a place, in drawing units."""
        x = MARGIN + (spot[1] - self.column) * self.cell + self.cell // 2
        y = MARGIN + (spot[0] - self.row) * self.cell + self.cell // 2
        return x, y


def quarter(number: int) -> Part:
    """Return quarter 0 (upper left) to 3 (lower right)."""
    half = ROWS // 2
    return Part(number // 2 * half, number % 2 * half, half)


def dots(spots: Iterable[Spot], part: Part) -> str:
    """Return one SVG path that is a dot for each place: strokes of no length with round ends."""
    shown = sorted({part.middle(spot) for spot in spots if part.holds(spot)})
    return "".join(f"M{x} {y}h0" for x, y in shown)


def line(spots: Sequence[Spot], part: Part) -> str:
    """Return the SVG path of a road or a river between places."""
    return "M" + "L".join("{} {}".format(*part.middle(spot)) for spot in spots)


def grid(part: Part) -> str:
    """Return the SVG path of the lines between cells."""
    end = MARGIN + part.size * part.cell
    steps = range(MARGIN, end + 1, part.cell)
    return "".join(f"M{MARGIN} {at}H{end}M{at} {MARGIN}V{end}" for at in steps)


def edge(part: Part) -> list[tuple[str, int, int]]:
    """Return the letters and numbers at the edge of a part, as (text, x, y)."""
    names = []
    for step in range(part.size):
        x, y = part.middle((part.row + step, part.column + step))
        names.append((_LETTERS[part.row + step], MARGIN // 2, y))
        names.append((str(part.column + step + 1), x, MARGIN // 2))
    return names


def by_spot(homes: Mapping[int, Spot]) -> dict[Spot, list[int]]:
    """Return the numbers of the households at each place."""
    found: dict[Spot, list[int]] = {}
    for number, spot in sorted(homes.items()):
        found.setdefault(spot, []).append(number)
    return found
