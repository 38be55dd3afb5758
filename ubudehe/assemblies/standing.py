"""How a meeting stands: what a person must have seen before changing it, and its minutes."""

from collections.abc import Mapping

from sqlalchemy import func
from sqlmodel import Session, select

from ubudehe.assemblies.announcing.queries import notice_of
from ubudehe.assemblies.done import done_at
from ubudehe.assemblies.rules import Attendance, minutes_document
from ubudehe.assemblies.tables import Assembly, AssemblyDecision
from ubudehe.assemblies.telling import as_committed
from ubudehe.people.desk import Desk

COUNTS = ("women", "men", "young", "households")
"""What is counted of those present."""


def counted(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return who is written down as being there."""
    meeting = _meeting_of(session, place, ids)
    if meeting is None:
        return None
    return {name: getattr(meeting, name) if meeting.counted else "" for name in COUNTS}


def written(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return the text of the minutes, and how many things stand in them by themselves."""
    meeting = _meeting_of(session, place, ids)
    if meeting is None:
        return None
    return {"text": meeting.minutes, "decisions": _how_many(session, meeting)}


def whole_meeting(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return everything that closing the minutes freezes."""
    meeting = _meeting_of(session, place, ids)
    if meeting is None:
        return None
    counts = counted(session, place, ids) or {}
    return {"text": meeting.minutes, "decisions": _how_many(session, meeting), **counts}


def _meeting_of(session: Session, place: str, ids: Mapping[str, object]) -> Assembly | None:
    meeting = session.get(Assembly, ids["assembly"])
    return meeting if meeting is not None and meeting.village == place else None


def _how_many(session: Session, meeting: Assembly) -> int:
    """Return how many things stand in the minutes by themselves."""
    last = select(func.max(AssemblyDecision.number)).where(AssemblyDecision.assembly == meeting.id)
    by_hands = session.exec(last).one() or 0
    return by_hands + len(done_at(session, meeting.village, meeting.id).during)


def document(desk: Desk, meeting: Assembly) -> dict[str, object]:
    """Return the minutes of a meeting as they are now, with all that was done at it."""
    decisions = desk.session.exec(
        select(AssemblyDecision)
        .where(AssemblyDecision.assembly == meeting.id)
        .order_by(AssemblyDecision.number)  # type: ignore[arg-type]
    )
    return minutes_document(
        village=desk.place,
        held_on=meeting.held_on.isoformat(),
        where=meeting.where,
        attendance=Attendance(meeting.women, meeting.men, meeting.young, meeting.households),
        registered=meeting.registered,
        decisions=[
            (d.text, d.votes_for, d.votes_against, d.abstained, d.outcome) for d in decisions
        ],
        done=as_committed(done_at(desk.session, desk.place, meeting.id).during),
        text=meeting.minutes,
        announced=_announced(desk.session, meeting),
    )


def _announced(session: Session, meeting: Assembly) -> dict[str, object] | None:
    notice = notice_of(session, meeting)
    if notice is None:
        return None
    since, told = notice.known_since.isoformat(), notice.ahead
    return {"since": since, "days": told.days, "asked": told.asked, "ways": list(notice.ways)}
