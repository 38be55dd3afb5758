"""Meetings, shaped for a page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies.announcing.queries import MeetingNotice, notice_of
from ubudehe.assemblies.done import done_at, is_read_back
from ubudehe.assemblies.rules import Attendance, Quorum, quorum
from ubudehe.assemblies.tables import Addendum, Assembly, AssemblyDecision
from ubudehe.assemblies.telling import everything
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.language.sentences import Sentence
from ubudehe.people.minutes import Told
from ubudehe.places.pack import Country
from ubudehe.record.append import total
from ubudehe.record.queries import opened
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import of_village, pick

_MATTERS = ("categories", "projects")
"""What a meeting is about that has pages of its own."""


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list."""

    id: UUID
    held_on: date
    purpose: str
    closed_at: datetime | None
    cancelled: bool
    """Whether it was taken back: it did not take place."""

    @property
    def is_open(self) -> bool:
        """Tell whether it is still going on."""
        return self.closed_at is None


@dataclass(frozen=True)
class DecisionLine:
    """A decision with its show of hands."""

    number: int
    text: str
    votes_for: int
    votes_against: int
    abstained: int
    outcome: str
    lang: str
    """The language of its words, where somebody said it."""


@dataclass(frozen=True)
class DoneLine:
    """Something that was done, as it is told: the first sentence says what, the others how."""

    said: tuple[Sentence, ...]
    undone: bool


@dataclass(frozen=True)
class AddendumLine:
    """What a later meeting, held on a day, agreed to add to the minutes of an earlier one."""

    text: str
    agreed_in: UUID
    held_on: date


@dataclass(frozen=True)
class MeetingView:
    """A meeting with all that happened at it; for people of the village."""

    id: UUID
    village: str
    held_on: date
    opened_at: datetime
    where: str
    purpose: str
    counted: bool
    attendance: Attendance
    quorum: Quorum
    registered: int
    decisions: tuple[DecisionLine, ...]
    during: tuple[Told, ...]
    """What was done at it besides, as the record says."""
    afterwards: tuple[Told, ...]
    """What followed from that once the minutes were closed."""
    minutes: str
    read_back: bool
    closed_at: datetime | None
    cancelled: str
    """Why it was taken back, having decided nothing; empty for a meeting that took place."""
    minutes_hash: str | None
    addenda: tuple[AddendumLine, ...]
    """What later meetings agreed to add to its minutes."""
    notice: MeetingNotice | None
    """How it was announced; None where it was not."""

    @property
    def agenda(self) -> tuple[str, ...]:
        """Return what it is about, in the order that was announced."""
        return self.notice.agenda if self.notice else (self.purpose,)

    @property
    def following(self) -> tuple[str, ...]:
        """Return the one right step of whoever runs it: its page.

        First what the meeting is about, while nothing of it was done; without a quorum nothing can
        be decided, so then the minutes are written.
        """
        if not self.counted:
            return ("count",)
        if self.read_back:
            return ("close",)
        if self.decisions or self.during or not self.quorum.reached:
            return ("minutes",)
        return (next((one for one in self.agenda if one in _MATTERS), "decide"),)

    @property
    def menu(self) -> tuple[str, ...]:
        """Return the other ways on of whoever runs it, by the names of their pages."""
        ways = {
            "again": self.counted,
            "decide": self.counted,
            "categories": self.counted and "categories" in self.agenda,
            "projects": self.counted and "projects" in self.agenda,
            "minutes": self.counted,
            "cancel": not (self.decisions or self.during),
        }
        return tuple(name for name in ways if ways[name] and name not in self.following)

    @property
    def done(self) -> tuple[DoneLine, ...]:
        """Return what was done as people of the village read it."""
        return tuple(DoneLine(everything(one), one.undone) for one in self.during)

    @property
    def later(self) -> tuple[DoneLine, ...]:
        """Return what followed as people of the village read it."""
        return tuple(DoneLine(everything(one), one.undone) for one in self.afterwards)


def meetings(session: Session, village: str) -> tuple[MeetingLine, ...]:
    """Return the meetings of a village, the latest first."""
    rows = session.execute(
        pick(
            Assembly.id, Assembly.held_on, Assembly.purpose, Assembly.closed_at, Assembly.cancelled
        )
        .where(Assembly.village == village)
        .order_by(col(Assembly.held_on).desc(), col(Assembly.opened_at).desc())
    ).all()
    return tuple(
        MeetingLine(id_, day, purpose, end, bool(why)) for id_, day, purpose, end, why in rows
    )


def meeting(session: Session, village: str, assembly: UUID, country: Country) -> MeetingView:
    """Return one meeting of a village; NotFound where there is none."""
    found = of_village(session, Assembly, assembly, village)
    if found is None:
        raise NotFound(N_("There is no such meeting in this village."))
    registered = found.registered if found.counted else total(session, village, "households")
    done = done_at(session, village, assembly)
    minutes = opened(session, village, "assembly.close", str(assembly), "minutes")
    return MeetingView(
        id=found.id,
        village=village,
        held_on=found.held_on,
        opened_at=found.opened_at,
        where=found.where,
        purpose=found.purpose,
        counted=found.counted,
        attendance=Attendance(found.women, found.men, found.young, found.households),
        quorum=quorum(found.households, registered, country.quorum),
        registered=registered,
        decisions=decisions(session, assembly),
        during=done.during,
        afterwards=done.afterwards,
        minutes=found.minutes,
        read_back=found.read_back and is_read_back(session, village, assembly),
        closed_at=found.closed_at,
        cancelled=found.cancelled,
        minutes_hash=minutes.commitment if minutes else None,
        addenda=_addenda(session, assembly),
        notice=notice_of(session, found),
    )


def _addenda(session: Session, assembly: UUID) -> tuple[AddendumLine, ...]:
    rows = session.execute(
        pick(Addendum.text, Addendum.agreed_in, Assembly.held_on)
        .join(Assembly, col(Assembly.id) == Addendum.agreed_in)
        .where(Addendum.assembly == assembly)
        .order_by(col(Addendum.written_at))
    ).all()
    return tuple(AddendumLine(*row) for row in rows)


def decisions(session: Session, assembly: UUID) -> tuple[DecisionLine, ...]:
    """Return the decisions of a meeting in their order."""
    rows = session.exec(
        select(AssemblyDecision)
        .where(AssemblyDecision.assembly == assembly)
        .order_by(col(AssemblyDecision.number))
    ).all()
    return tuple(
        DecisionLine(d.number, d.text, d.votes_for, d.votes_against, d.abstained, d.outcome, d.lang)
        for d in rows
    )


NO_MEETING = UUID(int=0)
"""What a form names where no meeting is open: no act takes it."""


_OPEN = Prepared(
    select(Assembly.id).where(
        Assembly.village == given("village"), col(Assembly.closed_at).is_(None)
    )
)


def open_meeting_id(session: Session, village: str) -> UUID | None:
    """Return the meeting that is open in a village, if any."""
    return _OPEN.first(session, village=village)
