"""National identity numbers never come in: whole columns of them go, single cells are emptied."""

import re
from dataclasses import replace

from ubudehe.households.importing.rules.sheets import Row, Sheet, without_columns
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.phones import find_personal_data
from ubudehe.language.refusals import Refusal

_UUID = re.compile(r"(?i)(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def without_identities(sheet: Sheet, manners: Manners) -> Sheet:
    """Return `sheet` without national identity numbers, and with a note of what was taken out.

    A column goes if more than half of its filled cells are such numbers. Refusal if the names of
    the columns hold one, for then the file has no heading.
    """
    if any(_is_identity(name, manners) for name in sheet.columns):
        raise Refusal(N_("The first row must hold the names of the columns. Add such a row."))
    found = [0] * len(sheet.columns)
    filled = [0] * len(sheet.columns)
    for row in sheet.rows:
        for at, cell in enumerate(row.cells):
            filled[at] += bool(cell)
            found[at] += _is_identity(cell, manners)
    gone = {at for at, count in enumerate(found) if count * 2 > filled[at]}
    names = tuple(sheet.columns[at] for at in sorted(gone))
    left = without_columns(sheet, gone) if gone else sheet
    emptied = sum(count for at, count in enumerate(found) if at not in gone)
    if emptied:
        left = replace(left, rows=tuple(_emptied(row, manners) for row in left.rows))
    return replace(left, identities=names, emptied=emptied)


def _emptied(row: Row, manners: Manners) -> Row:
    cells = tuple("" if _is_identity(cell, manners) else cell for cell in row.cells)
    return replace(row, cells=cells)


def _is_identity(cell: str, manners: Manners) -> bool:
    if len(cell) < manners.identity_digits or _UUID.fullmatch(cell):
        return False
    return find_personal_data(cell, manners) == "national_id"
