"""Announced meetings, shaped for pages, paper and calendars."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies.announcing.rules import STILL, Ahead, moment_of
from ubudehe.assemblies.announcing.tables import Announcement
from ubudehe.assemblies.tables import Assembly
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Country
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import of_village

_SINCE = Prepared(
    select(Announcement)
    .where(Announcement.village == given("village"), Announcement.day >= given("first"))
    .order_by(col(Announcement.day), col(Announcement.hour))
)
_TAKEN_UP = Prepared(
    select(col(Assembly.announcement), col(Assembly.id), col(Assembly.closed_at)).where(
        col(Assembly.announcement).in_(listed("announcements")), col(Assembly.cancelled) == ""
    )
)

_NOT_YET: tuple[UUID | None, bool] = (None, False)


@dataclass(frozen=True)
class AnnouncedMeeting:
    """An announced meeting; `hour` is HH:MM on the country's clock."""

    id: UUID
    village: str
    day: date
    hour: str
    where: str
    agenda: tuple[str, ...]
    matters: tuple[str, ...]
    """Further points in words."""
    ways: tuple[str, ...]
    known_since: date
    written_at: datetime
    changes: int
    reason: str
    state: str
    """«coming», «today», «passed», «called_off», «opened»; «held» once its minutes are closed."""
    meeting: UUID | None
    """The meeting that took it up."""
    lang: str
    """The language of its words, and of the reason, where somebody said it."""
    reason_lang: str

    @property
    def waits(self) -> bool:
        """Tell whether it still waits for its meeting."""
        return self.state in ("coming", "today", "passed")

    @property
    def is_to_open(self) -> bool:
        """Tell whether its day has come."""
        return self.state in ("today", "passed")

    @property
    def changed(self) -> bool:
        """Tell whether it was announced anew after it was announced first."""
        return bool(self.changes) and self.state != "called_off"

    def starts(self, country: Country) -> datetime:
        """Return the moment at which it begins."""
        return moment_of(self.day, time.fromisoformat(self.hour), country.zone)


@dataclass(frozen=True)
class MeetingNotice:
    """How a meeting was announced before it was opened."""

    known_since: date
    ahead: Ahead
    agenda: tuple[str, ...]
    matters: tuple[str, ...]
    ways: tuple[str, ...]
    lang: str
    """The language of `matters`, where somebody said it."""


def announced_meeting(
    session: Session, village: str, announcement: UUID, today: date
) -> AnnouncedMeeting:
    """Return one announced meeting of a village; NotFound where there is none."""
    row = of_village(session, Announcement, announcement, village)
    if row is None:
        raise NotFound(N_("There is no such announcement in this village."))
    return _shaped(session, [row], today)[0]


def village_of_announcement(session: Session, announcement: UUID) -> str:
    """Return the village that announced a meeting; NotFound where there is no such page."""
    row = session.get(Announcement, announcement)
    if row is None:
        raise NotFound(N_("There is no such page."))
    return row.village


def meetings_to_come(session: Session, village: str, today: date) -> tuple[AnnouncedMeeting, ...]:
    """Return the announced meetings that are still to be, the next first."""
    found = _since(session, village, today, today)
    return tuple(one for one in found if one.waits)


def meetings_not_opened(
    session: Session, village: str, today: date
) -> tuple[AnnouncedMeeting, ...]:
    """Return the announced meetings that wait for being opened, also those whose day is over."""
    found = _since(session, village, today - timedelta(days=STILL), today)
    return tuple(one for one in found if one.waits)


def meetings_for_calendar(
    session: Session, village: str, today: date
) -> tuple[AnnouncedMeeting, ...]:
    """Return what a calendar that follows a village keeps: those called off as well."""
    return _since(session, village, today - timedelta(days=STILL), today)


def notice_of(session: Session, meeting: Assembly) -> MeetingNotice | None:
    """Return how a meeting was announced; None where it was not."""
    if meeting.announcement is None:
        return None
    row = session.get_one(Announcement, meeting.announcement)
    return MeetingNotice(
        known_since=row.known_since,
        ahead=Ahead(meeting.days_ahead or 0, meeting.days_asked or 0),
        agenda=tuple(row.agenda),
        matters=_lines(row.matters),
        ways=tuple(row.ways),
        lang=row.lang,
    )


def _since(
    session: Session, village: str, first: date, today: date
) -> tuple[AnnouncedMeeting, ...]:
    return _shaped(session, _SINCE.rows(session, village=village, first=first), today)


def _shaped(
    session: Session, rows: list[Announcement], today: date
) -> tuple[AnnouncedMeeting, ...]:
    """Return rows as pages show them; one query more, however many there are."""
    if not rows:
        return ()
    taken = _TAKEN_UP.rows(session, announcements=[row.id for row in rows])
    meetings = {of: (id_, closed is not None) for of, id_, closed in taken}
    return tuple(_meeting(row, *meetings.get(row.id, _NOT_YET), today) for row in rows)


def _meeting(
    row: Announcement, meeting: UUID | None, closed: bool, today: date
) -> AnnouncedMeeting:
    return AnnouncedMeeting(
        id=row.id,
        village=row.village,
        day=row.day,
        hour=row.hour,
        where=row.where,
        agenda=tuple(row.agenda),
        matters=_lines(row.matters),
        ways=tuple(row.ways),
        known_since=row.known_since,
        written_at=row.written_at,
        changes=row.changes,
        reason=row.reason,
        state=_state(row, meeting is not None, closed, today),
        meeting=meeting,
        lang=row.lang,
        reason_lang=row.reason_lang,
    )


def _state(row: Announcement, opened: bool, closed: bool, today: date) -> str:
    if row.called_off:
        return "called_off"
    if opened:
        return "held" if closed else "opened"
    if row.day == today:
        return "today"
    return "coming" if row.day > today else "passed"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
