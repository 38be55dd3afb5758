"""Closed meetings as everybody may read them: what was decided, with nothing that points at few."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.assemblies import queries as assemblies
from ubudehe.assemblies.announcing.queries import MeetingNotice
from ubudehe.assemblies.queries import DoneLine
from ubudehe.assemblies.telling import Present, for_all
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.projects.rules.election import Kind
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote, VoteOption
from ubudehe.projects.voting.votes import BY_TELLERS, COUNTED
from ubudehe.record.rules.suppression import Shown, shown, shown_parts, shown_whole
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class PublicDecision:
    """A decision; its hands are shown only if that points at nobody."""

    text: str
    lang: str
    outcome: str
    hands: tuple[Shown, ...] | None


@dataclass(frozen=True)
class PublicMeeting:
    """A closed meeting. `people` is None where it is not shown: `few` tells if for being 1 to 4."""

    place: PlaceLine
    held_on: date
    purpose: str
    quorum_reached: bool
    people: Shown | None
    few: bool
    women_men: tuple[Shown, ...] | None
    decisions: tuple[PublicDecision, ...]
    done: tuple[DoneLine, ...]
    later: tuple[DoneLine, ...]
    minutes_hash: str | None
    addenda: tuple[tuple[UUID, date], ...]
    """The later meetings, and their days, that agreed to add to its minutes."""
    closed_at: datetime | None
    notice: MeetingNotice | None
    """How it was announced; None where it was not."""


def public_meetings(session: Session, village: str) -> tuple[assemblies.MeetingLine, ...]:
    """Return the closed meetings of a village, the latest first."""
    every = assemblies.meetings(session, village)
    return tuple(line for line in every if not line.is_open and not line.cancelled)


def public_meeting(
    session: Session, village: str, assembly: UUID, country: Country
) -> PublicMeeting:
    """Return a closed meeting as everybody may see it; NotFound while it is open.

    NotFound, too, for one that did not take place.
    """
    found = assemblies.meeting(session, village, assembly, country)
    if found.closed_at is None or found.cancelled:
        raise NotFound(N_("There is no such page."))
    there = found.attendance
    people, parts = shown_parts(there.people, (there.women, there.men))
    hands = _told_by_tellers(session, assembly)
    hidden = hands is None or shown_whole(people, hands) is None
    present = Present(None if hidden else there.people)
    return PublicMeeting(
        place=find_place(session, village),
        held_on=found.held_on,
        purpose=found.purpose,
        quorum_reached=found.quorum.reached,
        people=None if hidden else people,
        few=people is None,
        women_men=None if hidden else parts,
        decisions=tuple(_public_decision(d, there.people, hidden) for d in found.decisions),
        done=tuple(DoneLine(for_all(one, present), one.undone) for one in found.during),
        later=tuple(DoneLine(for_all(one, present), one.undone) for one in found.afterwards),
        minutes_hash=found.minutes_hash,
        addenda=tuple((one.agreed_in, one.held_on) for one in found.addenda),
        closed_at=found.closed_at,
        notice=found.notice,
    )


def _told_by_tellers(session: Session, assembly: UUID) -> list[Shown | None] | None:
    """Return the published votes of a meeting's hands and beans: all who were there could vote.

    None while one is not counted: the number of people would be known before it could be judged.
    """
    votes = session.execute(
        pick(Vote, VoteOption.votes)
        .join(Vote, col(Vote.id) == VoteOption.vote)
        .where(Vote.assembly == assembly, col(Vote.method).in_(BY_TELLERS))
    ).all()
    if any(vote.state == VoteState.OPEN for vote, _ in votes):
        return None
    told: list[int] = []
    for vote, number in votes:
        if vote.state not in COUNTED:
            continue
        if vote.kind == Kind.YES_NO:
            answered = vote.counted - vote.blank
            told += [number, answered - number, answered]
        elif vote.method == "hands" or vote.marks == 1:  # several beans of one are no people
            told.append(number)
    return [shown(one) for one in told]


def _public_decision(d: assemblies.DecisionLine, people: int, hidden: bool) -> PublicDecision:
    """Return a decision; where the number of people is `hidden`, hands could give it away."""
    _, parts = shown_parts(people, (d.votes_for, d.votes_against, d.abstained))
    return PublicDecision(d.text, d.lang, d.outcome, None if hidden else parts)
