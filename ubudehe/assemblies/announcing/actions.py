"""Announcing a meeting ahead, saying it anew, and calling it off."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from ubudehe.assemblies.announcing.rules import is_too_far, known_from, moment_of
from ubudehe.assemblies.announcing.tables import Announcement
from ubudehe.assemblies.tables import Assembly
from ubudehe.language.fields import Day, Hour, PublicLine, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.language.sentences import Sentence, Value, text
from ubudehe.language.titles import Tongue
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.minutes import Said, Teller, Told
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.record.happened import Happened
from ubudehe.storage.reading import of_village

Point = Literal["categories", "projects", "accounts", "general"]
Way = Literal["board", "homes", "loudspeaker", "community_work", "phone"]
_TOLD = ("day", "hour", "where")
"""What people must know to come; `agenda` and the rest may change without telling them anew."""


class AnnounceForm(BaseModel):
    """A meeting that is to be: when, where, what about, and how people are told of it."""

    day: Day
    hour: Hour
    where: PublicLine
    agenda: Annotated[list[Point], Field(min_length=1, max_length=4)]
    matters: PublicPassage | None = None
    ways: Annotated[list[Way], Field(max_length=5)] = []
    lang: Tongue = ""


class ReannounceForm(AnnounceForm, Seen):
    """An announced meeting as it is to be by now, and why it changes."""

    announcement: UUID
    reason: PublicPassage
    reason_lang: Tongue = ""


class CallOffForm(Seen):
    """An announced meeting that will not take place, and why."""

    announcement: UUID
    reason: PublicPassage
    reason_lang: Tongue = ""


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    row = of_village(session, Announcement, ids["announcement"], place)
    if row is None:
        return None
    names = ("day", "hour", "where", "agenda", "matters", "ways", "lang", "called_off")
    return {name: getattr(row, name) for name in names}


def _tell(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    for event in events:
        if event.type == "assembly.call_off":
            yield Told(event.index, (Said(Sentence(N_("A meeting was called off."))),))
            continue
        values = {
            "day": Value("day", event.public["date"]),
            "hour": text(event.public["hour"]),
        }
        yield Told(
            event.index,
            (Said(Sentence(N_("A meeting is announced for %(day)s, %(hour)s."), values)),),
        )


_TELLER = Teller(_tell)


@act(
    "assembly.announce",
    Right.ASSEMBLY,
    said=N_("The meeting is announced on the village's page. Print the notice for the board now."),
    corrected_by=("assembly.reannounce", "assembly.call_off"),
    offline=Offline.ADDS,
    minutes=_TELLER,
)
def announce(desk: Desk, form: AnnounceForm) -> Event:
    """Announce a meeting; Refusal for an hour that has passed, or at which there is another."""
    _check(desk, form, desk.act_id)
    desk.session.add(
        Announcement(
            id=desk.act_id,
            village=desk.place,
            known_since=desk.today,
            written_at=desk.now,
            **_columns(form),
        )
    )
    return Event(
        public=_appointed(form),
        private=_words(form),
        subject=str(desk.act_id),
    )


@act(
    "assembly.reannounce",
    Right.ASSEMBLY,
    said=N_(
        "It is announced anew, with the reason. Print the new notice and take the old one off."
    ),
    corrected_by=("assembly.reannounce", "assembly.call_off"),
    offline=Offline.ASKS,
    state=_as_it_is,
    minutes=_TELLER,
)
def reannounce(desk: Desk, form: ReannounceForm) -> Event:
    """Announce a meeting anew, with a reason, until it is opened or called off."""
    row = _standing(desk, form.announcement)
    _check(desk, form, row.id)
    columns = _columns(form)
    told = [getattr(row, name) for name in _TOLD]
    now = [columns[name] for name in _TOLD]
    row.known_since = known_from((row.known_since, told), now, desk.today)
    for name, value in columns.items():
        setattr(row, name, value)
    row.reason, row.reason_lang = form.reason, form.reason_lang
    row.written_at, row.changes = desk.now, row.changes + 1
    return Event(
        public={"announcement": str(row.id), **_appointed(form)},
        private={**_words(form), **_why(form)},
        subject=str(row.id),
    )


@act(
    "assembly.call_off",
    Right.ASSEMBLY,
    said=N_("The meeting is called off, and its page says why. Take its notice off the board."),
    corrected_by=("assembly.announce",),
    offline=Offline.STATE,
    state=_as_it_is,
    minutes=_TELLER,
)
def call_off(desk: Desk, form: CallOffForm) -> Event:
    """Call an announced meeting off, with a reason that everybody reads."""
    row = _standing(desk, form.announcement)
    row.called_off, row.reason, row.reason_lang = True, form.reason, form.reason_lang
    row.written_at, row.changes = desk.now, row.changes + 1
    return Event(
        public={"announcement": str(row.id)},
        private=_why(form),
        subject=str(row.id),
    )


def taken_up_by(session: Session, announcement: UUID) -> UUID | None:
    """Return the meeting that took an announcement up, if one was opened and not taken back."""
    query = select(Assembly.id).where(
        Assembly.announcement == announcement, col(Assembly.cancelled) == ""
    )
    return session.exec(query).first()


def standing(session: Session, village: str, announcement: UUID) -> Announcement:
    """Return an announcement that waits for its meeting; NotFound, or Refusal where it is over."""
    row = of_village(session, Announcement, announcement, village)
    if row is None:
        raise NotFound(N_("There is no such announcement in this village."))
    if row.called_off:
        raise Refusal(N_("This meeting was called off. Announce another one."))
    if taken_up_by(session, row.id) is not None:
        raise Refusal(N_("This meeting was opened already, so its announcement stays as it was."))
    return row


def _standing(desk: Desk, announcement: UUID) -> Announcement:
    return standing(desk.session, desk.place, announcement)


def _check(desk: Desk, form: AnnounceForm, own: UUID) -> None:
    if moment_of(form.day, form.hour, desk.country.zone) <= desk.now:
        passed = form.day < desk.today
        raise Refusal(
            N_("This day has passed.") if passed else N_("This hour has passed."),
            "day" if passed else "hour",
        )
    if is_too_far(form.day, desk.today):
        raise Refusal(N_("This is more than a year away. Check the year."), "day")
    others = select(Announcement.id).where(
        Announcement.village == desk.place,
        Announcement.day == form.day,
        Announcement.hour == f"{form.hour:%H:%M}",
        col(Announcement.called_off).is_(False),
        Announcement.id != own,
    )
    if desk.session.exec(others).first():
        raise Refusal(N_("A meeting is announced for this day and hour already."), "hour")


def _columns(form: AnnounceForm) -> dict[str, Any]:
    return {
        "day": form.day,
        "hour": f"{form.hour:%H:%M}",
        "where": form.where,
        "agenda": list(form.agenda),
        "matters": form.matters or "",
        "ways": list(form.ways),
        "lang": form.lang,
    }


def _words(form: AnnounceForm) -> dict[str, object]:
    """Return what the record commits to; the language, where somebody said it."""
    said: dict[str, object] = {"where": form.where, "matters": form.matters or ""}
    return {**said, "lang": form.lang} if form.lang else said


def _why(form: ReannounceForm | CallOffForm) -> dict[str, object]:
    said: dict[str, object] = {"reason": form.reason}
    return {**said, "reason_lang": form.reason_lang} if form.reason_lang else said


def _appointed(form: AnnounceForm) -> dict[str, object]:
    return {
        "date": form.day.isoformat(),
        "hour": f"{form.hour:%H:%M}",
        "agenda": list(form.agenda),
        "ways": list(form.ways),
    }
