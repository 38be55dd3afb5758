"""Statements beside the books: what is settled, what is open, and what is probably the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.matching import DAYS_APART, MovedMoney, proposals
from ubudehe.ledger.rules.months import first_day, last_day, month_of
from ubudehe.ledger.rules.states import LineState
from ubudehe.ledger.statements.moves import AccountMove, Key, moves_between
from ubudehe.ledger.statements.tables import BankFile, BankLine
from ubudehe.people.queries import names_of
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

FAR = 92
"""How many days away an entry may be that a person says is the same."""
_PLACES = {account: place for place, account in accounts.PLACES.items()}
_SHOWN = 20

_OPEN = Prepared(
    select(func.count(), func.min(BankLine.month)).where(
        BankLine.village == given("village"), BankLine.state == LineState.OPEN
    )
)


@dataclass(frozen=True)
class BankState:
    """The statement of one account for a month beside the books, as they are now.

    `place` is as forms name it, or «foreign». `open_lines` and `only_books` (entries of the month
    that no line is) hold the first of each; `lines` and the numbers count them all.
    """

    place: str
    currency: str
    lines: int
    matched: int
    explained: int
    open: int
    missing: int
    """How many entries of the month no line is."""
    open_lines: tuple[BankLine, ...]
    only_books: tuple[AccountMove, ...]
    proposed: tuple[tuple[BankLine, AccountMove], ...]

    @property
    def settled(self) -> bool:
        """Tell whether nothing is open on either side."""
        return not (self.open or self.missing)

    @property
    def typed(self) -> str:
        """Return the place as the form to read a statement names it."""
        return self.currency if self.place == "foreign" else self.place


@dataclass(frozen=True)
class BankFileLine:
    """A statement that was read in: by whom, when, how many lines; why it was taken back."""

    id: UUID
    place: str
    currency: str
    lines: int
    name: str
    at: datetime
    taken_back_at: datetime | None
    reason: str


@dataclass(frozen=True)
class LineView:
    """One line, the entry that it is, and those that it may be: of its amount and account."""

    line: BankLine
    place: str
    entry: AccountMove | None
    may_be: tuple[AccountMove, ...]


def bank_states(session: Session, village: str, month: str) -> tuple[BankState, ...]:
    """Return the accounts of which a statement of the month was read in; four queries at most."""
    lines = session.exec(
        select(BankLine)
        .where(BankLine.village == village, BankLine.month == month)
        .order_by(col(BankLine.day), col(BankLine.file), col(BankLine.position))
    ).all()
    if not lines:
        return ()
    by_key: dict[Key, list[BankLine]] = defaultdict(list)
    for line in lines:
        by_key[line.account, line.currency].append(line)
    near = timedelta(days=DAYS_APART)
    first, last = first_day(month) - near, last_day(month) + near
    moves = _beside(session, village, moves_between(session, village, by_key, first, last)).wanted
    order = {accounts.BANK: 0, accounts.MOBILE_MONEY: 1}
    return tuple(
        _state(month, key, by_key[key], [one for one in moves if one.key == key])
        for key in sorted(by_key, key=lambda key: (order.get(key[0], 2), key))
    )


def bank_files(session: Session, village: str, month: str) -> tuple[BankFileLine, ...]:
    """Return the statements of a month that were read in, the newest first."""
    rows = session.exec(
        select(BankFile)
        .where(BankFile.village == village, BankFile.month == month)
        .order_by(col(BankFile.read_at).desc())
    ).all()
    names = names_of(session, {row.read_by for row in rows})
    return tuple(_file(row, names) for row in rows)


def bank_file(session: Session, village: str, id_: UUID) -> tuple[BankFileLine, str]:
    """Return one statement and its month; NotFound where there is none in the village."""
    row = session.get(BankFile, id_)
    if row is None or row.village != village:
        raise NotFound(N_("There is no such page."))
    return _file(row, names_of(session, {row.read_by})), row.month


def settled_lines(session: Session, village: str, month: str) -> tuple[BankLine, ...]:
    """Return the lines of a month of which somebody said what they are, by account and day."""
    return tuple(
        session.exec(
            select(BankLine)
            .where(
                BankLine.village == village,
                BankLine.month == month,
                BankLine.state != LineState.OPEN,
            )
            .order_by(col(BankLine.account), col(BankLine.day), col(BankLine.position))
        )
    )


def line_view(session: Session, village: str, id_: UUID) -> LineView:
    """Return one line of a village's statement; NotFound where there is none."""
    line = session.get(BankLine, id_)
    if line is None or line.village != village:
        raise NotFound(N_("There is no such page."))
    far, key = timedelta(days=FAR), (line.account, line.currency)
    moves = moves_between(session, village, {key}, line.day - far, line.day + far)
    untaken = _beside(session, village, moves).untaken
    may_be = sorted(
        (one for one in untaken if one.amount == line.amount),
        key=lambda one: (abs((one.day - line.day).days), one.number),
    )
    entry = next((one for one in moves if one.entry == line.entry), None)
    return LineView(line, place_of(line.account), entry, tuple(may_be[:_SHOWN]))


