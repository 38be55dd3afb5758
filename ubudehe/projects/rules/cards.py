"""How many ballots lie ready for cards, and what may be told of the cards of a vote."""

from dataclasses import dataclass

from ubudehe.record.rules.suppression import Shown, shown_if

_STEP = 10


def laid_out(cards: int) -> int:
    """Return how many empty ballots lie in the box for so many cards: 10 to 19 more.

    >>> laid_out(1), laid_out(10), laid_out(11), laid_out(240)
    (20, 20, 30, 250)
    """
    return -(-cards // _STEP) * _STEP + _STEP


@dataclass(frozen=True)
class CardCounts:
    """What became of the cards of a vote: void, used (their ballot was counted) or unused.

    The last two are None before the count, and where the turnout is not shown.
    """

    printed: Shown | None
    void: Shown | None
    used: Shown | None
    unused: Shown | None


def shown_cards(printed: int, void: int, used: Shown | None) -> CardCounts:
    """Return what of the cards may be published; `used` is None where it may not be shown.

    Cards are no people: which of those that were not used had been handed out is told by the
    turnout alone. Each one that is declared void is an entry of the record that all can count.
    """
    unused = None if used is None else shown_if(printed - void - used, safe=True)
    return CardCounts(_cards(printed), _cards(void), used, unused)


def _cards(number: int) -> Shown | None:
    return shown_if(number, safe=True)
