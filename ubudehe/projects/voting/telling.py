"""Why a project of a counted vote was chosen or not, in sentences."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, listed, money, number, text
from ubudehe.projects.rules.outcome import Decided, Why
from ubudehe.projects.rules.shown_votes import Level


class Counted(Protocol):
    """A project of a counted vote; a number is None where it is not shown."""

    @property
    def letter(self) -> str:
        """Return its letter on the ballot."""

    @property
    def cost(self) -> int:
        """Return its cost in minor units."""

    @property
    def votes(self) -> int | None:
        """Return its votes or points."""

    @property
    def why(self) -> str:
        """Return the code of what became of it."""

    @property
    def phase(self) -> str:
        """Return by what the rule chose when its turn came."""

    @property
    def before(self) -> int:
        """Return what was left of the money when its turn came."""

    @property
    def each(self) -> int | None:
        """Return the most that one mark paid."""

    @property
    def held(self) -> int | None:
        """Return what its supporters still held together."""

    @property
    def excluded_by(self) -> str:
        """Return the letter of the chosen one that excludes it."""

    @property
    def part(self) -> int:
        """Return what it is given where that is a part of its cost, else 0."""

    @property
    def least(self) -> int:
        """Return with how much money it is still of use."""

    @property
    def ahead(self) -> tuple[tuple[str, str], ...]:
        """Return the letters of those that stood equal and came after it, and why."""


_SAID = {
    Why.NOT_CHOSEN: N_("Not chosen."),
    Why.NO_QUORUM: N_("Too few took part for anything to be chosen."),
    Why.EXCLUDED: N_("Not chosen: %(letter)s was chosen, and only one of the two can be done."),
    Why.BELOW_THRESHOLD: N_("Not looked at: fewer than %(percent)s percent of the voters want it."),
    Why.STOPPED: N_(
        "Not chosen: the count had ended before, because the next project no longer fit."
    ),
    Why.OVER_BUDGET: N_("Not possible: it costs %(cost)s, more than the whole budget."),
    Why.NO_VOTES: N_("Nobody voted for it."),
}
_ALONE = {
    (Why.FUNDED, False): N_("Chosen: more people said yes than no. It costs %(cost)s."),
    (Why.FUNDED, True): N_(
        "Chosen: at least %(percent)s percent of those who said yes or no said yes, and more than "
        "half. It costs %(cost)s."
    ),
    (Why.REJECTED, False): N_("Not accepted: for that, more people must say yes than no."),
    (Why.REJECTED, True): N_(
        "Not accepted: for that, %(percent)s percent of those who say yes or no must say yes, and "
        "more than half."
    ),
}
_NEXT_IN_ORDER = N_(
    "Chosen: in this order it comes next, it costs %(cost)s, and %(left)s was still free."
)


def why_told(one: Counted, level: str, threshold: int) -> Sentence:
    """Return why a project was chosen or not, with the amounts that decided it.

    `level` says how much of the vote is shown, `threshold` is in percent of the voters.
    """
    values = {
        "cost": money(one.cost),
        "part": money(one.part),
        "least": money(one.least),
        "left": money(one.before),
        "letter": text(one.excluded_by),
        "percent": number(threshold),
    }
    if one.each is not None:
        values["share"] = money(one.each)
    if one.held is not None:
        values["held"] = money(one.held)
    return Sentence(_message(one, level, threshold), values)


def _message(one: Counted, level: str, threshold: int) -> str:
    if one.phase == "yes" and one.why in (Why.FUNDED, Why.REJECTED) and level != Level.OUTCOME:
        return _ALONE[Why(one.why), threshold > 0]
    if one.why == Why.FUNDED and one.part:
        return N_(
            "Chosen in part: it costs %(cost)s, and the %(part)s that were left are given to it. "
            "It is of use from %(least)s on."
        )
    if one.why == Why.FUNDED and not one.cost:
        return N_("Chosen: it takes no money, only what people give.")
    if one.why == Why.FUNDED:
        return N_("Chosen: it costs %(cost)s.") if level == Level.OUTCOME else _chosen(one)
    if one.why == Why.DOES_NOT_FIT and one.held is not None:
        return N_(
            "Not chosen: it costs %(cost)s; those who want it had %(held)s left together, and in "
            "the end only %(left)s was left over."
        )
    if one.why == Why.DOES_NOT_FIT:
        return N_("Not enough money left: it costs %(cost)s, but only %(left)s was left.")
    if one.why == Why.NOT_AFFORDABLE and one.held is None:
        return N_("Not chosen: it costs %(cost)s, more than those who want it had left together.")
    if one.why == Why.NOT_AFFORDABLE:
        return N_(
            "Not chosen: it costs %(cost)s, but those who want it had only %(held)s left together."
        )
    return _SAID[Why(one.why)]


def _chosen(one: Counted) -> str:
    if one.phase == "shares" and one.each is None:
        return N_("Chosen: those who want it pay %(cost)s together.")
    if one.phase == "shares":
        return N_(
            "Chosen: those who want it pay %(cost)s together, at most %(share)s each from equal "
            "shares."
        )
    if one.phase == "loads":
        return N_("Chosen: its %(cost)s weigh least on each of those who want it.")
    if one.phase in ("wins", "beats"):
        return _NEXT_IN_ORDER
    return N_("Chosen: it costs %(cost)s, and %(left)s was still free.")


def ties_told(one: Counted, ranked: Sequence[Counted]) -> Iterator[Sentence]:
    """Yield what put a project before or after those that stood equal when its turn came."""
    for by, (before, after) in _TIES.items():
        if later := [letter for letter, why in one.ahead if why == by]:
            yield Sentence(before, {"letters": listed(later)})
        earlier = [other.letter for other in ranked if (one.letter, by) in other.ahead]
        if earlier:
            yield Sentence(after, {"letters": listed(earlier)})


_TIES = {
    Decided.COST: (
        N_("It stood equal with %(letters)s and came first, because it costs less."),
        N_("It stood equal with %(letters)s, which came first, because it costs less."),
    ),
    Decided.SCORE: (
        N_("It stood equal with %(letters)s and came first, because it has more votes."),
        N_("It stood equal with %(letters)s, which came first, because it has more votes."),
    ),
    Decided.LOT: (
        N_("It stood equal with %(letters)s, at the same cost: the lot put it first."),
        N_("It stood equal with %(letters)s, at the same cost: the lot put it behind."),
    ),
}


def told(
    one: Counted, ranked: Sequence[Counted], level: str, threshold: int
) -> tuple[Sentence, ...]:
    """Return all that is said of a project's result."""
    return (why_told(one, level, threshold), *ties_told(one, ranked))
