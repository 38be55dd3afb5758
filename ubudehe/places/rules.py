"""Codes of places: every code starts with the codes of all places it lies in."""

from ubudehe.places.pack import Country


class NotACode(ValueError):
    """A text that is no code of any level."""


def parse_code(text: str, country: Country) -> str:
    """Return the code that `text` says, in the statistical office's form; NotACode otherwise.

    The registries' form of a village code has one more digit, a zero at a fixed place
    (101010102 for 11010102): it is understood and taken out.
    """
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit():
        raise NotACode(text)
    if any(len(plain) == level.code_length for level in country.levels):
        return plain
    zero = country.registry_zero_at
    if zero is not None and len(plain) == country.village_length + 1 and plain[zero] == "0":
        return plain[:zero] + plain[zero + 1 :]
    raise NotACode(text)


def registry_code(code: str, country: Country) -> str:
    """Return the registries' form of a village code; NotACode for another level."""
    zero = country.registry_zero_at
    if zero is None or len(code) != country.village_length:
        raise NotACode(code)
    return code[:zero] + "0" + code[zero:]


def level_of(code: str, country: Country) -> str:
    """Return the level of a code, «country» for the empty one; NotACode if it has none."""
    if not code:
        return "country"
    for level in country.levels:
        if len(code) == level.code_length:
            return level.key
    raise NotACode(code)


def rank_of(level: str, country: Country) -> int:
    """Return how far within the country a level lies: 0 for the country; KeyError for no level."""
    return {"country": 0, **{one.key: at for at, one in enumerate(country.levels, 1)}}[level]


def is_village(code: str, country: Country) -> bool:
    """Tell whether a code has the length of a village's."""
    return len(code) == country.village_length and code.isdigit()


def ancestors(code: str, country: Country) -> list[str]:
    """Return the codes that `code` lies in, the outermost first, itself not among them."""
    lengths = [level.code_length for level in country.levels]
    return [code[:length] for length in lengths if length < len(code)]


def parent_of(code: str, country: Country) -> str:
    """Return the code of what `code` lies in directly, empty for the outermost level.

    NotACode for a text of no level, and for the country itself.
    """
    if level_of(code, country) == "country":
        raise NotACode(code)
    return ("", *ancestors(code, country))[-1]


def covers(place: str, code: str) -> bool:
    """Tell whether `code` is `place` or lies in it; the empty place is the whole country."""
    return code.startswith(place)


def code_range(code: str) -> tuple[str, str]:
    """Return (first, end) so that what lies in `code` is first <= x < end; «» covers all.

    The end is a letter behind the code: every collation sorts letters after digits, whereas
    many put a sign such as «:» before them. The next number would not do: «20» as the end of
    «19» lets in «2».
    """
    return code, code + "A"
