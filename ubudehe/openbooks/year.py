"""What the record says of a village's year, for the timeline on its page."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.categories.rules import RoundState
from ubudehe.categories.tables import CategoryRound
from ubudehe.language.dates import day_of
from ubudehe.ledger.reports.tables import ProjectReport
from ubudehe.openbooks.rules.year import VillageYear, YearFacts, year_of
from ubudehe.places.pack import Country
from ubudehe.projects.needs.tables import Need, NeedRanking
from ubudehe.projects.rules.states import RankingState, VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

_ROUND: Prepared[Any] = Prepared(
    pick(CategoryRound.state, CategoryRound.final_at)
    .where(CategoryRound.village == given("village"), CategoryRound.state != RoundState.STOPPED)
    .order_by(col(CategoryRound.started_at).desc())
    .limit(1)
)
_NEEDS: Prepared[Any] = Prepared(
    pick(
        select(func.count())
        .where(Need.village == given("village"), ~col(Need.withdrawn))
        .scalar_subquery(),
        select(func.max(NeedRanking.started_at))
        .where(NeedRanking.village == given("village"), NeedRanking.state == RankingState.DONE)
        .scalar_subquery(),
    )
)
_VOTES: Prepared[Any] = Prepared(
    pick(Vote.state, func.max(Vote.closed_at))
    .where(
        Vote.village == given("village"),
        col(Vote.state).in_((VoteState.OPEN, VoteState.CLOSED)),
    )
    .group_by(Vote.state)
)
_REPORTS = Prepared(
    select(col(ProjectReport.project), col(ProjectReport.closed_at)).where(
        ProjectReport.village == given("village")
    )
)


def village_year(
    session: Session, village: str, country: Country, projects: frozenset[UUID]
) -> VillageYear:
    """Return a village's year; `projects` are those it has chosen."""
    zone = country.zone
    state, final = _ROUND.row(session, village=village) or ("none", None)
    needs, ranked = _NEEDS.one(session, village=village)
    closed_at = dict(_VOTES.rows(session, village=village))
    reports = dict(_REPORTS.rows(session, village=village))
    closed = [reports[one] for one in projects if one in reports]
    return year_of(
        YearFacts(
            round_state=state,
            round_final=_day(final, zone),
            needs=needs,
            ranked=_day(ranked, zone),
            vote_open="open" in closed_at,
            vote_closed=_day(closed_at.get("closed"), zone),
            projects=len(projects),
            closed=len(closed),
            reported=_day(max(closed), zone) if closed else None,
        )
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else day_of(moment, zone)
