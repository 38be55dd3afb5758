"""Guessing what the columns of a file mean, from their names in four languages.

A guess is only what a page begins with; a person confirms it. Where a list has no names of columns,
what stands in a column speaks for a few questions.
"""

from collections.abc import Sequence

from ubudehe.households.importing.rules.numbers import read_people
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.importing.rules.targets import BY_SEX, TARGETS
from ubudehe.households.importing.rules.vocabulary import (
    ADULTS,
    EXACT,
    LOOSE,
    loose_match,
    near_match,
    tokens_of,
    words_of,
)
from ubudehe.language.fields import NO_PHONE
from ubudehe.language.manners import Manners
from ubudehe.language.phones import phones_in
from ubudehe.language.refusals import Refusal

SHEET = "#sheet"
"""The column that holds the name of the sheet, where a list is put together from several."""

_LETTERS = {"f": "f_all", "w": "f_all", "h": "m_all", "m": "m_all", "g": "m_all"}
"""Last letters by which lists part the members of a household: femmes, women, hommes, men, gabo."""
_ALL_AGES = frozenset(("female", "females", "male", "males", "feminin", "masculin", "ke", "me"))
_MOST_PEOPLE = 60
_LOOKED_AT = 200


def guess_columns(sheet: Sheet, manners: Manners) -> dict[str, int]:
    """Return the place of the column that probably answers each target; each column once."""
    if all(name.startswith("#") for name in sheet.columns):
        return _by_content(sheet, manners)
    names = [words_of(name) for name in sheet.columns]
    whole = {"".join(words): at for at, words in reversed(list(enumerate(names)))}
    guessed: dict[str, int] = {}
    for target in TARGETS:
        for known in (target.replace("_", ""), *EXACT.get(target, "").split()):
            at = whole.get(known)
            if at is not None and at not in guessed.values() and _fits(sheet, target, at, manners):
                guessed[target] = at
                break
    tokens = [tokens_of(name) for name in sheet.columns]
    for target in LOOSE:
        if target not in guessed:
            at = _first_with(sheet, target, tokens, set(guessed.values()), manners)
            if at is not None:
                guessed[target] = at
    for target in ("head", "isibo", "members_total", "phone"):
        if target not in guessed:
            at = _first_with(sheet, target, tokens, set(guessed.values()), manners, near=True)
            if at is not None:
                guessed[target] = at
    if "head_more" in guessed and "head" not in guessed:
        guessed["head"] = guessed.pop("head_more")
    beside = guessed.get("head", -1) + 1
    free = beside and "head_more" not in guessed and beside not in guessed.values()
    if free and _goes_on(sheet, beside) and _looks_right(sheet, "head", beside):
        guessed["head_more"] = beside
    if "isibo" not in guessed and SHEET in sheet.columns:
        guessed["isibo"] = sheet.columns.index(SHEET)
    sexes = [guessed[one] for one in ("f_all", "m_all") if one in guessed]
    # Alone they are not the household, and among women and men they are counted already.
    if not sexes or any(_is_of_all_ages(sheet, at) for at in sexes):
        for target in BY_SEX[2:]:
            guessed.pop(target, None)
    return guessed


def _is_of_all_ages(sheet: Sheet, at: int) -> bool:
    """Tell whether a column counts girls among women, or boys among men: «Female», «M»."""
    words = words_of(sheet.columns[at])
    if not ADULTS.isdisjoint(words):
        return False
    return not _ALL_AGES.isdisjoint(words) or words[-1:] in {(one,) for one in _LETTERS}


def _first_with(
    sheet: Sheet,
    target: str,
    tokens: Sequence[set[str]],
    taken: set[int],
    manners: Manners,
    *,
    near: bool = False,
) -> int | None:
    """Return the first free column whose words speak for a target; `near`: with one slip."""
    speaks = near_match if near else loose_match
    for at, words in enumerate(tokens):
        letter = _LETTERS.get((words_of(sheet.columns[at]) or ("",))[-1])
        if letter and loose_match("members_total", words) and _counts(sheet, at):
            right = target == letter  # «Membres H», «Members F»
        else:
            right = speaks(target, words)
        free = at not in taken and right
        if free and _fits(sheet, target, at, manners) and _looks_right(sheet, target, at):
            return at
    return None


def _fits(sheet: Sheet, target: str, at: int, manners: Manners) -> bool:
    """Tell whether what stands there speaks for a target, or at least not against it.

    «phone» may be a number, or «do you own one?». A number of people beside a column of numbers
    that has no name is only a part of them.
    """
    if target == "phone":
        values = [one for one in _values(sheet, at) if one.casefold() not in NO_PHONE][:40]
        return sum(bool(phones_in(value, manners.region)) for value in values) * 2 >= len(values)
    if target in ("members_total", *BY_SEX):
        beside = at + 1 < len(sheet.columns) and sheet.columns[at + 1].startswith("#")
        beside = (beside and sheet.columns[at + 1] != SHEET) or _goes_on(sheet, at + 1)
        unnamed = beside and _counts(sheet, at + 1)
        right = target == "members_total" or _counts(sheet, at)
        return right and not (unnamed and _counts(sheet, at))
    return True


def _goes_on(sheet: Sheet, at: int) -> bool:
    """Tell whether a column has the name of the one before, as under a merged heading."""
    return at < len(sheet.columns) and sheet.columns[at] == f"{sheet.columns[at - 1]} (2)"


def _looks_right(sheet: Sheet, target: str, at: int) -> bool:
    """Tell whether the values are what a word in a longer name promises."""
    if target == "members_total":
        return _counts(sheet, at)
    if target == "head":
        values = _values(sheet, at)
        return sum(any(map(str.isalpha, value)) for value in values) * 2 > len(values)
    return True


def _counts(sheet: Sheet, at: int) -> bool:
    """Tell whether most filled cells of a column are numbers of people."""
    values = _values(sheet, at)
    return bool(values) and sum(map(_is_count, values)) * 2 > len(values)


def _is_count(value: str) -> bool:
    try:
        return read_people(value) <= _MOST_PEOPLE
    except Refusal:
        return False


def _values(sheet: Sheet, at: int) -> list[str]:
    return [row.cells[at] for row in sheet.rows[:_LOOKED_AT] if row.cells[at]]


def _by_content(sheet: Sheet, manners: Manners) -> dict[str, int]:
    """Return what columns without names seem to hold: phones, people, names, groups."""
    guessed: dict[str, int] = {}
    places = [at for at in range(len(sheet.columns)) if _values(sheet, at)]
    phones = [
        at
        for at in places
        if _fits(sheet, "phone", at, manners)
        and any(phones_in(value, manners.region) for value in _values(sheet, at))
    ]
    counts = [at for at in places if at not in phones and _counts(sheet, at)]
    texts = [
        at
        for at in places
        if at not in phones and at not in counts and _looks_right(sheet, "head", at)
    ]
    if phones:
        guessed["phone"] = phones[0]
    # Of several columns of numbers none is surely that of the people.
    if len(counts) == 1 and texts:
        guessed["members_total"] = counts[0]
    if SHEET in sheet.columns:
        guessed["isibo"] = sheet.columns.index(SHEET)
        texts = [at for at in texts if at != guessed["isibo"]]
    if texts:
        by_words = sorted(texts, key=lambda at: (-_several_words(sheet, at), at))
        guessed["head"] = by_words[0]
        if len(by_words) > 1 and "isibo" not in guessed:
            guessed["isibo"] = min(by_words[1:])
    return guessed


def _several_words(sheet: Sheet, at: int) -> float:
    values = _values(sheet, at)
    return sum(" " in value for value in values) / len(values)
