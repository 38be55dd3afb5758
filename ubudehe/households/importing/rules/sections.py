"""Lists in which a line of its own says which isibo the rows below it are of."""

import re
from collections.abc import Mapping, Sequence

from ubudehe.households.importing.rules.sheets import Row
from ubudehe.households.importing.rules.vocabulary import LOOSE, tokens_of

_LINE = re.compile(
    r"(?i)(?:isibo|groupe|group|kikundi)\b\s*(?:(?:ya|ry['’]|y['’]|la|du|de)\s*)?[:.–-]*\s*(\S.*)"
)
_ISIBO = frozenset(LOOSE["isibo"].split())
_BEHIND = re.compile(r"\s*(?:\(.*|[-–—,;|/]\s*[^\W\d_][\w' ’]*:.*)")
"""What a line says behind the isibo: who leads it, or the place it lies in."""
_SHORT = re.compile(r"(?i)(?:no\.? ?)?[0-9]{1,2}[a-z]?")


def sections_of(names: Sequence[str], rows: Sequence[Row]) -> dict[int, str]:
    """Return the rows that only name an isibo, with its name; none where a column does."""
    if any(tokens_of(name) & _ISIBO for name in names):
        return {}
    found = {}
    for row in rows:
        filled = [cell for cell in row.cells if cell]
        named = _named(" ".join(filled)) if len(filled) < 3 else ""
        counted = any(map(str.isdigit, row.cells[-1]))
        if named and (not counted or (len(filled) == 1 and _SHORT.fullmatch(named))):
            found[row.number] = named
    return found


def _named(line: str) -> str:
    found = _LINE.fullmatch(line)
    return _BEHIND.sub("", found[1]).strip() if found else ""


def title_isibo(names: Sequence[str], above: Sequence[Row]) -> str:
    """Return the isibo that the lines above the heading name last; none where a column does."""
    filled = [row for row in above if any(row.cells)]
    found = sections_of(names, filled)
    if not found and not any(tokens_of(name) & _ISIBO for name in names):
        found = {
            row.number: named for row in filled for cell in row.cells if (named := _named(cell))
        }
    return list(found.values())[-1] if found else ""


def with_sections(
    rows: Sequence[Row], width: int, sections: Mapping[int, str], first: str = ""
) -> list[Row]:
    """Return the rows of `width` columns with one more, which says the isibo of each.

    `first` is that of the rows above the first line that names one.
    """
    marked, now = [], first
    for row in rows:
        now = sections.get(row.number, now)
        cells = (*row.cells, *[""] * (width - len(row.cells)), now)
        marked.append(Row(row.number, cells))
    return marked
