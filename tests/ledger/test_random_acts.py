"""Random acts by random people: whatever is accepted, the books that anyone rebuilds agree."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from tests.conftest import CELL, SEEDS, VILLAGE, World
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries import actions, forms
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import AccountDay, EntryPosting, LedgerEntry
from ubudehe.ledger.months import actions as months
from ubudehe.ledger.months.forms import (
    CloseMonthForm,
    CountMoneyForm,
    ReopenForm,
    ReviewForm,
    SignForm,
)
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.balances import first_shortfall
from ubudehe.ledger.rules.months import last_day
from ubudehe.ledger.rules.public_books.books import BooksOutcome, books_of
from ubudehe.ledger.rules.public_books.roles import Roles
from ubudehe.people.desk import Desk, Person
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.record.append import Receipt
from ubudehe.record.checking import check_log
from ubudehe.record.rules.canonical import parse
from ubudehe.record.tables import LogLeaf
from ubudehe.storage.reading import pick

pytestmark = pytest.mark.both_engines

PLACES = ("bank", "mobile_money", "cash")
KINDS: tuple[type[forms.ProposedEntry], ...] = (
    forms.MoneyCame,
    forms.WePaid,
    forms.KeptBackPaid,
    forms.AdvanceGiven,
    forms.PeopleWorked,
    forms.MaterialsGiven,
    forms.MoneyMoved,
    forms.BankCharged,
    forms.MoneyLost,
    forms.ForeignMoneyCame,
    forms.MoneyExchanged,
)
MONTHS = ("2026-04", "2026-05", "2026-06")


def events_of(session: Session, log: str) -> list[tuple[bytes, dict[str, object]]]:
    rows = session.exec(select(LogLeaf).where(LogLeaf.log == log).order_by(col(LogLeaf.idx)))
    return [(row.leaf_hash, parse(row.entry)) for row in rows]


def rebuilt(session: Session) -> BooksOutcome:
    roles = Roles(whole=True)
    for length in (0, 1, 2, 4, 6):
        for _, event in events_of(session, VILLAGE[:length] or "0"):
            if str(event["t"]).startswith("role."):
                roles.take(event)
    return books_of(events_of(session, VILLAGE), roles)


def held(session: Session) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (account, currency), amount in balances(session, VILLAGE).items():
        if amount:
            found.setdefault(currency, {})[account] = amount
    return found


def test_the_demo_rebuilds_from_its_public_record(world: World) -> None:
    with world.services.database.read() as session:
        books = rebuilt(session)
        assert books.faults == ()
        assert books.balances == held(session)
        assert books.posted > 30
        assert books.months_closed == 7


def by_tag(session: Session) -> dict[tuple[str, str], list[tuple[date, int]]]:
    """Return what each grant holds by tags alone, as verifiers count it: by grant and currency."""
    found: dict[tuple[str, str], list[tuple[date, int]]] = {}
    rows = session.execute(
        pick(
            EntryPosting.grant_code,
            EntryPosting.currency,
            LedgerEntry.entry_date,
            EntryPosting.amount,
        )
        .join(LedgerEntry, col(LedgerEntry.id) == EntryPosting.entry)
        .where(
            LedgerEntry.village == VILLAGE,
            LedgerEntry.state == "posted",
            col(EntryPosting.grant_code).is_not(None),
        )
    )
    for grant, currency, day, amount in rows:
        found.setdefault((grant, currency), []).append((day, -amount))
    return found


class Players:
    """People who try anything, allowed or not."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        with world.services.database.read() as session:
            self.people = [
                self._person(session, role, place)
                for role, place in (
                    ("treasurer", VILLAGE),
                    ("treasurer", VILLAGE),
                    ("chair", VILLAGE),
                    ("facilitator", VILLAGE),
                    ("cell_secretary", CELL),
                )
            ]
            self.projects = [one.id for one in funded_projects(session, VILLAGE)]
        self.done = self.refused = 0

    def _person(self, session: Session, role: str, place: str) -> Person:
        phone = self.world.find(role, place).phone
        return person_of(session, session.exec(select(Account).where(Account.phone == phone)).one())

    def play(self, acts: int) -> None:
        for _ in range(acts):
            self.world.clock.now += timedelta(minutes=self.random.randrange(1, 4_000))
            person = self.random.choice(self.people)
            try:
                self._try(person, self.random.choice(self._moves()))
                self.done += 1
            except (Refusal, ValidationError):
                self.refused += 1

    def _try(self, person: Person, work: Callable[[Desk], Receipt]) -> None:
        services = self.world.services
        with services.database.write() as session:
            now = self.world.clock.now
            work(Desk(session, person, VILLAGE, uuid4(), now, services.country))

    def _moves(self) -> list[Callable[[Desk], Receipt]]:
        propose = [self._propose] * 6
        return [*propose, *[self._approve] * 6, self._refuse, self._reverse, self._month]

    def _propose(self, desk: Desk) -> Receipt:
        pick = self.random.choice
        amount = pick((1, 500, 20_000, 150_000, 2**53 - 1))
        day = desk.today - timedelta(days=pick((0, 0, 1, 20, 45, 90)))
        typed = {
            "entry_date": day,
            "what": "Anything",
            "amount": amount,
            "into": pick(PLACES),
            "out_of": pick(PLACES),
            "project": pick(self.projects),
            "purpose": pick(("materials", "transport")),
            "payee": pick(("Shop", "Cooperative")),
            "payee_is": pick(("organisation", "person")),
            "source": pick(("ubudehe", "district", "contribution", "opening")),
            "grant": pick((None, "G001", "G002")),
            "kept_back": pick((None, None, amount // 10 or None)),
            "days": amount % 90 + 1,
            "number": 3,
            "unit": "bag",
            "worth": amount % 9_999 + 1,
            "currency": "EUR",
            "foreign": f"{amount % 1000}.05",
            "spent": amount,
            "returned": 7,
        }
        if self.random.random() < 0.15:
            advance = self._one(desk, LedgerEntry.kind == "advance")
            cleared = forms.AdvanceCleared.model_validate({**typed, "advance": advance.id})
            return actions.propose(desk, cleared)
        return actions.propose(desk, pick(KINDS).model_validate(typed))

    def _one(self, desk: Desk, *which: Any) -> LedgerEntry:
        rows = desk.session.exec(
            select(LedgerEntry)
            .where(LedgerEntry.village == VILLAGE, *which)
            .order_by(col(LedgerEntry.number).desc())
            .limit(8)
        ).all()
        if not rows:
            raise Refusal("nothing to try it on")
        return self.random.choice(rows)

    def _approve(self, desk: Desk) -> Receipt:
        entry = self._one(desk, LedgerEntry.state == "proposed")
        form = forms.Approve(entry=entry.id, proposal=entry.proposal_hash)
        return actions.approve_entry(desk, form)

    def _refuse(self, desk: Desk) -> Receipt:
        entry = self._one(desk, col(LedgerEntry.kind).is_not(None))
        form = forms.Refuse(entry=entry.id, proposal=entry.proposal_hash, reason="No.")
        return actions.refuse_entry(desk, form)

    def _reverse(self, desk: Desk) -> Receipt:
        entry = self._one(desk, LedgerEntry.state == "posted")
        return actions.propose(desk, forms.Reverse(entry=entry.id, what="Wrong"))

    def _month(self, desk: Desk) -> Receipt:
        month = self.random.choice(MONTHS)
        row = desk.session.get(BookMonth, (VILLAGE, month))
        closing = row.closing_hash if row else "0" * 64
        tries: list[Callable[[], Receipt]] = [
            lambda: months.count_money(
                desk,
                CountMoneyForm.model_validate(
                    {
                        "counted_on": last_day(month),
                        "place": self.random.choice(PLACES),
                        "amount": self.random.choice((0, 1_000)),
                        "remark": "So it is.",
                        "second": self.people[3].account,
                    }
                ),
            ),
            lambda: months.close_month(desk, CloseMonthForm(month=month)),
            lambda: months.sign_month(desk, SignForm(month=month, closing=closing)),
            lambda: months.reopen_month(
                desk, ReopenForm(month=month, closing=closing, reason="No.")
            ),
            lambda: months.review_month(desk, ReviewForm(month=month, outcome="accepted")),
        ]
        return self.random.choice(tries)()


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_people_try_the_rebuilt_books_agree(world: World, seed: int) -> None:
    players = Players(world, seed)
    players.play(150)
    assert players.done > 20
    assert players.refused > 20
    with world.services.database.read() as session:
        books = rebuilt(session)
        assert books.faults == ()
        assert books.balances == held(session)
        days: dict[tuple[str, str], list[tuple[Any, int]]] = {}
        for row in session.exec(select(AccountDay).where(AccountDay.village == VILLAGE)):
            days.setdefault((row.account, row.currency), []).append((row.day, row.amount))
        for changes in days.values():
            assert first_shortfall(changes) is None
        for changes in by_tag(session).values():
            assert first_shortfall(changes) is None
        assert check_log(session, VILLAGE, world.services.heads) == []
