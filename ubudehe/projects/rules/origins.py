"""Where the counted ballots of a vote came from: which way, and from which isibo.

What is known is how a ballot came in, never whose it was: cast with a card on a phone, typed from a
paper of the hall or of an isibo, hands that were counted, beans. Only ballots that count are in it,
so that their sum is the number of ballots counted and nothing of spoiled ones can be found. It is
published whole or not at all, and only beside a number of ballots that is shown.
"""

from collections.abc import Mapping

from ubudehe.record.rules.suppression import Shown, shown_parts

PHONE, HALL, HANDS, BEANS = "phone", "hall", "hands", "beans"
ISIBO = "isibo:"
"""Before the name of the isibo where papers were collected."""

ShownOrigins = tuple[tuple[str, Shown], ...]


def origins_of(on_phone: int | None, papers: Mapping[str, int]) -> dict[str, int]:
    """Return by origin how many ballots count; `papers` by isibo, the hall's under «».

    `on_phone` is None where nobody votes with cards.

    >>> origins_of(7, {"": 5, "Ihuriro": 6})
    {'phone': 7, 'hall': 5, 'isibo:Ihuriro': 6}
    """
    found = {} if on_phone is None else {PHONE: on_phone}
    for isibo, count in sorted(papers.items()):
        found[ISIBO + isibo if isibo else HALL] = count
    return found


def way_of(origin: str) -> tuple[str, str]:
    """Return the way of an origin, and the isibo or nothing.

    >>> way_of("isibo:Ihuriro"), way_of("hall")
    (('isibo', 'Ihuriro'), ('hall', ''))
    """
    way, _, isibo = origin.partition(":")
    return way, isibo


def shown_origins(origins: Mapping[str, int] | None, counted: Shown | None) -> ShownOrigins | None:
    """Return the origins as they may be published; None where they may not, or are not known."""
    if not origins or counted is None or sum(origins.values()) != counted:
        return None
    _, parts = shown_parts(counted, tuple(origins.values()))
    return None if parts is None else tuple(zip(origins, parts, strict=True))
