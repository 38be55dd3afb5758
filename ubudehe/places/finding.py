"""Finding places by what people type: every name a page shows, in any language, in any order.

What is typed is read in several ways: the level's word before or after is no part of a name, what
the place lies in may stand on either side, the last word may be a number («II», «2», «Il»), and
one slip of the finger is forgiven where nothing fits without it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ubudehe.language.names import fold, fold_accents
from ubudehe.language.slips import one_slip
from ubudehe.places.pack import Country
from ubudehe.places.reading import place_rows
from ubudehe.places.rules import NotACode, ancestors, parse_code

EXACT, WITHIN, BEGINS, HOLDS, SLIP = range(5)
"""How well a place fits: its whole name, its name beside what it lies in, a beginning, a part,
a name with one sign wrong."""
MOST_WORDS = 6
_LEAST_FOR_SLIP = 4
_ENDING = {"i": "1", "l": "1", "1": "1", "ii": "2", "il": "2", "li": "2", "ll": "2", "2": "2"}
_ENDING |= {"iii": "3", "3": "3", "iil": "3", "lll": "3", "iv": "4", "lv": "4", "4": "4"}
_ENDING |= {"v": "5", "5": "5", "vi": "6", "vl": "6", "6": "6", "vii": "7", "7": "7"}
Look = Callable[["_Index", str], Iterator[str]]
_SPLIT = re.compile(r"[\s,;:()/]+")
_LINK = re.compile(r"^([a-z]{1,2})['\u2019\u2018`](.+)$", re.IGNORECASE)
_LINKS = frozenset({"d", "l", "y", "w", "k", "rw", "ry", "bw", "by", "cy"})
_DIGITS = re.compile(r"[\s.\-_/]+")


@dataclass(frozen=True)
class _Index:
    """All names of a country's places, in the form in which they are compared."""

    codes: dict[str, list[str]]
    """By name the codes of the places that are or were called so."""
    levels: dict[str, str]
    """By code the level."""
    names: dict[str, list[str]]
    """By code all names."""


def places_called(text: str, country: Country) -> dict[str, int]:
    """Return the codes of the places that `text` may mean, with how well each fits (EXACT first).

    What fits only by a slip of the finger comes only where nothing fits without one.
    """
    code = _code(text, country)
    index = _index(country)
    if code is not None:
        return {code: EXACT} if code in index.levels else {}
    readings = list(_readings(text, country))
    for looks in ((_whole,), (_begin, _hold), (_slip,)):
        found: dict[str, int] = {}
        for words, level in readings:
            for code, fit in _fitting(index, country, words, looks):
                if level is None or index.levels[code] in level:
                    found[code] = min(fit, found.get(code, SLIP))
        if found:
            return _with_beginnings(found, index, readings)
    return {}


def _with_beginnings(
    found: dict[str, int], index: _Index, readings: list[tuple[list[str], frozenset[str] | None]]
) -> dict[str, int]:
    """Return what was found, and below it the places whose names only begin so."""
    if SLIP in found.values():
        return found
    for words, level in readings:
        for code in _begin(index, name_key(words)):
            if code not in found and (level is None or index.levels[code] in level):
                found[code] = BEGINS
    return found


def name_key(words: Sequence[str]) -> str:
    """Return a name as it is compared: folded as one word, a number at its end as a digit."""
    last = fold_accents(words[-1]).casefold() if words else ""
    if len(words) > 1 and last in _ENDING:
        return f"{fold(' '.join(words[:-1]))} {_ENDING[last]}"
    return fold(" ".join(words))


def _code(text: str, country: Country) -> str | None:
    plain = _DIGITS.sub("", fold_accents(text))
    try:
        return parse_code("".join(str(int(sign)) for sign in plain), country) if plain else None
    except (NotACode, ValueError):
        return None


