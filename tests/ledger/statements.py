"""Statements of the demo village, as its bank would give them."""

import re

from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import MONEY
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.months import first_day, last_day
from ubudehe.ledger.statements.moves import AccountMove, moves_between
from ubudehe.ledger.statements.tables import BankLine

MAY = "2026-05"
BANK = f"{MONEY}/months/{MAY}/bank"
FEE = "31/05/2026,UWERA Solange,,150,\n"


def booked(world: World, month: str = MAY) -> tuple[AccountMove, ...]:
    """Return what the books say of the bank in a month, without mistakes that were taken back."""
    with world.services.database.read() as session:
        key = {(accounts.BANK, "RWF")}
        found = moves_between(session, VILLAGE, key, first_day(month), last_day(month))
    return tuple(one for one in found if not (one.reverses or one.reversed_by))


def statement(moves: tuple[AccountMove, ...], more: str = FEE) -> str:
    """Return a CSV of the bank that says the same, and a line more."""
    rows = [
        f"{one.day:%d/%m/%Y},{one.what.replace(',', ' ')},"
        f"{max(one.amount, 0) or ''},{max(-one.amount, 0) or ''},\n"
        for one in moves
    ]
    return "Date,Narration,Credit,Debit,Balance\n" + "".join(rows) + more


def read_in(visitor: Visitor, text: str, place: str = "bank") -> str:
    """Send a statement of May; return where it leads."""
    file = {"file": ("may.csv", text.encode(), "text/csv")}
    return visitor.done(f"{BANK}/read", {"place": place}, file)


def pairs(page: str) -> dict[str, str]:
    """Return the pairs that a page proposes, as its form would send them."""
    found = re.findall(r'name="(pair\.[0-9a-f-]+)" value="([0-9a-f-]+)"', page)
    return dict(found)


def stored(world: World) -> list[BankLine]:
    """Return the lines that are kept."""
    with world.services.database.read() as session:
        found = list(session.exec(select(BankLine)))
        session.expunge_all()
    return found


def with_a_statement(world: World) -> None:
    """Leave a statement in the books of which one line is an entry."""
    visitor = world.signed_in("treasurer", VILLAGE)
    read_in(visitor, statement(booked(world)))
    first = dict([next(iter(pairs(visitor.get(BANK)).items()))])
    visitor.done(BANK, first)
