"""A figure about the past does not move with today's data: pages and exports, before and after."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import col, select

from tests.conftest import VILLAGE, World
from tests.ledger.test_random_acts import Players
from ubudehe.ledger.entries import actions, forms
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.actions import add_evidence, remove_photo, replace_photo
from ubudehe.ledger.evidence.forms import Photo, PhotoAdded, PhotoRef, PhotoReplaced
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.grants.actions import agree_grant
from ubudehe.ledger.grants.agreements import grants_of
from ubudehe.ledger.grants.amending import amend_grant
from ubudehe.ledger.grants.forms import AmendForm, GrantForm
from ubudehe.ledger.grants.queries import grant_view
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.prices import price_of
from ubudehe.ledger.rules.months import last_day
from ubudehe.openbooks.money import months_of
from ubudehe.people.desk import Desk
from ubudehe.people.tables import RoleGrant
from ubudehe.record.append import Receipt

pytestmark = pytest.mark.both_engines

FILES = ("journal.hledger", "journal.beancount", "ledger.csv")
Told = dict[str, object]


class Meddlers(Players):
    """Players who also touch evidence and grants; they start with old entries."""

    def _moves(self) -> list[Callable[[Desk], Receipt]]:
        touched = [self._evidence, self._evidence, self._grant, self._amend]
        return [*super()._moves(), *touched, self._old]

    def _old(self, desk: Desk) -> Receipt:
        """Propose to take back anything that was ever posted."""
        entries = desk.session.exec(
            select(LedgerEntry.id).where(
                LedgerEntry.village == VILLAGE, LedgerEntry.state == "posted"
            )
        ).all()
        form = forms.Reverse(entry=self.random.choice(entries), what="Wrong")
        return actions.propose(desk, form)

    def _evidence(self, desk: Desk) -> Receipt:
        rows = desk.session.exec(
            select(Evidence.entry, Evidence.sha256)
            .join(LedgerEntry)
            .where(LedgerEntry.village == VILLAGE)
        ).all()
        entry, digest = self.random.choice(rows)
        fresh = f"{self.random.getrandbits(256):064x}"
        photo = Photo(sha256=fresh, size=9, media="image/jpeg", width=1, height=1)
        kind = self.random.randrange(3)
        if kind == 0:
            return add_evidence(desk, PhotoAdded(entry=entry, photo=photo))
        if kind == 1:
            return replace_photo(desk, PhotoReplaced(entry=entry, old=digest, photo=photo))
        return remove_photo(desk, PhotoRef(entry=entry, old=digest))

    def _grant(self, desk: Desk) -> Receipt:
        form = GrantForm(
            source="district",
            giver="Another giver",
            purpose="Anything",
            reference=("XM-DAC-6-4-8", "Letter 12 of May")[desk.act_id.int % 2],
            own_title="Irgendetwas",
            own_language="de",
            agreed_on=desk.today,
            amount="500000",
            due0=desk.today,
            part0="500000",
            second=self._chair(desk),
        )
        return agree_grant(desk, form)

    def _amend(self, desk: Desk) -> Receipt:
        """Let a grant be for more, in one part, for something else."""
        grant = desk.session.exec(select(Grant).where(Grant.village == VILLAGE)).first()
        assert grant is not None
        more = str(grant.amount + self.random.randrange(1, 9) * 1000)
        told = {"purpose": "More", "amount": more, "part0": more, "due0": desk.today}
        form = AmendForm.model_validate(
            {**told, "grant": grant.id, "reason": "Anew", "second": self._chair(desk)}
        )
        return amend_grant(desk, form)

    def _chair(self, desk: Desk) -> UUID:
        held = select(RoleGrant.account).where(
            RoleGrant.role == "chair", RoleGrant.place == VILLAGE
        )
        return desk.session.exec(held).one()


def closed_months(world: World) -> list[str]:
    with world.services.database.read() as session:
        return sorted(
            session.exec(
                select(BookMonth.month).where(
                    BookMonth.village == VILLAGE, BookMonth.state != "closed"
                )
            )
        )


def as_signed(page: str) -> str:
    """Return what a month's page says of the month itself, without what came later."""
    page = page[page.index("Where the money lies") :]
    return re.split(r'<div class="box" id="(?:later|checkpoint)">', page)[0].strip()


def told_of_the_past(world: World, months: list[str], size: int) -> Told:
    """Return every public figure about closed months, and every export as of a size."""
    services, client, told = world.services, world.client(), dict[str, object]()
    for month in months:
        page = client.get(f"/en/p/{VILLAGE}/months/{month}").text
        told[f"month {month}"] = as_signed(page)
    until, today = last_day(months[-1]), date(2026, 6, 15)
    with services.database.read() as session:
        services.heads.sign(session, VILLAGE)
    with services.database.read() as session:
        for grant in grants_of(session, VILLAGE, size):
            view = grant_view(session, grant.id, today, services.country, until)
            told[f"grant {grant.code}"] = (
                view.line,
                [(one.line.id, one.part) for one in view.payments],
                view.changed,
                [one.id for one in view.receipts],
            )
            whole = grant_view(session, grant.id, today, services.country, size=size)
            told[f"grant {grant.code} as of {size}"] = replace(whole, project=None)
        chart = months_of(session, VILLAGE, "RWF", today, most=60)
        assert chart is not None
        told["chart"] = [row for row in chart.rows if row.first <= until]
        dated = select(LedgerEntry.id).where(
            LedgerEntry.village == VILLAGE, LedgerEntry.entry_date <= until
        )
        for id_ in session.exec(dated.where(col(LedgerEntry.item).is_not(None))):
            told[f"price of {id_}"] = price_of(session, id_, services.country)
    for file in FILES:
        answer = client.get(f"/data/{VILLAGE}/{file}?as-of={size}")
        assert answer.status_code == 200
        told[file] = answer.text
    return told


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.on_sqlite)])
def test_nothing_that_was_said_of_the_past_changes_later(world: World, seed: int) -> None:
    services = world.services
    with services.database.read() as session:
        services.heads.sign(session, VILLAGE)
    head = services.heads.last_signed(VILLAGE)
    assert head is not None
    months, size = closed_months(world), head.checkpoint.size
    before = told_of_the_past(world, months, size)
    meddlers = Meddlers(world, seed)
    meddlers.play(300)
    services.versions.refresh()
    after = told_of_the_past(world, months, size)
    assert after.keys() == before.keys()
    for name, said in before.items():
        assert after[name] == said, name
    assert meddlers.done > 30
    pages = [world.client().get(f"/en/p/{VILLAGE}/months/{month}").text for month in months]
    assert any("What came later" in page for page in pages)


def test_the_tables_as_of_a_size_are_those_of_that_size(world: World) -> None:
    """What stood in an export at its time is answered again, to the byte."""
    services, client = world.services, world.client()
    with services.database.read() as session:
        services.heads.sign(session, VILLAGE)
    first = client.get(f"/data/{VILLAGE}/ledger.csv")
    Meddlers(world, 7).play(60)
    with services.database.read() as session:
        services.heads.sign(session, VILLAGE)
    size = re.findall(r"at-([0-9]+)\.csv", first.headers["content-disposition"])[0]
    again = client.get(f"/data/{VILLAGE}/ledger.csv?as-of={size}")
    assert again.text == first.text
    assert client.get(f"/data/{VILLAGE}/ledger.csv").text != first.text
