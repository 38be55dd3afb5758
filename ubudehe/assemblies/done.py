"""What was done at a meeting, read from the record: minutes write themselves.

A meeting's stretch of its village's record begins with `assembly.open` and ends with its
`assembly.close` or `assembly.cancel`; one meeting is open at a time, so every act in between was
done at it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from ubudehe.people.acts import ACTS
from ubudehe.people.minutes import Teller, Told
from ubudehe.record.happened import (
    Happened,
    Stretch,
    happened,
    index_of,
    last_indexes,
    next_index,
)
from ubudehe.record.rules.events import PUBLIC_FIELDS
from ubudehe.record.tongues import FIELD as LANG

_HANDS, _READ_BACK = "assembly.decide", "assembly.read_back"
_ENDS = ("assembly.close", "assembly.cancel")
_NAME_IT = frozenset(
    type_
    for type_, fields in PUBLIC_FIELDS.items()
    if "assembly" in fields and not type_.startswith("assembly.")
)
"""Acts of other rooms that say at which meeting they were done."""


@dataclass(frozen=True)
class Done:
    """What was done at a meeting, in order; `afterwards` came once its minutes were closed."""

    during: tuple[Told, ...]
    afterwards: tuple[Told, ...]


def done_at(session: Session, village: str, assembly: UUID) -> Done:
    """Return what was done at a meeting; its own shows of hands stand elsewhere."""
    stretch = stretch_of(session, village, assembly)
    found = [
        one
        for teller, types in _tellers().items()
        for one in _told(session, stretch, teller, types, str(assembly))
    ]
    found.sort(key=lambda one: one.index)
    end = stretch.last
    during = tuple(one for one in found if end is None or one.index < end)
    return Done(during, tuple(found[len(during) :]))


def is_read_back(session: Session, village: str, assembly: UUID) -> bool:
    """Tell whether minutes were read back after the last thing that was done at a meeting."""
    told = {type_ for types in _tellers().values() for type_ in types} | {_HANDS}
    last = last_indexes(session, stretch_of(session, village, assembly), {*told, _READ_BACK})
    read = last.pop(_READ_BACK, -1)
    return all(index < read for index in last.values())


def something_done(session: Session, village: str, assembly: UUID) -> bool:
    """Tell whether a meeting decided anything, or something else rests on it.

    What was done at it stays done at it, also where it was taken back since.
    """
    stretch = stretch_of(session, village, assembly)
    if done_at(session, village, assembly).during:
        return True
    named = happened(session, stretch, {*_NAME_IT, _HANDS})
    return any(event.public.get("assembly") == str(assembly) for event in named)


def stretch_of(session: Session, village: str, assembly: UUID) -> Stretch:
    """Return the stretch of the record in which a meeting was open, or is."""
    opened = index_of(session, village, assembly)
    if opened is None:
        return Stretch(village, 0, 0)
    rest = Stretch(village, opened)
    return Stretch(village, opened, next_index(session, rest, _ENDS))


def _tellers() -> dict[Teller, list[str]]:
    """Return who tells acts in minutes, with the types of these acts."""
    found: dict[Teller, list[str]] = {}
    for act in ACTS.values():
        if act.minutes is not None:
            found.setdefault(act.minutes, []).append(act.type)
    return found


def _told(
    session: Session, stretch: Stretch, teller: Teller, types: Sequence[str], assembly: str
) -> Iterator[Told]:
    events = [
        event
        for event in happened(session, stretch, types, _reads(teller))
        if event.public.get("assembly", assembly) == assembly
    ]
    events += _later(session, stretch, teller, events)
    if events:
        yield from teller.tell(session, stretch.log, events)


def _reads(teller: Teller) -> tuple[str, ...]:
    """Return what is read of private fields: where words are, their language too."""
    return (*teller.reads, LANG) if teller.reads else ()


def _later(
    session: Session, stretch: Stretch, teller: Teller, events: Sequence[Happened]
) -> tuple[Happened, ...]:
    """Return what followed, after the minutes were closed, from what a meeting began."""
    if stretch.last is None or not teller.later or not events:
        return ()
    after = Stretch(stretch.log, stretch.last)
    subjects = {event.subject for event in events}
    return happened(session, after, teller.later, _reads(teller), subjects)
