"""Flags as pages show them: for people who work with them, and for everybody."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col

from ubudehe.audit.queries import Span, facts, span_of
from ubudehe.audit.rules.all_flags import flags_of
from ubudehe.audit.rules.facts import Entry, Village
from ubudehe.audit.rules.flag import RULES, Flag
from ubudehe.audit.tables import FlagWord
from ubudehe.audit.words import SENTENCES
from ubudehe.language.paging import Paging
from ubudehe.language.sentences import Sentence, Value, money, number, text
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.places.tables import Place
from ubudehe.record.tables import Act
from ubudehe.storage.reading import pick

VILLAGES = 10
"""How many villages a page shows."""
ENTRIES = 6
"""How many entries of a flag are listed before the rest is only counted."""
_OF_YEAR = {"F05s", "F11", "F17", "F20"}
_OF_MONTH = {"F09s", "F15", "F24"}
_OF_DAY = {"F12", "F16"}


@dataclass(frozen=True)
class FlaggedEntry:
    """An entry that a flag is about."""

    id: UUID
    number: int
    what: str


@dataclass(frozen=True)
class FlagSaid:
    """One word on a flag; who said it is for people of the village and above."""

    kind: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True)
class FlagLine:
    """One flag with what was said of it."""

    key: str
    rule: str
    version: int
    says: Sentence
    about: Sentence | None
    weight: str
    amount: int
    since: date
    public_from: date | None
    """None where it is never public."""
    state: str
    """«open», «answered», «explained» or «confirmed»: the last word counts."""
    entries: tuple[FlaggedEntry, ...]
    more: int
    """How many entries are not listed."""
    words: tuple[FlagSaid, ...]


@dataclass(frozen=True)
class FlaggedVillage:
    """The flags of one village, what weighs more first."""

    code: str
    name: str
    flags: tuple[FlagLine, ...]


@dataclass(frozen=True)
class FlagsPage:
    """The flags of some of the villages with books at or below a place."""

    villages: tuple[FlaggedVillage, ...]
    part: Paging


def flags_page(session: Session, code: str, country: Country, today: date, start: int) -> FlagsPage:
    """Return the flags of the villages at or below a place, a few villages after `start` others."""
    found = _with_books(session, code, start)
    part = Paging(start, VILLAGES, _count_with_books(session, code))
    if not found:
        return FlagsPage((), part)
    span = Span(found[0][0], span_of(found[-1][0]).end)
    words = _words(session, span)
    names = dict(found)
    return FlagsPage(
        tuple(
            FlaggedVillage(
                village.code, names[village.code], _lines(village, words[village.code], country)
            )
            for village in facts(session, span, country, today)
        ),
        part,
    )


def public_flags(session: Session, village: str, country: Country, today: date) -> list[FlagLine]:
    """Return the flags of a village that everybody may see, without what was said of them."""
    span = span_of(village)
    words = _words(session, span)
    return [
        line
        for one in facts(session, span, country, today)
        for line in _lines(one, words[one.code], country, only_public=True)
    ]


def flag_line(
    session: Session, village: str, key: str, country: Country, today: date
) -> FlagLine | None:
    """Return one flag of a village, or None where its books do not raise it."""
    page = flags_page(session, village, country, today, 0)
    found = (line for one in page.villages for line in one.flags if line.key == key)
    return next(found, None)


def count_flags(session: Session, village: str, country: Country, today: date) -> dict[str, int]:
    """Return how many flags of a village are in each state."""
    counted: dict[str, int] = defaultdict(int)
    for one in flags_page(session, village, country, today, 0).villages:
        for line in one.flags:
            counted[line.state] += 1
    return counted


def _lines(
    village: Village,
    words: Mapping[str, list[FlagSaid]],
    country: Country,
    *,
    only_public: bool = False,
) -> tuple[FlagLine, ...]:
    entries = {one.id: one for one in village.entries}
    shown = [
        flag
        for flag in flags_of(village, country.audit)
        if not only_public or flag.is_public(country.audit, village.today)
    ]
    return tuple(
        _line(flag, entries, [] if only_public else words[flag.key], words[flag.key], country)
        for flag in shown
    )


def _line(
    flag: Flag,
    entries: Mapping[UUID, Entry],
    words: list[FlagSaid],
    known: list[FlagSaid],
    country: Country,
) -> FlagLine:
    limit = money(flag.limit) if RULES[flag.rule].unit == "money" else number(flag.limit)
    last = known[-1].kind if known else "open"
    found = [entries[one] for one in flag.entries]
    return FlagLine(
        key=flag.key,
        rule=flag.rule,
        version=flag.version,
        says=Sentence(SENTENCES[flag.rule], {"limit": limit}),
        about=_about(flag),
        weight=flag.weight,
        amount=flag.amount,
        since=flag.since,
        public_from=None if flag.personal else flag.public_from(country.audit),
        state="answered" if last == "answer" else last,
        entries=tuple(FlaggedEntry(one.id, one.number, one.what) for one in found[:ENTRIES]),
        more=max(len(found) - ENTRIES, 0),
        words=tuple(words),
    )


def _about(flag: Flag) -> Sentence | None:
    """Return what a flag is about beside its entries: a year, a month, a day, a purpose."""
    if flag.rule in _OF_YEAR:
        value = text(flag.subject)
    elif flag.rule in _OF_MONTH:
        value = Value("month", flag.subject[:7])
    elif flag.rule in _OF_DAY:
        value = Value("day", flag.subject)
    elif flag.rule == "F06":
        value = Value("expense", flag.subject.split(" ")[1])
    else:
        return None
    return Sentence("%(about)s", {"about": value})


def _words(session: Session, span: Span) -> dict[str, dict[str, list[FlagSaid]]]:
    rows = session.execute(
        pick(
            FlagWord.village,
            FlagWord.flag,
            FlagWord.kind,
            FlagWord.text,
            FlagWord.account,
            FlagWord.said_at,
        )
        .join(Act, and_(col(Act.log) == FlagWord.village, col(Act.id) == FlagWord.id))
        .where(span.holds(FlagWord.village))
        .order_by(FlagWord.village, Act.idx)
    ).all()
    names = names_of(session, {row[4] for row in rows})
    found: dict[str, dict[str, list[FlagSaid]]] = defaultdict(lambda: defaultdict(list))
    for village, flag, kind, said, account, at in rows:
        found[village][flag].append(FlagSaid(kind, said, names.get(account, ""), at))
    return found


def _with_books(session: Session, code: str, start: int) -> list[tuple[str, str]]:
    rows = session.execute(
        pick(LedgerEntry.village, Place.name)
        .join(Place, col(Place.code) == LedgerEntry.village)
        .where(span_of(code).holds(LedgerEntry.village))
        .group_by(LedgerEntry.village, Place.name)
        .order_by(LedgerEntry.village)
        .offset(start)
        .limit(VILLAGES)
    )
    return [(village, name) for village, name in rows]


def _count_with_books(session: Session, code: str) -> int:
    return int(
        session.execute(
            pick(func.count(func.distinct(LedgerEntry.village))).where(
                span_of(code).holds(LedgerEntry.village)
            )
        ).scalar_one()
    )
