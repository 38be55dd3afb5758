"""Equal shares until the money is used: more for every voter step by step, then by votes.

Equal shares alone often leaves half of the money (docs/voting.md §Completion). «inc»: begin again
with 1 % more for each voter, then 2 %, …, until nothing more fits in the real budget; if an outcome
costs more than there is, the one before is kept. The outcome is not monotone in the step, so every
step is counted. «add1» adds one unit of money instead, as some cities and pabutools do. «util»
then spends what is left on the projects with most votes.
"""

from fractions import Fraction

from ubudehe.projects.rules.election import Election
from ubudehe.projects.rules.equal_shares import Market, Purchase, Purses, Sharing, purchases
from ubudehe.projects.rules.greedy import Key, fill
from ubudehe.projects.rules.outcome import Outcome, Round, Why, not_admissible, rivals, tied

Grown = tuple[int, list[Purchase], Purses]
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
    return _outcome(rule, market, *election.grown[key])


def _grow(market: Market, share: Fraction, increment: Fraction) -> Grown:
    """Return the steps taken, what was bought in order, and what was left in the purses."""
    if not increment:
        return 0, *purchases(Sharing(market), share)
    sharing = Sharing(market)
    bought, purses = purchases(sharing, share)
    for step in range(MOST_STEPS):
        if _exhausted(market, bought):
            return step, bought, purses
        more, left = purchases(sharing, share + (step + 1) * increment)
        if _cost(market, more) > market.election.budget:
            return step, bought, purses
        bought, purses = more, left
    raise ValueError(f"equal shares did not come to an end in {MOST_STEPS} steps")


def _cost(market: Market, bought: list[Purchase]) -> int:
    return sum(market.election.projects[one.project].cost for one in bought)


def _exhausted(market: Market, bought: list[Purchase]) -> bool:
    """Tell whether no other project fits in what is left of the budget."""
    left = market.election.budget - _cost(market, bought)
    gone = {one.project for one in bought}
    gone.update(*(market.rivals[index] for index in gone))
    return all(
        market.election.projects[index].cost > left for index in market.open if index not in gone
    )


def _outcome(
    rule: str, market: Market, steps: int, bought: list[Purchase], purses: Purses
) -> Outcome:
    election = market.election
    left, rounds = election.budget, []
    for one in (*(Purchase(index, 0, 1) for index in market.free), *bought):
        rounds.append(_bought(election, one, left))
        left -= rounds[-1].cost
    taken = [*market.free, *(one.project for one in bought)]
    rest = [index for index in _by_votes(election) if index not in taken]
    held = {
        index: purses.together(index) for index in rest if not_admissible(election, index) is None
    }
    if not rule.endswith("_util"):
        rounds += [_not_bought(election, index, left, taken, held.get(index)) for index in rest]
        return Outcome(rule, tuple(rounds), left, steps)
    filled, left = fill(election, rest, left, taken, "votes", _votes(election))
    for index, round_ in zip(rest, filled, strict=True):
        rounds.append(round_._replace(held=held.get(index)))
    rounds.sort(key=lambda round_: round_.why is not Why.FUNDED)  # in the order of selection
    return Outcome(rule, tuple(rounds), left, steps)


def _bought(election: Election, one: Purchase, left: int) -> Round:
    project, score = election.projects[one.project], election.scores[one.project]
    ties = tied(election, one.project, one.equal)
    why, price = Why.FUNDED, one.price
    return Round(project.id, score, project.cost, left, why, "shares", measure=price, ties=ties)


def _not_bought(
    election: Election, index: int, left: int, taken: list[int], held: Fraction | None
) -> Round:
    project, score = election.projects[index], election.scores[index]
    rival = next((other for other in rivals(election, index) if other in taken), None)
    why, by = not_admissible(election, index), ""
    if why is None and rival is not None:
        why, by = Why.EXCLUDED, election.projects[rival].id
    why = why or Why.NOT_AFFORDABLE
    return Round(project.id, score, project.cost, left, why, "shares", held=held, by=by)


def _votes(election: Election) -> Key:
    return lambda index: -election.scores[index]


def _by_votes(election: Election) -> list[int]:
    return sorted(
        range(len(election.projects)), key=lambda i: (-election.scores[i], *election.order(i))
    )
