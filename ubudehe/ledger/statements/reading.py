"""A statement as a bank or an operator gives it, read into lines: CSV, or a spreadsheet.

What files brought: titles and an opening balance above the lines, sums below them, one column of
signed amounts or two of money in and out, «5,000/=», «5,000.00» of a currency without decimals,
«1 200 CR», days as 31/05/2026, 2026-05-31, 31-May-26 or 5/31/2026, the newest line first.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ubudehe.households.importing.files import read_file
from ubudehe.households.importing.rules.books import Grid
from ubudehe.households.importing.rules.identities import without_identities
from ubudehe.households.importing.rules.vocabulary import tokens_of, words_of
from ubudehe.language.amounts import NotAnAmount, parse_amount
from ubudehe.language.lanes import Lane
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.rules.months import month_of
from ubudehe.ledger.statements.forms import LONGEST_TEXT, MOST_LINES, TypedLine

_HEADING_WITHIN = 40
_WORDS = {
    "balance": "balance solde asigaye ayasigaye usigaye asigayeho salio baki",
    "came": "credit credits deposit deposits in moneyin paidin incoming received entree entrees "
    "versement encaissement yinjiye ayinjiye winjiye yinjijwe zilizoingia iliyoingia kilichoingia "
    "kuingia",
    "went": "debit debits withdrawal withdrawals out moneyout paidout outgoing sortie sorties "
    "retrait decaissement yasohotse asohotse ayasohotse wasohotse yavuyemo zilizotoka iliyotoka "
    "kilichotoka kutoka",
    "side": "type sens side drcr crdr indicator ubwoko aina",
    "day": "date day itariki umunsi tarehe jour",
    "amount": "amount montant amafaranga umubare kiasi somme",
    "text": "description details detail narration narrative particulars libelle designation motif "
    "text texte name izina nom jina reference remarks message memo ubusobanuro ibisobanuro impamvu "
    "maelezo sababu kumbukumbu",
}
"""By what a column holds, the words that name it; what comes first here is looked for first."""
_ROLES = {role: frozenset(words.split()) for role, words in _WORDS.items()}
_VALUED = frozenset(["value", "valeur"])
_IN = frozenset(["c", "cr", "credit", "in", "entree", "deposit", "received", "yinjiye"])
_OUT = frozenset(["d", "dr", "debit", "out", "sortie", "withdrawal", "sent", "yasohotse"])
_MONTHS = (
    *("jan mut", "feb fev gas", "mar mac wer", "apr avr mat", "may mai mei gic", "jun juin kam"),
    *("jul juil nya", "aug aou ago kan", "sep nze", "oct okt ukw", "nov ugu", "dec des uku"),
)
_MONTH_OF = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split()}
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?![\d])")
_NAMED = re.compile(r"(\d{1,2})[-/. ]*([^\W\d_]{3,12})\.?[-/., ]*(\d{2}(?:\d{2})?)(?!\d)")
_SIDED = re.compile(r"(?i)[ ]?(cr|dr)\.?$")
_ZEROS = re.compile(r"[.,]0{1,2}(?=\D*$)")
_lane = Lane(at_once=1, waiting=4, patience=30)

_EMPTY = N_("Choose the file of the statement.")
_NO_HEADING = N_(
    "No row of this file names a column of days and one of amounts. Write such names above the "
    "lines: date, text, in, out, balance."
)
_NO_LINES = N_("No line of this file is of this month.")
_TOO_MANY = N_("This file has more than %(most)s lines of this month. That is too many.")
_BAD_AMOUNT = N_("Row %(row)s: «%(text)s» is not a clear amount. Correct it in the file.")
_NO_SIDE = N_("Row %(row)s says neither that money came nor that it went.")


@dataclass(frozen=True)
class ReadStatement:
    """The lines of one month in the order of time; rows of other months, and without day or money.

    `aside` are rows such as titles, sums and the balance carried forward.
    """

    lines: tuple[TypedLine, ...]
    elsewhere: int
    aside: int


def read_statement(content: bytes, month: str, manners: Manners) -> ReadStatement:
    """Return the lines of a month in a file; Refusal if it is none, or a row cannot be read.

    `manners` are those of the account's currency. National identity numbers are thrown away; a
    text is cut where it is very long.
    """
    if not content.strip():
        raise Refusal(_EMPTY)
    with _lane.turn():
        book = without_identities(read_file(content), manners)
        for grid in book.grids:
            at, roles = _heading(grid)
            if roles:
                return _read(grid, at, roles, month, manners)
    raise Refusal(_NO_HEADING)


def _read(
    grid: Grid, heading: int, roles: Mapping[str, list[int]], month: str, manners: Manners
) -> ReadStatement:
    below = [(line.number, line.cells) for line in grid.lines[heading + 1 :]]
    days = _days([_at(cells, roles["day"]) for _, cells in below], month)
    money = _Money(roles, manners.exponent, manners.spellings)
    found, elsewhere, aside = [], 0, 0
    for (number, cells), day in zip(below, days, strict=True):
        amount = money.of(number, cells) if day else None
        if day is None or not amount:
            aside += 1
        elif month_of(day) != month:
            elsewhere += 1
        else:
            text = " · ".join(cell for at in roles.get("text", []) if (cell := _cell(cells, at)))
            balance = money.read(number, _at(cells, roles.get("balance", [])))
            found.append(
                TypedLine(day=day, amount=amount, balance=balance, text=text[:LONGEST_TEXT])
            )
    if not found:
        raise Refusal(_NO_LINES, "file")
    if len(found) > MOST_LINES:
        raise Refusal(_TOO_MANY, "file", most=MOST_LINES)
    if found[0].day > found[-1].day:
        found.reverse()
    return ReadStatement(tuple(sorted(found, key=lambda line: line.day)), elsewhere, aside)


def _heading(grid: Grid) -> tuple[int, dict[str, list[int]]]:
    """Return the row whose cells name most of what a statement says, and which column is what."""
    best: tuple[int, dict[str, list[int]]] = 0, {}
    for at, line in enumerate(grid.lines[:_HEADING_WITHIN]):
        roles = columns_of(line.cells)
        sound = "day" in roles and roles.keys() & {"amount", "came", "went"}
        if sound and len(roles) > len(best[1]):
            best = at, roles
    return best


def columns_of(names: Sequence[str]) -> dict[str, list[int]]:
    """Return by what it holds the places of the columns with such names: day, text, came, went, …

    Of two columns of days the one of the booking counts, not that of the value.
    """
    found: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        tokens = tokens_of(name) if len(name) < 60 else set()
        both = tokens & _ROLES["came"] and tokens & _ROLES["went"]
        role = "side" if both else _role(tokens)
        if role:
            found.setdefault(role, []).append(at)
    if len(found.get("day", [])) > 1:
        found["day"].sort(key=lambda at: bool(tokens_of(names[at]) & _VALUED))
    return found


def _role(tokens: set[str]) -> str | None:
    return next((role for role, words in _ROLES.items() if tokens & words), None)


@dataclass(frozen=True)
class _Money:
    """How the amounts of a file are read."""

    roles: Mapping[str, list[int]]
    exponent: int
    spellings: Sequence[str]

    def of(self, row: int, cells: Sequence[str]) -> int | None:
        """Return what a row moved, below zero where it went; None where it says no amount."""
        came = self.read(row, _at(cells, self.roles.get("came", [])))
        went = self.read(row, _at(cells, self.roles.get("went", [])))
        if came or went:
            return abs(came or 0) - abs(went or 0)
        amount = self.read(row, _at(cells, self.roles.get("amount", [])))
        if not amount or "side" not in self.roles:
            return amount
        side = set(words_of(_at(cells, self.roles["side"])))
        if side & _OUT:
            return -abs(amount)
        if side & _IN or amount < 0:
            return amount
        raise Refusal(_NO_SIDE, "file", row=row)

    def read(self, row: int, text: str) -> int | None:
        """Return an amount in minor units with its sign; None for an empty cell."""
        plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
        if plain in ("", "-", "\u2013", "--"):
            return None
        sided = _SIDED.search(plain)
        plain = _SIDED.sub("", plain)
        negative = bool(sided) and sided[1].lower() == "dr" if sided else False
        if plain.startswith("(") and plain.endswith(")"):
            negative, plain = True, plain[1:-1]
        if plain.endswith("-") and not plain.endswith("/-"):
            negative, plain = True, plain[:-1]
        if plain.startswith(("-", "+")):
            negative, plain = negative or plain[0] == "-", plain[1:]
        if not self.exponent:
            plain = _ZEROS.sub("", plain)
        try:
            amount = parse_amount(plain.strip(), self.exponent, self.spellings)
        except NotAnAmount as error:
            raise Refusal(_BAD_AMOUNT, "file", row=row, text=text[:30]) from error
        return -amount if negative else amount


def _days(cells: Sequence[str], month: str) -> list[date | None]:
    """Return the days of a column; of 5/6/2026, what puts more of them into the month."""
    usual, american = ([_day(cell, turned=turned) for cell in cells] for turned in (False, True))
    inside = [
        sum(day is not None and month_of(day) == month for day in days)
        for days in (usual, american)
    ]
    return american if inside[1] > inside[0] else usual


def _day(cell: str, *, turned: bool) -> date | None:
    """Return the day that a cell begins with, whatever its time; None where it says none."""
    if numbers := _NUMBERS.match(cell):
        first, second, third = map(int, numbers.groups())
        if len(numbers[1]) == 4:
            return _valid(first, second, third)
        return _valid(third, first, second) if turned else _valid(third, second, first)
    if named := _NAMED.match(cell):
        name = (words_of(named[2]) or ("",))[0]
        number = _MONTH_OF.get(name[:4]) or _MONTH_OF.get(name[:3])
        return _valid(int(named[3]), number, int(named[1])) if number else None
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _at(cells: Sequence[str], places: Sequence[int]) -> str:
    """Return the first filled of these cells."""
    return next((cell for at in places if (cell := _cell(cells, at))), "")


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
