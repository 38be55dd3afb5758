"""Rows of a list that are no households: totals, and the heading repeated on each printed page."""

from collections.abc import Sequence

from ubudehe.households.importing.rules.numbers import read_count
from ubudehe.households.importing.rules.sheets import Row
from ubudehe.households.importing.rules.vocabulary import words_of
from ubudehe.language.refusals import Refusal

_SURE_WORDS = (
    "total totals totaux totale tot subtotal soustotal grandtotal igiteranyo ibiteranyo iteranyo "
    "teranyo jumla jumlakuu majumuisho somme sommes sum impuzandengo moyenne average wastani"
)
_PERHAPS = "byose yose zose bose ensemble overall all cumul"
_BESIDE = (
    "general generale grand kuu rusange hamwe ya y wa w cy ry rw of the de des du d la le l et na "
    "n abantu ingo people households menages personnes watu kaya umudugudu village isibo kijiji "
    "population membres members abaturage s sous sub gen gal"
)
_ENDS = (
    "byemejwe bateguwe byateguwe yateguwe byakozwe umukono itariki tariki kashe bikorewe signature "
    "signed prepared approved verified date page urupapuro etabli approuve fait prepare cachet "
    "imeandaliwa imeidhinishwa sahihi tarehe ukurasa"
)
_BELOW = frozenset(_ENDS.split())
_BELOW_TWO = frozenset(("umukuru w", "chef de", "chief of", "done at", "stamp and"))
_SURE = frozenset(_SURE_WORDS.split())
_WORDS = _SURE | frozenset(_PERHAPS.split())
_MAY_STAND_BESIDE = frozenset(_BESIDE.split())
_LONGEST_COUNT = 5
_AROUND = " .)(:°º-"
"""What stands around a number that counts rows: «1.», «(1)»."""
_MOST_PEOPLE = 15
"""A sum above this is larger than a household may well be."""


def totals(rows: Sequence[Row]) -> set[int]:
    """Return the numbers of the rows that are totals: by their words, or by their sums."""
    named = {row.number for row in rows if _says_total(row)}
    return named | _sums([row for row in rows if row.number not in named])


def only_counted(rows: Sequence[Row]) -> set[int]:
    """Return the numbers of the rows in which only the first column goes on counting.

    Forms are printed with more numbers than there are households, or for the longer of two lists.
    """
    at = min((_filled(row)[0] for row in rows if any(row.cells)), default=0)
    found: set[int] = set()
    last: int | None = None
    for row in rows:
        cell = "".join(row.cells[at : at + 1]).strip(_AROUND)
        if not cell.isdecimal() or len(cell) > _LONGEST_COUNT:
            continue
        if _filled(row) != [at]:
            last = int(cell)
        elif last is not None and int(cell) == last + 1:
            last = int(cell)
            found.add(row.number)
    return found


def _filled(row: Row) -> list[int]:
    return [at for at, cell in enumerate(row.cells) if cell]


def below(rows: Sequence[Row]) -> set[int]:
    """Return the numbers of the rows with one text alone that stands below lists, or on each page:
    who made it, who signed it, when, which page.
    """
    found = set()
    for row in rows:
        texts = [cell for cell in row.cells if cell]
        words = words_of(texts[0]) if len(texts) == 1 else ()
        if words and (words[0] in _BELOW or " ".join(words[:2]) in _BELOW_TWO):
            found.add(row.number)
    return found


def _says_total(row: Row) -> bool:
    texts = [cell for cell in row.cells if any(map(str.isalpha, cell))][:2]
    for text in texts:
        words = words_of(text)
        joined = "".join(words)
        if joined in _WORDS and (joined in _SURE or len(texts) == 1):
            return True
        inner = set(words)
        rest = inner - _WORDS - _MAY_STAND_BESIDE - {word for word in inner if word.isdigit()}
        if inner & _SURE and (not rest or (words[0] in _SURE and len(texts) == 1)):
            return True
    return False


def _may_say_total(text: str) -> bool:
    words = set(words_of(text))
    return bool(words & _WORDS) and words <= _WORDS | _MAY_STAND_BESIDE


def _sums(rows: Sequence[Row]) -> set[int]:
    """Return the numbers of rows at the end in which each number is the sum of those above."""
    found: set[int] = set()
    left = list(rows)
    while len(left) > 2:
        *above, last = left
        numbers = {at: value for at, cell in enumerate(last.cells) if (value := _number(cell))}
        sums = {at: _sum(above, at) for at in numbers}
        texts = [cell for cell in last.cells if any(map(str.isalpha, cell))]
        alike = bool(numbers) and all(sums[at] == value for at, value in numbers.items())
        sure = (
            all(map(_may_say_total, texts))
            or len(numbers) > 1
            or max(numbers.values(), default=0) > _MOST_PEOPLE
        )
        if not (alike and sure and len(texts) < 2):
            break
        found.add(last.number)
        left = above
    return found


def _sum(rows: Sequence[Row], at: int) -> int:
    return sum(_number(row.cells[at]) or 0 for row in rows if at < len(row.cells))


def _number(cell: str) -> int | None:
    try:
        return read_count(cell) if cell else None
    except Refusal:
        return None
