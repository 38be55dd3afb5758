"""Lists of household numbers as people type them from paper: «3 7 12-15, 20»."""

import re
from collections.abc import Collection, Mapping

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?", re.ASCII)
_DASH = re.compile(r"\s*[-–—]\s*")


def read_piles(texts: Mapping[int, str], known: Collection[int], field: str) -> dict[int, int]:
    """Return the pile of each household number; `texts` holds what was typed for each pile.

    Refusal beside «field.pile» for a number that is not `known` or stands twice, for a range that
    runs backwards, and for anything that is no number.
    """
    found: dict[int, int] = {}
    for pile, text in sorted(texts.items()):
        for word in _words(text):
            for number in _numbers(word, known, f"{field}.{pile}"):
                _check_new(number, found, f"{field}.{pile}")
                found[number] = pile
    return found


def read_order(text: str, known: Collection[int], field: str) -> dict[int, int]:
    """Return the position of each number in «3 7 = 12 15», the best off first, equal ones alike.

    Refusal beside `field` as for piles, and for a «=» with nothing on one of its sides.
    """
    found: dict[int, int] = {}
    position, equal = 0, False
    for word in _words(text.replace("=", " = ")):
        if word == "=":
            if equal or not found:
                raise Refusal(N_("Write a household number on both sides of «=»."), field)
            equal = True
            continue
        for number in _numbers(word, known, field):
            _check_new(number, found, field)
            position += not equal
            equal = False
            found[number] = position
    if equal:
        raise Refusal(N_("Write a household number on both sides of «=»."), field)
    return found


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;.]+", _DASH.sub("-", text)) if word]


def _numbers(word: str, known: Collection[int], field: str) -> range:
    """Return the numbers that a word such as «7» or «12-15» stands for."""
    match = _RANGE.fullmatch(word)
    if match is None:
        raise Refusal(
            N_("This is not a household number: %(word)s. Write them so: 3 7 12-15."),
            field,
            word=word[:30],
        )
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise Refusal(
            N_("%(first)s-%(last)s runs backwards. Write the smaller number first."),
            field,
            first=first,
            last=last,
        )
    for number in range(first, last + 1):
        if number not in known:
            raise Refusal(N_("There is no household %(number)s here."), field, number=number)
    return range(first, last + 1)


def _check_new(number: int, found: Collection[int], field: str) -> None:
    if number in found:
        raise Refusal(N_("Household %(number)s stands here twice."), field, number=number)
