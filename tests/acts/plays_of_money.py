"""Acts on the books that the demo leaves out."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from tests.acts.plays_of_statements import play_statements
from tests.acts.stage import CELL, DISTRICT, SHA, VILLAGE, PlayBase
from ubudehe.ledger.entries import actions as entries
from ubudehe.ledger.entries.forms import BankCharged, Refuse
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence import actions as evidence
from ubudehe.ledger.evidence.counted import actions as counted
from ubudehe.ledger.evidence.counted.forms import CountPhotoRef, CountPhotoReplaced
from ubudehe.ledger.evidence.forms import Erasing, Photo, PhotoRef, PhotoReplaced
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.grants.amending import amend_grant
from ubudehe.ledger.grants.forms import AmendForm, RestoreGrantForm, WithdrawGrantForm
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.grants.withdrawing import restore_grant, withdraw_grant
from ubudehe.ledger.months import actions as months
from ubudehe.ledger.months.closed import last_closed
from ubudehe.ledger.months.forms import CountMoneyForm, ReopenForm, ReviewForm, UnreadForm
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rebudgets.actions import change_budget
from ubudehe.ledger.rebudgets.forms import BudgetForm
from ubudehe.ledger.rebudgets.queries import planned_of
from ubudehe.ledger.reports.actions import close_project
from ubudehe.ledger.reports.forms import ReportForm
from ubudehe.ledger.reports.reopening import ReopenProjectForm as ReopenProject
from ubudehe.ledger.reports.reopening import reopen_project
from ubudehe.ledger.spending.actions import set_policy
from ubudehe.ledger.spending.forms import PolicyForm
from ubudehe.people.rules import Role
from ubudehe.projects.proposals.tables import Proposal


class MoneyPlays(PlayBase):
    """Money in every way, months, and what is taken back."""

    def money(self) -> None:
        """Cover and take away photos, erase a name, give a month back, decide anew, report."""
        officer = self.who(Role.DATA_PROTECTION, DISTRICT)
        shown = self.one(
            Evidence,
            Evidence.gone == "",
            col(Evidence.entry).in_(select(LedgerEntry.id).where(LedgerEntry.village == VILLAGE)),
        )
        photo = Photo(sha256=SHA, size=100, media="image/jpeg", width=10, height=10)
        covered = PhotoReplaced(entry=shown.entry, old=shown.sha256, photo=photo)
        self.do(evidence.replace_photo, covered, self.who(Role.TREASURER))
        self.do(evidence.remove_photo, PhotoRef(entry=shown.entry, old=SHA), officer)
        paid = self.one(
            LedgerEntry,
            LedgerEntry.village == VILLAGE,
            col(LedgerEntry.payee).is_not(None),
            col(LedgerEntry.payee_public).is_(False),
        )
        self.do(evidence.erase_names, Erasing(entry=paid.id), officer)
        self._photo_of_a_count()
        self.not_read()
        month = last_closed(self.session, VILLAGE)
        assert month is not None
        row = self.session.get_one(BookMonth, (VILLAGE, month))
        back = ReopenForm(month=month, closing=row.closing_hash, reason="Hari ikibura.")
        self.do(months.reopen_month, back, self.who(Role.CHAIR))
        meeting = self.meeting("accounts")
        rule = PolicyForm.model_validate(
            {
                "assembly": meeting,
                "since": self.stage.now.date(),
                "rest": 1,
                "expires_days": 30,
                "quotes_from": "300 000",
                "cash_limit": "100 000",
                "wage": 1500,
                "advance_days": 14,
            }
        )
        self.do(set_policy, rule)
        waiting = select(LedgerEntry.project).where(
            LedgerEntry.village == VILLAGE, LedgerEntry.state == "proposed"
        )
        project = self.one(
            Proposal,
            Proposal.village == VILLAGE,
            Proposal.state == "chosen",
            col(Proposal.id).not_in([one for one in self.session.exec(waiting) if one is not None]),
        )
        self.take_back()
        self.amended()
        play_statements(self)
        self.rebudget(project.id, meeting)
        report = ReportForm(project=project.id, assembly=meeting, text="Byubatswe neza.")
        self.do(close_project, report)
        again = {"project": project.id, "assembly": meeting, "reason": "Haracyabura amazi."}
        chair = self.who(Role.CHAIR).account
        self.do(reopen_project, ReopenProject.model_validate({**again, "second": chair}))
        self.part(meeting)

    def rebudget(self, project: UUID, meeting: UUID) -> None:
        """Let a meeting plan a part of a project's materials for services."""
        planned = dict(planned_of(self.session, [project])[project])
        planned |= {"materials": planned["materials"] - 1_000, "services": 1_000}
        more = {"project": project, "assembly": meeting, "amounts": planned}
        agreed = {**more, "reason": "Sima yarahenze.", "second": self.who(Role.CHAIR).account}
        self.do(change_budget, BudgetForm.model_validate(agreed))

    def not_read(self) -> None:
        """Ask about a month that was found in order, and say that it was not read out."""
        read = self.one(
            BookMonth, BookMonth.village == VILLAGE, col(BookMonth.assembly).is_not(None)
        )
        ask = {"month": read.month, "outcome": "questioned", "questions": "Yasomwe ryari?"}
        officer = self.who(Role.CELL_SECRETARY, CELL)
        self.do(months.review_month, ReviewForm.model_validate(ask), officer)
        self.do(months.unread_month, UnreadForm(month=read.month, reason="Ntiyasomwe."))

    def amended(self) -> None:
        """Let a giver promise more than before, in one part."""
        grant = self.one(Grant, Grant.village == VILLAGE)
        more = str(grant.amount + 1000)
        terms = {"grant": grant.id, "purpose": grant.purpose, "amount": more, "part0": more}
        anew = {**terms, "due0": date(2026, 12, 1), "reason": "Hari ayiyongereye."}
        chair = self.who(Role.CHAIR).account
        form = AmendForm.model_validate({**anew, "second": chair})
        self.do(amend_grant, form, self.who(Role.TREASURER))
        gone = {"grant": grant.id, "rest": "kept", "reason": "Ikigega cyarafunzwe."}
        by = {**gone, "second": chair}
        treasurer = self.who(Role.TREASURER)
        self.do(withdraw_grant, WithdrawGrantForm.model_validate(by), treasurer)
        self.do(restore_grant, RestoreGrantForm.model_validate(by), treasurer)

    def take_back(self) -> None:
        """Propose what the bank took, and take it back."""
        day = self.stage.now.date()
        charged = BankCharged(entry_date=day, what="Banki", out_of="bank", amount=100)
        made = UUID(self.do(entries.propose, charged))
        kept = self.session.get_one(LedgerEntry, made)
        back = Refuse(entry=made, proposal=kept.proposal_hash, reason="Banki ntacyo yatwaye.")
        self.do(entries.withdraw_entry, back)

    def _photo_of_a_count(self) -> None:
        """Count with a photo, cover something on it, and take it away."""
        by = self.who(Role.TREASURER)
        first, second = (
            Photo(sha256=name * 32, size=100, media="image/jpeg", width=10, height=10)
            for name in ("c1", "c2")
        )
        typed = {"counted_on": date(2026, 5, 9), "place": "bank", "amount": 1, "remark": "Bihuje."}
        count = UUID(
            self.do(
                months.count_money, CountMoneyForm.model_validate({**typed, "photo": first}), by
            )
        )
        covered = CountPhotoReplaced(count=count, old=first.sha256, photo=second)
        self.do(counted.cover_count_photo, covered, by)
        officer = self.who(Role.DATA_PROTECTION, DISTRICT)
        self.do(counted.remove_count_photo, CountPhotoRef(count=count, old=second.sha256), officer)
