"""Lists in which a line of its own says which isibo the rows below it are of."""

import re
from collections.abc import Mapping, Sequence

from ubudehe.households.importing.rules.guessing import SHEET
from ubudehe.households.importing.rules.sheets import Row
from ubudehe.households.importing.rules.vocabulary import LOOSE, tokens_of

_LINE = re.compile(
    r"(?i)(?:isibo|groupe|group|kikundi)\b\s*(?:(?:ya|ry['’]|y['’]|la|du|de)\s*)?[:.–-]*\s*(\S.*)"
)
_ISIBO = frozenset(LOOSE["isibo"].split())


def sections_of(names: Sequence[str], rows: Sequence[Row]) -> dict[int, str]:
    """Return the rows that only name an isibo, with its name; none where a column does."""
    if any(tokens_of(name) & _ISIBO for name in names):
        return {}
    found = {}
    for row in rows:
        line = " ".join(cell for cell in row.cells if cell)
        named = _LINE.fullmatch(line) if sum(map(bool, row.cells)) < 3 else None
        if named and not any(map(str.isdigit, row.cells[-1])):
            found[row.number] = named[1].strip()
    return found


def title_isibo(names: Sequence[str], above: Sequence[Row]) -> str:
    """Return the isibo that the lines above the heading name last; none where a column does."""
    found = sections_of(names, [row for row in above if any(row.cells)])
    return list(found.values())[-1] if found else ""


def with_sections(
    names: Sequence[str], rows: Sequence[Row], sections: Mapping[int, str], first: str = ""
) -> tuple[list[str], list[Row]]:
    """Return names and rows with one column more, which says the isibo of each row.

    `first` is that of the rows above the first line that names one.
    """
    width = max([len(names), *(len(row.cells) for row in rows)])
    marked, now = [], first
    for row in rows:
        now = sections.get(row.number, now)
        cells = (*row.cells, *[""] * (width - len(row.cells)), now)
        marked.append(Row(row.number, cells))
    return [*names, *[""] * (width - len(names)), SHEET], marked
