"""What may be a slip of the finger: said once, never in anybody's way."""

from collections.abc import Collection, Iterator, Mapping

from ubudehe.households.forms import BANDS
from ubudehe.households.roster.rules import COUNTS
from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, number

_CHILDREN = ("0_5", "6_17")
_MANY_PEOPLE, _MANY_MINUTES, _AT_HOME, _DIGITS = 20, 240, 5, 4


def doubts(state: Mapping[str, str]) -> tuple[Sentence, ...]:
    """Return what looks unlikely in answers as they are typed; what can't be read says nothing."""
    return tuple(_found(state))


def doubts_after(
    state: Mapping[str, str], asked: Collection[str], answered: Collection[str]
) -> tuple[Sentence, ...]:
    """Return what became unlikely by the fields `answered`, to be said where `asked` is asked.

    While people are still being counted, nothing is said of how many they are.
    """
    counted = set(COUNTS)
    if counted.issuperset(asked):
        return ()
    gone = counted if counted.issuperset(answered) else answered
    before = doubts({**state, **dict.fromkeys(gone, "")})
    return tuple(one for one in doubts(state) if one not in before)


def _found(state: Mapping[str, str]) -> Iterator[Sentence]:
    people = sum(_number(state, f"{sex}_{band}") for sex in "fm" for band in BANDS)
    people += _number(state, "age_unknown")
    children = sum(_number(state, f"{sex}_{band}") for sex in "fm" for band in _CHILDREN)
    rooms, able = _number(state, "rooms"), _number(state, "able_adults")
    minutes, land = _number(state, "water_minutes"), _number(state, "land")
    if people and rooms > 2 * people + 2:
        yield Sentence(
            N_("People: %(people)s. Rooms: %(rooms)s. Is that right?"),
            {"people": number(people), "rooms": number(rooms)},
        )
    if people > _MANY_PEOPLE:
        yield Sentence(
            N_("People in this one household: %(people)s. Is that right?"),
            {"people": number(people)},
        )
    if people and people == children:
        yield Sentence(N_("Only children live here. Is that right?"))
    elif people and able > people - children:
        yield Sentence(
            N_("Adults: %(adults)s. Adults who can work: %(able)s. Is that right?"),
            {"adults": number(people - children), "able": number(able)},
        )
    if people and _number(state, "disability") > people:
        yield Sentence(N_("More people have a disability than live here. Is that right?"))
    if minutes > _MANY_MINUTES:
        yield Sentence(
            N_("Minutes to fetch water: %(minutes)s. Is that right?"), {"minutes": number(minutes)}
        )
    elif state.get("water") == "home_tap" and minutes > _AT_HOME:
        yield Sentence(
            N_("The tap is at home, and water takes %(minutes)s minutes. Is that right?"),
            {"minutes": number(minutes)},
        )
    if state.get("land_tenure") == "none" and land:
        yield Sentence(N_("They have no land, and yet some is written down. Is that right?"))
    elif land and not state.get("land_unit"):
        yield Sentence(N_("How much land is said, but not in what it is measured."))


def _number(state: Mapping[str, str], name: str) -> int:
    text = state.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
