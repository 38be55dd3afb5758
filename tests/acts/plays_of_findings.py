"""Acts on findings and sign-offs, which the demo leaves out."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from ubudehe.audit.findings import actions as findings
from ubudehe.audit.findings.forms import (
    CloseFindingForm,
    EscalateForm,
    FindingAnswerForm,
    RaiseForm,
    RemedyForm,
    ReopenFindingForm,
    SignOffForm,
    TakeBackForm,
    WithdrawFindingForm,
)
from ubudehe.audit.findings.signing_off import sign_off, take_back_sign_off
from ubudehe.audit.findings.tables import Finding, SignOff
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.people.rules import Role

if TYPE_CHECKING:
    from tests.acts.plays import Play

VILLAGE, CELL, DISTRICT = "22120308", "221203", "22"


def play_findings(play: "Play") -> None:
    """Raise a finding, let it be late, answered, put right and closed; sign an audit off."""
    cell, district = (
        play.who(Role.CELL_SECRETARY, CELL),
        play.who(Role.DISTRICT_OFFICER, DISTRICT),
    )
    raised = {"about": "village", "addressee": "treasurer", "days": 1, "text": "Nta gitabo."}
    play.do(findings.raise_finding, RaiseForm.model_validate(raised), cell)
    row = play.one(Finding, Finding.village == VILLAGE)
    said = {"finding": row.id, "text": "Cyabonetse."}
    more = {**said, "days": 14}
    play.stage.on(play.stage.now.date() + timedelta(days=2))
    play.do(findings.escalate_finding, EscalateForm.model_validate(more), cell)
    play.do(
        findings.answer_finding,
        FindingAnswerForm.model_validate(said),
        play.who(Role.TREASURER),
    )
    play.do(findings.ask_remedy, RemedyForm.model_validate(more), district)
    again = FindingAnswerForm.model_validate({**said, "text": "Byakosowe."})
    play.do(findings.answer_finding, again, play.who(Role.TREASURER))
    ended = CloseFindingForm.model_validate({**said, "outcome": "put_right"})
    play.do(findings.close_finding, ended, district)
    play.do(findings.reopen_finding, ReopenFindingForm.model_validate(more), district)
    play.do(findings.withdraw_finding, WithdrawFindingForm.model_validate(said), district)
    month = play.session.exec(
        select(BookMonth.month).where(BookMonth.village == VILLAGE, BookMonth.state == "locked")
    ).first()
    audited = {"first": month, "last": month, "text": "Narabisuzumye."}
    play.do(sign_off, SignOffForm.model_validate(audited), district)
    signed = play.one(SignOff, SignOff.village == VILLAGE)
    mistaken = TakeBackForm(sign_off=signed.id, text="Nibeshye.")
    play.do(take_back_sign_off, mistaken, district)
