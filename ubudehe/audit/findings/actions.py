"""Findings: raised by an officer, answered by the village, ended by another officer."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.audit.findings.forms import (
    CloseFindingForm,
    EscalateForm,
    FindingAnswerForm,
    FindingRef,
    RaiseForm,
    RemedyForm,
    ReopenFindingForm,
    WithdrawFindingForm,
)
from ubudehe.audit.findings.subjects import exists
from ubudehe.audit.findings.tables import Finding, FindingStep
from ubudehe.audit.rules.finding import FindingState, may_step, next_level
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.ledger.entries.tables import EntryApproval, LedgerEntry
from ubudehe.people.acts import Apart, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import RIGHTS, Right
from ubudehe.places.pack import Country
from ubudehe.places.rules import rank_of
from ubudehe.record.append import Event


def officer_levels(country: Country) -> dict[int, str]:
    """Return the levels at which somebody looks into books, by their rank."""
    held = {
        level
        for role, rights in RIGHTS.items()
        if Right.REVIEW_BOOKS in rights
        for level in country.roles.get(role.value, ())
    }
    return {rank_of(level, country): level for level in held}


def _finding_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object]:
    """Return the steps that a finding has taken."""
    query = select(FindingStep.id).where(
        FindingStep.village == place, FindingStep.finding == ids["finding"]
    )
    return {"steps": [str(one) for one in session.exec(query.order_by(col(FindingStep.id)))]}


def _answerers(desk: Desk, form: FindingRef) -> set[UUID | None]:
    """Return who answered a finding for the village."""
    query = select(FindingStep.account).where(
        FindingStep.village == desk.place,
        FindingStep.finding == form.finding,
        FindingStep.kind == "answer",
    )
    return {*desk.session.exec(query)}


def _concerned(desk: Desk, form: FindingRef) -> set[UUID | None]:
    """Return who raised a finding, answered it, or decided the entry that it is about."""
    return set(concerned(desk.session, _finding(desk, form)))


def concerned(session: Session, row: Finding) -> set[UUID]:
    """Return who raised a finding, answered it, or decided the entry that it is about."""
    answered = select(FindingStep.account).where(
        FindingStep.finding == row.id, FindingStep.kind == "answer"
    )
    found = {row.raised_by, *session.exec(answered)}
    if row.about == "entry":
        entry = UUID(row.subject)
        proposed = select(LedgerEntry.proposed_by).where(LedgerEntry.id == entry)
        agreed = select(EntryApproval.account).where(EntryApproval.entry == entry)
        found |= {*session.exec(proposed), *session.exec(agreed)}
    return found


_BY_ANOTHER = Apart(
    "who raised it, answered it, or decided the entry",
    _concerned,
    N_("Another officer decides this: not who raised the finding, answered it or decided it."),
)
_NOT_ITS_ANSWERER = Apart(
    "who answered it",
    _answerers,
    N_("Who answered a finding for the village does not decide about it."),
)


@act(
    "finding.raise",
    Right.REVIEW_BOOKS,
    said=N_("The finding is written down. The village answers it next."),
    corrected_by=("finding.withdraw",),
    offline=Offline.STATE,
    agree=("finding.close",),
)
def raise_finding(desk: Desk, form: RaiseForm) -> Event:
    """Raise a finding on an entry, grant, month, project or village: who answers, until when."""
    about, _, subject = form.about.partition(":")
    if not exists(desk.session, desk.place, about, subject):
        raise NotFound(N_("The village's books do not have this."))
    level, due = desk.level(Right.REVIEW_BOOKS), desk.in_days(form.days)
    desk.session.add(
        Finding(
            id=desk.act_id,
            village=desk.place,
            about=about,
            subject=subject,
            addressee=form.addressee,
            level=level,
            due=due,
            state=FindingState.OPEN,
            raised_by=desk.person.account,
        )
    )
    _write(desk, desk.act_id, "raise", form.text, level=level, due=due)
    return Event(
        public={
            "about": about,
            "subject": subject,
            "to": form.addressee,
            "level": level,
            "due": due.isoformat(),
        },
        private={"text": form.text},
        subject=str(desk.act_id),
    )


@act(
    "finding.answer",
    Right.ANSWER_FINDINGS,
    said=N_("The answer is written down. An officer looks at it next."),
    corrected_by=("finding.answer",),
    offline=Offline.STATE,
    state=_finding_now,
)
def answer_finding(desk: Desk, form: FindingAnswerForm) -> Event:
    """Answer a finding as the role it is addressed to, also in other words; all answers stay."""
    row = _may(desk, form, "answer")
    if not desk.person.is_at(row.addressee, desk.place, desk.today):
        raise NotAllowed(N_("This finding is addressed to another role."))
    row.state, row.due = FindingState.ANSWERED, desk.in_days(desk.country.audit.answer_days)
    return _step(desk, row, "answer", form.text, {"due": row.due.isoformat()})


@act(
    "finding.remedy",
    Right.REVIEW_BOOKS,
    said=N_("It is written down what must be put right. The village does it next."),
    corrected_by=("finding.close", "finding.withdraw"),
    offline=Offline.STATE,
    state=_finding_now,
    apart=(_BY_ANOTHER,),
)
def ask_remedy(desk: Desk, form: RemedyForm) -> Event:
    """Say what must be put right, until when: after the answer, or once the last day is over."""
    row = _may(desk, form, "remedy")
    row.level, row.due = _officer(desk, row), desk.in_days(form.days)
    row.state = FindingState.REMEDY
    told = {"level": row.level, "due": row.due.isoformat()}
    return _step(desk, row, "remedy", form.text, told)


@act(
    "finding.close",
    Right.REVIEW_BOOKS,
    said=N_("The finding is closed. Everybody sees how it ended."),
    corrected_by=("finding.reopen",),
    offline=Offline.STATE,
    state=_finding_now,
    apart=(_BY_ANOTHER,),
)
def close_finding(desk: Desk, form: CloseFindingForm) -> Event:
    """Close a finding: after the answer, or once the last day is over; by another officer."""
    row = _may(desk, form, "close")
    row.level, row.state = _officer(desk, row), FindingState.CLOSED
    told = {"level": row.level, "outcome": form.outcome}
    return _step(desk, row, "close", form.text, told)


@act(
    "finding.escalate",
    Right.REVIEW_BOOKS,
    said=N_("The next level deals with the finding now."),
    corrected_by=("finding.close", "finding.withdraw"),
    offline=Offline.STATE,
    state=_finding_now,
    apart=(_NOT_ITS_ANSWERER,),
)
def escalate_finding(desk: Desk, form: EscalateForm) -> Event:
    """Hand a finding to the next level, from the day after its last one on."""
    row = _finding(desk, form)
    if not may_step("escalate", row.state, row.due, desk.today):
        raise Refusal(N_("It goes to the next level only when its last day is over."))
    _officer(desk, row)
    levels = officer_levels(desk.country)
    above = next_level(rank_of(row.level, desk.country), levels)
    if above is None:
        raise Refusal(N_("No level above looks into books. Decide the finding here."))
    row.level, row.due = levels[above], desk.in_days(form.days)
    told = {"level": row.level, "due": row.due.isoformat()}
    return _step(desk, row, "escalate", form.text, told)


@act(
    "finding.withdraw",
    Right.REVIEW_BOOKS,
    said=N_("The finding is taken back. What was written about it stays in the record."),
    corrected_by=("finding.reopen",),
    offline=Offline.STATE,
    state=_finding_now,
    apart=(_NOT_ITS_ANSWERER,),
)
def withdraw_finding(desk: Desk, form: WithdrawFindingForm) -> Event:
    """Take back a finding that was raised by mistake."""
    row = _may(desk, form, "withdraw")
    row.level, row.state = _officer(desk, row), FindingState.WITHDRAWN
    return _step(desk, row, "withdraw", form.text, {"level": row.level})


@act(
    "finding.reopen",
    Right.REVIEW_BOOKS,
    said=N_("The finding is open again. The village answers it next."),
    corrected_by=("finding.withdraw", "finding.close"),
    offline=Offline.STATE,
    state=_finding_now,
    apart=(_NOT_ITS_ANSWERER,),
)
def reopen_finding(desk: Desk, form: ReopenFindingForm) -> Event:
    """Open a finding again that was closed or taken back, with a new last day."""
    row = _may(desk, form, "reopen")
    row.level, row.due, row.state = _officer(desk, row), desk.in_days(form.days), FindingState.OPEN
    told = {"level": row.level, "due": row.due.isoformat()}
    return _step(desk, row, "reopen", form.text, told)


def _finding(desk: Desk, form: FindingRef) -> Finding:
    row = desk.session.get(Finding, form.finding)
    if row is None or row.village != desk.place:
        raise NotFound(N_("There is no such finding here."))
    return row


def _may(desk: Desk, form: FindingRef, step: str) -> Finding:
    """Return a finding that may take a step today; NotFound or Refusal."""
    row = _finding(desk, form)
    if not may_step(step, row.state, row.due, desk.today):
        if row.state in (FindingState.OPEN, FindingState.REMEDY) and step in ("close", "remedy"):
            raise Refusal(N_("The village may answer until the last day. Wait for it."))
        raise Refusal(N_("This finding is further on already. Look at it again."))
    return row


def _officer(desk: Desk, row: Finding) -> str:
    """Return the level of the officer who acts; Refusal where the finding stands above it."""
    level = desk.level(Right.REVIEW_BOOKS)
    if rank_of(level, desk.country) > rank_of(row.level, desk.country):
        raise Refusal(N_("A higher level deals with this finding."))
    return level


def _step(desk: Desk, row: Finding, kind: str, text: str, told: dict[str, str]) -> Event:
    due = told.get("due")
    _write(
        desk,
        row.id,
        kind,
        text,
        level=told.get("level", ""),
        due=date.fromisoformat(due) if due else None,
        outcome=told.get("outcome", ""),
    )
    return Event(
        public={"finding": str(row.id), **told}, private={"text": text}, subject=str(row.id)
    )


def _write(
    desk: Desk,
    finding: UUID,
    kind: str,
    text: str,
    *,
    level: str = "",
    due: date | None = None,
    outcome: str = "",
) -> None:
    desk.session.add(
        FindingStep(
            id=desk.act_id,
            village=desk.place,
            finding=finding,
            kind=kind,
            level=level,
            due=due,
            outcome=outcome,
            text=text,
            account=desk.person.account,
            at=desk.now,
        )
    )
