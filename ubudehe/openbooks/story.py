"""Reading a project's story: when it was needed, proposed, chosen, worked on and closed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.dates import day_of
from ubudehe.ledger.entries.conditions import is_posted, is_repair, stands
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.openbooks.rules.story import ProjectStory, StoryFacts, story_of
from ubudehe.places.pack import Country
from ubudehe.projects.needs.tables import Need
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.voting.chosen import is_chosen, when_chosen
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.storage.reading import pick


def story(
    session: Session, project: UUID, country: Country, today: date, closed: datetime | None
) -> ProjectStory:
    """Return the story of a chosen project, `closed` with its last report or not."""

    def day(moment: datetime | None) -> date | None:
        return None if moment is None else day_of(moment, country.zone)

    added, need, needed = session.execute(
        pick(Proposal.added_at, Need.text, Need.added_at)
        .outerjoin(Need, col(Need.id) == Proposal.need)
        .where(Proposal.id == project)
    ).one()
    chosen = session.execute(
        pick(func.max(when_chosen()))
        .select_from(Vote)
        .join(VoteOption, col(VoteOption.vote) == Vote.id)
        .where(VoteOption.proposal == project, is_chosen())
    ).scalar_one()
    begun, entries = session.execute(
        select(func.min(LedgerEntry.entry_date), func.count()).where(
            LedgerEntry.project == project, is_posted(), ~is_repair()
        )
    ).one()
    repaired, repairs = session.execute(
        select(func.max(LedgerEntry.entry_date), func.count()).where(
            LedgerEntry.project == project, stands(), is_repair()
        )
    ).one()
    return story_of(
        StoryFacts(
            today=today,
            need=need or "",
            needed=day(needed),
            proposed=day(added),
            chosen=day(chosen),
            begun=begun,
            entries=entries,
            closed=day(closed),
            repaired=repaired,
            repairs=repairs,
        )
    )
