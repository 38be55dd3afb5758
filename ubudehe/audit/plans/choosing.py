"""What an officer chooses from while drawing up a plan: villages, months, the team."""

from dataclasses import dataclass, replace
from datetime import date

from ubudehe.audit.overview import by_need
from ubudehe.audit.plans.officers import PlanOfficer, officers
from ubudehe.audit.rules.plan import MOST_VILLAGES
from ubudehe.ledger.rules.months import first_day, month_of, previous_month
from ubudehe.people.waiting import Asked
from ubudehe.places.queries import PlaceLine, place_view

OFFERED = 40
"""How many villages are offered at once: those where most needs somebody."""
TAKEN = 12
"""How many of them are taken at once by what needs attention."""
_MONTHS = 36


@dataclass(frozen=True)
class OfferedVillage:
    """A village that may be chosen, and how many things wait there."""

    code: str
    name: str
    needs: int


@dataclass(frozen=True)
class PlanChoices:
    """What a plan may be made of; `taken` are villages that are chosen already."""

    villages: tuple[OfferedVillage, ...]
    more: int
    """How many further villages lie there, to be found by a place below or by their code."""
    taken: tuple[str, ...]
    below: tuple[PlaceLine, ...]
    """Places by which fewer villages are offered."""
    within: str
    months: tuple[tuple[str, date], ...]
    """(YYYY-MM, its first day), the newest first."""
    team: tuple[PlanOfficer, ...]


def choices(asked: Asked, within: str, take: str) -> PlanChoices:
    """Return what there is to choose from at a place, or only `within` a place below it.

    `take` is «needs», «all» or nothing: which villages are chosen already.
    """
    here = within if within.startswith(asked.place) else asked.place
    found = by_need(replace(asked, place=here))
    offered = found[: MOST_VILLAGES if take == "all" else OFFERED]
    first = {"needs": [one for one in offered if one.needs][:TAKEN], "all": offered}.get(take, [])
    view = place_view(asked.session, asked.place, asked.country)
    return PlanChoices(
        villages=tuple(OfferedVillage(one.code, one.name, one.needs) for one in offered),
        more=len(found) - len(offered),
        taken=tuple(one.code for one in first),
        below=tuple(one for one in view.below if one.level != "village"),
        within=here,
        months=months_offered(asked.today),
        team=officers(asked.session, asked.place, asked.today),
    )


def months_offered(today: date) -> tuple[tuple[str, date], ...]:
    """Return the months that an audit may look at, the newest first."""
    month, found = month_of(today), []
    for _ in range(_MONTHS):
        found.append((month, first_day(month)))
        month = previous_month(month)
    return tuple(found)
