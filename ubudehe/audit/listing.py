"""Flags as pages show them: for people who work with them, and for everybody."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.audit.queries import CodeSpan, facts, span_of
from ubudehe.audit.rules.all_flags import flags_of
from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.audit.rules.flag import RULES, Flag
from ubudehe.audit.tables import FlagCount, FlagWord
from ubudehe.audit.words import SENTENCES
from ubudehe.language.paging import Paging
from ubudehe.language.sentences import Sentence, Value, money, number, text
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.people.queries import names_of
from ubudehe.places.pack import Country
from ubudehe.places.tables import Place
from ubudehe.record.tables import Act, LogHead
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

VILLAGES = 20
"""How many villages a page shows."""
FLAGS = 15
"""How many flags of one village a page shows."""
ENTRIES = 6
"""How many entries of a flag are listed before the rest is only counted."""
STATES = ("open", "answered", "confirmed", "explained")
_KEPT = Prepared(
    select(col(FlagCount.village), col(FlagCount.first), col(FlagCount.states))
    .join(LogHead, col(LogHead.log) == FlagCount.village)
    .where(
        col(FlagCount.village).in_(listed("villages")),
        col(FlagCount.size) == LogHead.size,
        FlagCount.day == given("today"),
    )
)
_OF_YEAR = {"F05s", "F11", "F17", "F20", "F22"}
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
class FlagsCounted:
    """How many flags a village has in each state; `first`: weighing more and not settled."""

    first: int
    states: Mapping[str, int]
    prices: tuple[str, ...] = ()
    """The entries of which it is the price; not read again from what is kept."""

    @property
    def by_state(self) -> tuple[tuple[str, int], ...]:
        """Return the states that have any, in the order in which they are shown."""
        return tuple((one, self.states[one]) for one in STATES if self.states.get(one))


@dataclass(frozen=True)
class FlaggedVillage:
    """How many flags a village has in each state; `first`: weighing more and not settled."""

    code: str
    name: str
    states: tuple[tuple[str, int], ...]
    first: int


@dataclass(frozen=True)
class VillagesPage:
    """Some of the villages with books at or below a place, with how many flags each has."""

    villages: tuple[FlaggedVillage, ...]
    part: Paging


@dataclass(frozen=True)
class FlagsPage:
    """Some of the flags of one village, what weighs more first."""

    flags: tuple[FlagLine, ...]
    part: Paging


def villages_page(
    session: Session, code: str, country: Country, today: date, start: int
) -> VillagesPage:
    """Return the villages with books at or below a place, a few after `start` others."""
    found = _with_books(session, code, start)
    part = Paging(start, VILLAGES, _count_with_books(session, code))
    if not found:
        return VillagesPage((), part)
    names, kept = dict(found), _kept(session, [village for village, _ in found], today)
    kept |= _counted_now(session, [one for one in names if one not in kept], country, today)
    return VillagesPage(
        tuple(
            FlaggedVillage(village, name, kept[village].by_state, kept[village].first)
            for village, name in found
        ),
        part,
    )


def village_flags(
    session: Session,
    village: str,
    country: Country,
    today: date,
    *,
    only_public: bool = False,
) -> tuple[FlagLine, ...]:
    """Return the flags of a village; those that everybody may see without what was said of them."""
    span = span_of(village)
    words = _words(session, span)
    return tuple(
        line
        for one in facts(session, span, country, today)
        for line in _lines(one, words[one.code], country, only_public=only_public)
    )


def part_of(flags: tuple[FlagLine, ...], start: int) -> FlagsPage:
    """Return a page of flags, after `start` others."""
    part = Paging(start, FLAGS, len(flags))
    return FlagsPage(tuple(part.of(flags)), part)


def count_flags(session: Session, village: str, country: Country, today: date) -> dict[str, int]:
    """Return how many flags of a village are in each state: as kept, where that is of now."""
    kept = _kept(session, [village], today).get(village)
    return dict((kept or flags_counted(session, village, country, today)).by_state)


def flags_counted(session: Session, village: str, country: Country, today: date) -> FlagsCounted:
    """Return how many flags of a village are in each state, and how many ask for somebody."""
    return _counted(village_flags(session, village, country, today))


def _counted(flags: tuple[FlagLine, ...]) -> FlagsCounted:
    first = sum(line.weight == "high" and line.state in ("open", "answered") for line in flags)
    prices = [str(one.id) for line in flags if line.rule == "F19" for one in line.entries]
    return FlagsCounted(first, Counter(line.state for line in flags), tuple(prices))


def _kept(session: Session, villages: Sequence[str], today: date) -> dict[str, FlagsCounted]:
    """Return what is kept of villages that neither an act nor the day has moved on since."""
    rows = _KEPT.rows(session, villages=villages, today=today)
    return {village: FlagsCounted(first, states) for village, first, states in rows}


def _counted_now(
    session: Session, villages: Sequence[str], country: Country, today: date
) -> dict[str, FlagsCounted]:
    """Return the counts of villages, given by code, in one reading of all that lie between them."""
    if not villages:
        return {}
    span, wanted = CodeSpan(villages[0], span_of(villages[-1]).end), set(villages)
    words = _words(session, span)
    return {
        one.code: _counted(_lines(one, words[one.code], country))
        for one in facts(session, span, country, today)
        if one.code in wanted
    }


def _lines(
    village: BooksFacts,
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
    entries: Mapping[UUID, EntryFact],
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


def _words(session: Session, span: CodeSpan) -> dict[str, dict[str, list[FlagSaid]]]:
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
