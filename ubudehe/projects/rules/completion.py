"""Equal shares until the money is used: more for every voter step by step, then by votes.

Equal shares alone often leaves half of the money (docs/voting.md §Completion). «inc»: begin again
with 1 % more for each voter, then 2 %, …, until nothing more fits in the real budget; if an outcome
costs more than there is, the one before is kept. The outcome is not monotone in the step, so every
step is counted. «add1» adds one unit of money instead, as some cities and pabutools do. «util»
then spends what is left on the projects with most votes.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.equal_shares import (
    LARGE,
    Choice,
    Market,
    Purses,
    exact_choices,
    quick_purchases,
)
from ubudehe.projects.rules.greedy import Key, fill
from ubudehe.projects.rules.outcome import Outcome, Round, Why, not_admissible, tied

MOST_STEPS = 200_000
"""A guard: the steps end long before, when every voter could pay for everything."""


def equal_shares(rule: str, election: Election) -> Outcome:
    """Return the outcome of `rule`: «mes_cost» or «mes_card», with a completion or without.

    Utility is the project's cost for each mark, or 1 («card»). Completions: «_util», «_add1»,
    «_inc1pct», and the last two with «_util» behind.
    """
    market = Market(election, by_cost=rule.startswith("mes_cost"))
    if not election.voters or not market.open:
        order = _by_votes(election)
        rounds, left = fill(election, order, election.budget, (), "votes", _votes(election))
        return Outcome(rule, rounds, left)
    share = Fraction(election.budget, election.voters)
    increment = Fraction(0)
    if "_add1" in rule:
        increment = Fraction(election.unit)
    elif "_inc1pct" in rule:
        increment = share / 100
    key = market.by_cost, increment
    if key not in election.grown:
        election.grown[key] = _grow(market, share, increment)
    steps, bought = election.grown[key]
    bought = [*((index, ()) for index in market.free), *bought]
    return _outcome(rule, market, share + steps * increment, bought, steps)


def _grow(market: Market, share: Fraction, increment: Fraction) -> tuple[int, list[Choice]]:
    """Return (steps taken, projects bought in order)."""
    run = _runner(market)
    bought = run(share)
    if not increment or _exhausted(market, bought):
        return 0, bought
    for step in range(1, MOST_STEPS):
        more = run(share + step * increment)
        if _cost(market, more) > market.election.budget:
            return step - 1, bought
        bought = more
        if _exhausted(market, bought):
            return step, bought
    raise ValueError(f"equal shares did not come to an end in {MOST_STEPS} steps")


def _runner(market: Market) -> Callable[[Fraction], list[Choice]]:
    run = quick_purchases if len(market.election.ballots) >= LARGE else exact_choices
    return partial(run, market)


def _cost(market: Market, bought: list[Choice]) -> int:
    return sum(market.election.projects[index].cost for index, _ in bought)


def _exhausted(market: Market, bought: list[Choice]) -> bool:
    """Tell whether no other project fits in what is left of the budget."""
    left = market.election.budget - _cost(market, bought)
    gone = {index for index, _ in bought}
    gone.update(*(market.rivals[index] for index in gone))
    return all(
        market.election.projects[index].cost > left for index in market.open if index not in gone
    )


def _outcome(
    rule: str, market: Market, start: Fraction, bought: list[Choice], steps: int
) -> Outcome:
    election = market.election
    purses = Purses(len(election.ballots), start, simple=market.simple)
    left, rounds = election.budget, []
    for index, equal in bought:
        project = election.projects[index]
        price = purses.pay(project.cost, market.payers[index])
        rounds.append(
            Round(
                project.id,
                election.scores[index],
                project.cost,
                left,
                Why.FUNDED,
                "shares",
                measure=price,
                ties=tied(election, index, equal),
            )
        )
        left -= project.cost
    taken = [index for index, _ in bought]
    rest = [index for index in _by_votes(election) if index not in taken]
    completed = rule.endswith("_util")
    filled, left = fill(election, rest, left, taken, "votes", _votes(election))
    if not completed:
        left = _left(rounds, election)
        filled = tuple(_not_bought(round_, left) for round_ in filled)
    looked_at = [index for index in rest if not_admissible(election, index) is None]
    counts = [ballot.count for ballot in election.ballots]
    holdings = purses.holdings(counts, (market.payers[index] for index in looked_at))
    ids = (election.projects[index].id for index in looked_at)
    held = dict(zip(ids, holdings, strict=True))
    rounds += [replace(round_, held=held.get(round_.id)) for round_ in filled]
    if completed:  # winners stand first, in the order of selection
        rounds.sort(key=lambda round_: round_.why is not Why.FUNDED)
    return Outcome(rule, tuple(rounds), left, steps)


def _left(rounds: list[Round], election: Election) -> int:
    return rounds[-1].left - rounds[-1].cost if rounds else election.budget


def _not_bought(round_: Round, left: int) -> Round:
    unlucky = round_.why in (Why.FUNDED, Why.DOES_NOT_FIT, Why.EXCLUDED) and not round_.by
    why = Why.NOT_AFFORDABLE if unlucky else round_.why
    return Round(round_.id, round_.score, round_.cost, left, why, "shares", by=round_.by)


def _votes(election: Election) -> Key:
    return lambda index: -election.scores[index]


def _by_votes(election: Election) -> list[int]:
    return sorted(
        range(len(election.projects)), key=lambda i: (-election.scores[i], *election.order(i))
    )
