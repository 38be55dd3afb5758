"""Which part of the books somebody asks for: `?from=`, `?to=` and `?as-of=`, read and checked."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.exports.books import AskedBooks
from ubudehe.places.pack import Country
from ubudehe.record.rules.merkle import root_at
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act
from ubudehe.record.tree import node_reader

_MOST_DIGITS = 15


class NotReadable(Refusal):
    """What stands behind the question mark of an address cannot be answered."""

    status = 400


def asked_of(
    query: Mapping[str, str],
    session: Session,
    village: str,
    head: Checkpoint | None,
    country: Country,
    now: datetime,
) -> tuple[AskedBooks, Checkpoint | None]:
    """Return what is asked for, and the head of the record at the size it is answered from.

    Without `as-of`, that is the last signed head. NotReadable says what is wrong.
    """
    since, until = _day(query, "from"), _day(query, "to")
    if since and until and until < since:
        raise NotReadable(N_("The last day («to») lies before the first («from»)."))
    text = query.get("as-of", "")
    newest = head.size if head else None
    size = _size(text, session, village, country, now) if text else newest
    if size is not None and size > (newest or 0):
        raise NotReadable(
            N_("The signed record holds %(size)s acts, and not yet %(asked)s."),
            size=newest or 0,
            asked=size,
        )
    if head is not None and size is not None and size != head.size:
        root = root_at(size, node_reader(session, village))
        head = Checkpoint(head.origin, size, root)
    return AskedBooks(since, until, size), head


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name, "")
    return _read_day(text) if text else None


def _read_day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if f"{found:%Y-%m-%d}" != text or found.year < 2000:
        raise NotReadable(N_("Write a day so: 2026-03-31. This is none: %(text)s"), text=text[:40])
    return found


def _size(text: str, session: Session, village: str, country: Country, now: datetime) -> int:
    """Return the size of the record that is meant: a number of acts, or the end of a day."""
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)
    if "-" not in text:
        raise NotReadable(
            N_(
                "Write «as-of» as a number of acts, or as a day: 2026-03-31. "
                "This is neither: %(text)s"
            ),
            text=text[:40],
        )
    day = _read_day(text)
    if day > now.astimezone(country.zone).date():
        raise NotReadable(N_("This day is still to come."))
    midnight = datetime.combine(day + timedelta(days=1), time(), country.zone)
    query = select(func.max(Act.idx)).where(Act.log == village, col(Act.at) < midnight)
    last = session.exec(query).one()
    return 0 if last is None else int(last) + 1
