"""A village of the demo receives a grant, spends it, works, errs, and closes its books."""

from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from ubudehe.demo.purchases import NAILS, PERCENT, PURCHASES, WITHOUT_RECEIPT, Lines, split
from ubudehe.demo.receipt_photos import PaperReceipt, receipt_photo
from ubudehe.demo.village import Village
from ubudehe.language.amounts import format_amount
from ubudehe.ledger.entries import actions as ledger
from ubudehe.ledger.entries.forms import (
    AdvanceCleared,
    AdvanceGiven,
    Approve,
    BankCharged,
    MaterialsGiven,
    MoneyCame,
    MoneyMoved,
    PeopleWorked,
    ProposedEntry,
    Refuse,
    Reverse,
    WePaid,
)
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence import actions as evidence
from ubudehe.ledger.evidence.forms import Photo, StatementForm
from ubudehe.ledger.evidence.photos import keep
from ubudehe.ledger.grants.actions import agree_grant
from ubudehe.ledger.grants.forms import GrantForm
from ubudehe.ledger.months import actions as months
from ubudehe.ledger.months.forms import (
    CloseMonthForm,
    CountMoneyForm,
    MonthAnswerForm,
    ReadForm,
    ReviewForm,
    SignForm,
)
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.months import last_day, month_of
from ubudehe.people.acts import Act
from ubudehe.record.photos import clean_photo

F = TypeVar("F")


_MONTHS = (
    date(2025, 10, 18),
    date(2025, 11, 15),
    date(2025, 12, 13),
    date(2026, 1, 24),
    date(2026, 2, 21),
    date(2026, 3, 21),
    date(2026, 4, 25),
    date(2026, 5, 23),
)
_LOCKED, _QUESTIONED, _READ_OUT, _UNSIGNED = (0, 1, 2), 3, (4, 5), 6
"""What became of the months, the first of them 0."""
BUYER = "Nsengimana Callixte"
"""Who buys with an advance: the one person who is paid, so nobody who decides is called so."""


