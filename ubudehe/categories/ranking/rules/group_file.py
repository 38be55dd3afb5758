"""Files of judgements: a line for each group and household, as any spreadsheet writes them."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ubudehe.categories.ranking.rules.suggesting import GroupSort, Ranking

NEEDED = ("group", "household", "pile")
_NUMBER = re.compile(r"[0-9]{1,6}")


class BadFile(ValueError):
    """A file that cannot be read, with the number of the line on which that shows."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line


@dataclass
class _Group:
    piles: int = 0
    declared: bool = False
    pile_of: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    highest: tuple[int, int] = (0, 0)
    """The greatest pile, and the line it stands on."""


def read_group_file(content: bytes) -> Ranking[str]:
    """Return the ranking in a CSV file with the columns group, household, pile and maybe piles.

    Pile 1 is the best off; an empty pile means not judged. `piles` is how many piles the group
    made, else its greatest one. UTF-8, with commas, semicolons or tabs. BadFile for anything else.
    """
    groups: dict[str, _Group] = {}
    households: dict[str, None] = {}
    for line, row in _rows(content):
        for name in ("group", "household"):
            if not row[name]:
                raise BadFile(line, f"the {name} is empty")
        group = groups.setdefault(row["group"], _Group())
        household = row["household"]
        if household in group.seen:
            raise BadFile(line, f"household {household} stands twice in group {row['group']}")
        group.seen.add(household)
        households.setdefault(household)
        _note(group, line, household, row)
    return Ranking(
        tuple(
            GroupSort(name, one.piles if one.declared else one.highest[0], one.pile_of)
            for name, one in groups.items()
        ),
        tuple(households),
    )


def _note(group: _Group, line: int, household: str, row: Mapping[str, str]) -> None:
    """Write down one line of a group."""
    if row["piles"]:
        piles = _number(line, "piles", row["piles"])
        if group.declared and piles != group.piles:
            raise BadFile(line, f"this group has {group.piles} piles further up, here {piles}")
        group.piles, group.declared = piles, True
    if row["pile"]:
        pile = _number(line, "pile", row["pile"])
        group.pile_of[household] = pile
        group.highest = max(group.highest, (pile, line), key=lambda found: found[0])
    if group.declared and group.highest[0] > group.piles:
        raise BadFile(
            group.highest[1], f"pile {group.highest[0]} of a group with {group.piles} piles"
        )


def _number(line: int, name: str, text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) == 0:
        raise BadFile(line, f"{name} must be a whole number from 1 on, not {text[:30]!r}")
    return int(text)


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return each line that is not blank, by column, with its number in the file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(content[: error.start].count(b"\n") + 1, "this is not UTF-8") from None
    titles = text.split("\n", 1)[0]
    separator = max(",;\t", key=titles.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = [title.strip().lower() for title in next(reader, [])]
        for name in NEEDED:
            if columns.count(name) != 1:
                raise BadFile(1, f"there must be one column «{name}» ({', '.join(NEEDED)}, piles)")
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
                rows.append((reader.line_num, {name: row.get(name, "") for name in _KNOWN}))
    except csv.Error as error:
        raise BadFile(reader.line_num, str(error)) from None
    return rows


_KNOWN = (*NEEDED, "piles")