def _readings(text: str, country: Country) -> Iterator[tuple[list[str], frozenset[str] | None]]:
    """Yield the ways to read what was typed: words, and the level that it names if any."""
    words = [word for word in _SPLIT.split(fold_accents(text)) if fold(word)][:MOST_WORDS]
    if not words:
        return
    yield words, None
    levels = {
        word: level
        for level, known in country.level_words.items()
        if level != "between"
        for word in known
    }
    between = country.level_words.get("between", ())
    left: list[str] = []
    named: set[str] = set()
    after = cut = False
    for word in words:
        small = word.casefold().rstrip(".")
        link = _LINK.match(word)
        if small in levels:
            named.add(levels[small])
            after = True
            continue
        if after and small in between:
            continue
        # «l'Est», «y'Amajyepfo»: what links a name to a word for its level.
        cut |= bool(link and link[1].casefold() in _LINKS)
        left.append(link[2] if link and link[1].casefold() in _LINKS else word)
        after = False
    if left and (named or cut):
        yield left, frozenset(named) if len(named) == 1 else None
    if left and len(left) > 1 and len(named) == 1:
        # «Kabeza, akarere ka Gasabo»: the level may be that of what it lies in.
        yield left, None


def _fitting(
    index: _Index,
    country: Country,
    words: Sequence[str],
    looks: Sequence[Look],
) -> Iterator[tuple[str, int]]:
    """Yield the codes whose name is some words, where the others name what it lies in."""
    for first in range(len(words)):
        for end in range(len(words), first, -1):
            rest = [*words[:first], *words[end:]]
            for look in looks:
                fit = _fit(look, alone=not rest)
                for code in look(index, name_key(words[first:end])):
                    if not rest or _lies_in(index, country, code, rest, fit):
                        yield code, fit


def _fit(look: Look, *, alone: bool) -> int:
    if look is _whole:
        return EXACT if alone else WITHIN
    return BEGINS if look is _begin else HOLDS if look is _hold else SLIP


def _lies_in(index: _Index, country: Country, code: str, rest: Sequence[str], fit: int) -> bool:
    around = [name for over in ancestors(code, country) for name in index.names.get(over, ())]
    if any(name.startswith(name_key(rest)) for name in around):
        return True
    for word in rest:
        key = fold(word)
        near = any(key in name if len(key) > 2 else name.startswith(key) for name in around) or (
            fit == SLIP and any(one_slip(key, name) for name in around)
        )
        if not near:
            return False
    return True


def _whole(index: _Index, key: str) -> Iterator[str]:
    yield from index.codes.get(key, ())
    if key[-2:-1] == " " and key[-1:] == "1":
        # «Kabeza I» where the list knows one Kabeza alone.
        yield from index.codes.get(key[:-2], ())


def _begin(index: _Index, key: str) -> Iterator[str]:
    if len(key) > 1:
        for name, codes in index.codes.items():
            if name.startswith(key):
                yield from codes


def _hold(index: _Index, key: str) -> Iterator[str]:
    if len(key) > 2:
        for name, codes in index.codes.items():
            if key in name:
                yield from codes


def _slip(index: _Index, key: str) -> Iterator[str]:
    if key[-2:-1] == " ":
        # «Kabeza 2» where nobody has numbered them.
        yield from index.codes.get(key[:-2], ())
    if len(key) >= _LEAST_FOR_SLIP:
        for name, codes in index.codes.items():
            if one_slip(key, name, _LEAST_FOR_SLIP):
                yield from codes


@cache
def _index(country: Country) -> _Index:
    """Return the index of a country's places: made once, a fifth of a second for 17,000 places."""
    index = _Index({}, {}, {})
    for code, level, name, _parent in place_rows(country):
        index.levels[code] = level
        called = [name, *country.former_names.get(code, ())]
        called += [
            text
            for lang, text in country.place_names.get(code, {}).items()
            if lang in country.languages
        ]
        keys = {name_key(_SPLIT.split(fold_accents(one))): None for one in called}
        for one in called:
            for words, _level in list(_readings(one, country))[1:]:
                keys.setdefault(name_key(words))
        index.names[code] = list(keys)
        for key in keys:
            index.codes.setdefault(key, []).append(code)
    return index
