"""The working days of a place, with what was announced for it and for the country."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, or_, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.people.holidays.rules import AnnouncedDay, counting_since
from ubudehe.people.holidays.tables import AnnouncedHoliday
from ubudehe.places.calendar import IsWorkingDay, working_day
from ubudehe.places.pack import Country
from ubudehe.places.under import span, under
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.storage.prepared import Prepared, listed

WorkingSince = Callable[[date], IsWorkingDay]
"""Tells the working days of a time that begins on a day."""
_TOLD = "announced holidays"
_BELOW = "announced holidays below"

_HERE = col(AnnouncedHoliday.place).in_(listed("around"))
_IN_ORDER = select(AnnouncedHoliday).order_by(col(AnnouncedHoliday.day), col(AnnouncedHoliday.id))
_AROUND = Prepared(_IN_ORDER.where(_HERE))
_AROUND_OR_BELOW = Prepared(_IN_ORDER.where(or_(under(AnnouncedHoliday.place), _HERE)))


@dataclass(frozen=True)
class HolidayLine:
    """An announced day off as it is listed."""

    id: UUID
    day: date
    name: str
    announced_on: date
    may_end: bool
    """Whether it is still to come, and was announced by the place that looks."""


def working_since(session: Session, place: str, country: Country) -> WorkingSince:
    """Return what tells the working days of a place, for a time that begins on a given day.

    A session asks the database once for a place, and after `learn_below` once for all places below
    one: what is announced in it counts for nothing that has begun.
    """
    announced = announced_around(session, place)
    known = working_day(country)

    def since(begun: date) -> IsWorkingDay:
        free = counting_since(announced, begun)
        return lambda day: known(day) and day not in free

    return since


def announced_around(session: Session, place: str) -> tuple[AnnouncedDay, ...]:
    """Return what was announced for a place: where it is the same, working days are the same."""
    told: dict[str, tuple[AnnouncedDay, ...]] = session.info.setdefault(_TOLD, {})
    if place not in told:
        told[place] = tuple(
            AnnouncedDay(one.day, one.announced_on, one.ended_on)
            for one in _around_of(session, place)
        )
    return told[place]


def learn_below(session: Session, place: str) -> None:
    """Read what was announced for all places below one, so that none of them is asked alone."""
    over, _ = session.info.get(_BELOW, (None, ()))
    if over is not None and place.startswith(over):
        return
    rows = _AROUND_OR_BELOW.rows(session, **span(place), around=_around(place))
    session.info[_BELOW] = place, rows


def _around_of(session: Session, place: str) -> list[AnnouncedHoliday]:
    """Return what was announced around a place: of what was learnt, or asked for it alone."""
    over, rows = session.info.get(_BELOW, (None, ()))
    if over is None or not place.startswith(over):
        return _rows(session, place)
    around = _around(place)
    return [one for one in rows if one.place in around]


def coming_holidays(session: Session, place: str, today: date) -> tuple[HolidayLine, ...]:
    """Return the announced days off of a place and of the country from today on, the next first."""
    return tuple(
        HolidayLine(
            one.id, one.day, one.name, one.announced_on, one.place == place and one.day > today
        )
        for one in _rows(session, place)
        if one.ended_on is None and one.day >= today
    )


def announced_name(session: Session, place: str, day: date) -> str | None:
    """Return the name of the day off that was announced for a place on a day; None for none."""
    found = (one.name for one in _rows(session, place) if one.day == day and one.ended_on is None)
    return next(found, None)


def holiday_of(session: Session, place: str, id_: object) -> AnnouncedHoliday:
    """Return a day off that a place announced; NotFound where there is none such."""
    found = session.get(AnnouncedHoliday, id_)
    if found is None or found.place != place:
        raise NotFound(N_("No such day off was announced here."))
    return found


def _around(place: str) -> list[str]:
    """Return the places whose days off are a place's too."""
    return [COUNTRY, *(place[:end] for end in range(1, len(place) + 1))]


def _rows(session: Session, place: str) -> list[AnnouncedHoliday]:
    return _AROUND.rows(session, around=_around(place))
