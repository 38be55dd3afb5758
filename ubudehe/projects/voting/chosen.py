"""On which day a vote that stands chose a project: by its count, or by a meeting after it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_
from sqlmodel import Session, col, select

from ubudehe.language.dates import day_of
from ubudehe.places.pack import Country
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.storage.reading import pick


def when_chosen() -> Any:
    """Return the expression of the moment at which an option of a vote was chosen.

    What the count chose is of the day of the count, though a meeting decided on others since.
    """
    return func.coalesce(VoteOption.decided_at, Vote.closed_at)


def is_chosen() -> Any:
    """Return the condition that an option is chosen, by a count that nobody annulled or later."""
    counted = and_(col(VoteOption.why) == "funded", col(VoteOption.decided) == "")
    return and_(or_(col(VoteOption.decided) == "taken", counted), col(Vote.annulled_at).is_(None))


def chosen_before(project: Any, moment: Any) -> Any:
    """Return the condition that `project` was chosen by `moment`, and is so without a break."""
    of_vote, of_project = Vote.id == VoteOption.vote, VoteOption.proposal == project
    before = when_chosen() <= moment
    return exists(select(Vote.id).where(of_vote, of_project, is_chosen(), before))


def chosen_among(
    session: Session, which: Any, country: Country, given: Mapping[str, Any] | None = None
) -> dict[UUID, date]:
    """Return the day on which each project was chosen by a vote that fits the condition `which`.

    `given` are the values that the condition asks for.
    """
    rows = session.execute(
        pick(VoteOption.proposal, func.max(when_chosen()))
        .join(Vote, col(Vote.id) == VoteOption.vote)
        .where(which, is_chosen())
        .group_by(col(VoteOption.proposal)),
        given,
    ).all()
    return {id_: day_of(at, country.zone) for id_, at in rows if at is not None}