def open_lines(session: Session, village: str) -> tuple[int, str]:
    """Return how many lines nobody has said anything of, and the earliest month of one."""
    count, month = _OPEN.one(session, village=village)
    return int(count), month or ""


def place_of(account: str) -> str:
    """Return how forms name an account, or «foreign»."""
    return _PLACES.get(account, "foreign")


def _state(month: str, key: Key, lines: list[BankLine], free: list[AccountMove]) -> BankState:
    still = [line for line in lines if line.state == LineState.OPEN]
    missing = [one for one in free if month_of(one.day) == month]
    pairs = proposals(
        [MovedMoney(one.id, one.day, one.amount, one.position) for one in still],
        [MovedMoney(one.entry, one.day, one.amount, one.number) for one in free],
    )
    moves = {one.entry: one for one in free}
    told = {state: sum(line.state == state for line in lines) for state in ("matched", "explained")}
    return BankState(
        place=place_of(key[0]),
        currency=key[1],
        lines=len(lines),
        **told,
        open=len(still),
        missing=len(missing),
        open_lines=tuple(line for line in still if line.id not in pairs)[:_SHOWN],
        only_books=tuple(one for one in missing if one.entry not in pairs.values())[:_SHOWN],
        proposed=tuple((one, moves[pairs[one.id]]) for one in still if one.id in pairs)[:_SHOWN],
    )


@dataclass(frozen=True)
class _Beside:
    """Entries that no line is, and of them those that a statement ought to show."""

    untaken: tuple[AccountMove, ...]
    wanted: tuple[AccountMove, ...]


def _beside(session: Session, village: str, moves: Iterable[AccountMove]) -> _Beside:
    """Return which entries no line is yet.

    A mistake that was taken back before a line was it seldom reached the bank, nor did its
    reversal: a person may say so by hand, but neither is looked for.
    """
    found = tuple(moves)
    wanted = {one.entry for one in found} | {one.reverses for one in found if one.reverses}
    rows = session.execute(
        pick(BankLine.entry, BankLine.account, BankLine.currency).where(
            BankLine.village == village, col(BankLine.entry).in_(wanted)
        )
    )
    taken = {(entry, account, currency) for entry, account, currency in rows}
    untaken = tuple(one for one in found if (one.entry, *one.key) not in taken)
    return _Beside(
        untaken,
        tuple(
            one
            for one in untaken
            if one.reversed_by is None
            and (one.reverses is None or (one.reverses, *one.key) in taken)
        ),
    )


def _file(row: BankFile, names: Mapping[UUID, str]) -> BankFileLine:
    return BankFileLine(
        row.id,
        place_of(row.account),
        row.currency,
        row.line_count,
        names.get(row.read_by, ""),
        row.read_at,
        row.taken_back_at,
        row.reason,
    )