class DemoMoney:
    """The fund of one village over its year."""

    def __init__(self, village: Village, chosen: list[UUID]) -> None:
        self.village, self.chosen = village, chosen
        self.stage, self.cast, self.whole = village.stage, village.cast, village.story.grant
        self.receipts = 100
        self.days = tuple(self.stage.day(day) for day in _MONTHS)

    def play(self) -> None:
        """Receive the grant, do the projects from October to May; close what months are told."""
        self._agree()
        self._receive(date(2025, 10, 3), self.whole * 6 // 10, "Inkunga y'Ubudehe, icyiciro cya 1")
        self._carry(date(2025, 10, 8), self.whole // 5)
        share = self.whole * 6 // 10 // (len(_MONTHS) * max(len(self.chosen), 1)) // 100 * 100
        for number, day in enumerate(self.days):
            if number == 4:
                part = self.whole * self.village.story.second_part // 100
                self._receive(date(2026, 2, 18), part, "Inkunga y'Ubudehe, icyiciro cya 2")
            self.stage.on(day)
            for place, project in enumerate(self.chosen):
                amount = share * PERCENT[number] // 100 // 50 * 50
                self._pay(project, day, amount - 500 * place, number)
                self._work(project, day)
            self._besides(number, day)
            if number < self.village.story.months_closed:
                self._close(number, self.stage.day(_MONTHS[number + 1].replace(day=6)))
        self._mistake(self.chosen[0], share)

    def leave_open(self) -> None:
        """Refuse one proposal in June, and leave one waiting."""
        day = self.stage.day(date(2026, 6, 12))
        self.stage.on(day)
        carried = partial(MoneyMoved, entry_date=day, out_of="bank", into="cash")
        refused = self._propose(carried(amount=20_000, what="Amafaranga y'urugendo"))
        entry = self.stage.session.get_one(LedgerEntry, UUID(refused))
        no = Refuse(
            entry=entry.id,
            proposal=entry.proposal_hash,
            reason="Nta gahunda y'uru rugendo yemejwe.",
        )
        self.village.act(self.cast.chair, ledger.refuse_entry, no)
        self._propose(carried(amount=15_000, what="Amafaranga yo guhaha"))

    def _agree(self) -> None:
        day = self.stage.day
        self.stage.on(day(date(2025, 10, 1)))
        form = GrantForm(
            source="ubudehe",
            giver="LODA",
            purpose="Imishinga umudugudu watoye",
            agreed_on=day(date(2025, 9, 30)),
            amount=str(self.whole),
            due0=day(date(2025, 10, 15)),
            part0=str(self.whole * 6 // 10),
            due1=day(date(2026, 2, 15)),
            part1=str(self.whole - self.whole * 6 // 10),
            second=self.cast.chair.account,
        )
        self.village.act(self.cast.treasurer, agree_grant, form)

    def _receive(self, told: date, amount: int, what: str) -> None:
        day = self.stage.day(told)
        self.stage.on(day)
        form = MoneyCame(
            entry_date=day, source="ubudehe", into="bank", amount=amount, what=what, grant="G001"
        )
        self._post(form, self._photo("Banki y'Umudugudu", ((what, 100),), day, amount))

    def _carry(self, told: date, amount: int) -> None:
        day = self.stage.day(told)
        self.stage.on(day)
        self._post(
            MoneyMoved(
                entry_date=day,
                out_of="bank",
                into="cash",
                amount=amount,
                what="Amafaranga yo guhaha",
            )
        )

    def _pay(self, project: UUID, day: date, amount: int, number: int) -> str:
        buy = PURCHASES[number % len(PURCHASES)]
        counted = {"item": buy.item, "item_number": buy.count, "quotes": 3} if buy.item else {}
        form = WePaid.model_validate(
            {
                "entry_date": day,
                "project": project,
                "purpose": buy.purpose,
                "out_of": "bank",
                "amount": amount,
                "what": buy.what,
                "payee": buy.shop,
                "payee_is": "organisation",
                **counted,
            }
        )
        photo = None if number == WITHOUT_RECEIPT else self._photo(buy.shop, buy.lines, day, amount)
        made = self._post(form, photo)
        if number == WITHOUT_RECEIPT:
            self._sign(made, "statement", "Umufundi yakoze iminsi itandatu; yishyuwe tureba.")
        if number == 0:
            self._sign(made, "goods", "Imifuka 4 ya sima yageze ku mudugudu.")
        return made

    def _sign(self, entry: str, kind: str, text: str) -> None:
        names = {"0": "Mukamana Immaculée", "1": "Habimana Faustin"}
        form = StatementForm.model_validate(
            {
                "entry": entry,
                "kind": kind,
                "why": "no_paper" if kind == "statement" else None,
                "text": text,
                "name": names,
                "sheet": self._sheet(kind),
                "second": self.cast.facilitator.account,
            }
        )
        self._do(evidence.add_evidence, form)

    def _work(self, project: UUID, day: date) -> None:
        days = self.village.random.randrange(18, 60)
        self._post(PeopleWorked(entry_date=day, project=project, days=days, what="Umuganda"))

    def _besides(self, number: int, day: date) -> None:
        """Let something else happen in some of the months."""
        project = self.chosen[0]
        if number == 1:
            self._post(
                MaterialsGiven(
                    entry_date=day,
                    project=project,
                    number=12,
                    unit="load",
                    worth=8_000,
                    what="Amabuye yo kubaka",
                )
            )
            advance = self._advance(day, 40_000, "Guhaha imisumari n'imbaho")
            cleared = AdvanceCleared(
                advance=UUID(advance),
                entry_date=day,
                project=project,
                purpose="materials",
                spent=31_500,
                into="cash",
                returned=8_500,
                what="Imisumari n'imbaho",
            )
            self._post(cleared, self._photo("Quincaillerie Amahoro", NAILS, day, 31_500))
        if number == 2:
            charge = BankCharged(
                entry_date=day, out_of="bank", amount=1_200, what="Amafaranga ya banki"
            )
            self._post(charge)
        if number == 7:
            self._advance(day, 15_000, "Gutwara umucanga")

    def _advance(self, day: date, amount: int, what: str) -> str:
        form = AdvanceGiven(entry_date=day, out_of="cash", amount=amount, payee=BUYER, what=what)
        return self._post(form)

    def _mistake(self, project: UUID, amount: int) -> None:
        wrong = self._pay(project, self.days[-1], amount // 2, 1)
        back = Reverse(entry=UUID(wrong), what="Byanditswe kabiri")
        self._approve(self._do(ledger.propose, back))

    def _close(self, number: int, on: date) -> None:
        """Count, close and sign a month on a day of the next one; let officers look at some."""
        self.stage.on(on)
        month = month_of(self.days[number])
        held = balances(self.stage.session, self.village.story.village)
        for place in ("bank", "cash"):
            lies = held.get((accounts.PLACES[place], self.stage.country.currency), 0)
            second = self.cast.facilitator.account if place == "cash" else None
            count = CountMoneyForm.model_validate(
                {"counted_on": last_day(month), "place": place, "amount": lies, "second": second}
            )
            self._do(months.count_money, count)
        self._do(months.close_month, CloseMonthForm(month=month))
        if number == _UNSIGNED:
            return
        row = self.stage.session.get_one(BookMonth, (self.village.story.village, month))
        yes = SignForm(month=month, closing=row.closing_hash)
        self.village.act(self.cast.chair, months.sign_month, yes)
        self._review(number, month)

    def _review(self, number: int, month: str) -> None:
        if number in _LOCKED:
            good = ReviewForm(month=month, outcome="accepted")
            self.village.act(self.cast.cell, months.review_month, good)
        elif number == _QUESTIONED:
            questions = "Inyemezabuguzi y'umufundi iri he?"
            ask = ReviewForm(month=month, outcome="questioned", questions=questions)
            self.village.act(self.cast.cell, months.review_month, ask)
            told = "Nta nyemezabuguzi; abagabo babiri barabyemeje."
            self._do(months.answer_review, MonthAnswerForm(month=month, answer=told))

    def _photo(self, shop: str, lines: Lines, day: date, amount: int) -> Photo:
        self.receipts += 1
        said = tuple((what, format_amount(part, "Frw")) for what, part in split(amount, lines))
        total = format_amount(amount, "Frw")
        drawn = receipt_photo(PaperReceipt(shop, self.receipts, day.isoformat(), said, total))
        return keep(self.village.blobs, [clean_photo(drawn)])

    def _sheet(self, kind: str) -> Photo:
        """Return the paper that two people signed."""
        lines = (("Mukamana Immaculée", "x"), ("Habimana Faustin", "x"))
        paper = PaperReceipt("Urupapuro rwasinywe", self.receipts, kind, lines, "2")
        return keep(self.village.blobs, [clean_photo(receipt_photo(paper))], kind)

    def _do(self, act: Act[F], form: F) -> str:
        return self.village.act(self.cast.treasurer, act, form)

    def _propose(self, form: ProposedEntry, photo: Photo | None = None) -> str:
        return self._do(ledger.propose, form.model_copy(update={"photo": photo}))

    def _approve(self, entry: str) -> None:
        found = self.stage.session.get_one(LedgerEntry, UUID(entry))
        yes = Approve(entry=found.id, proposal=found.proposal_hash)
        self.village.act(self.cast.chair, ledger.approve_entry, yes)

    def _post(self, form: ProposedEntry, photo: Photo | None = None) -> str:
        made = self._propose(form, photo)
        self._approve(made)
        return made


def read_out(village: Village, meeting: UUID) -> None:
    """Read the latest signed months to a meeting."""
    for number in _READ_OUT:
        month = month_of(village.stage.day(_MONTHS[number]))
        read = ReadForm(month=month, assembly=meeting)
        village.act(village.cast.facilitator, months.read_month, read)
