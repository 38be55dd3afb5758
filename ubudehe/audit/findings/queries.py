"""Findings and sign-offs as pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, col, select

from ubudehe.audit.findings.subjects import Subject, subjects_of
from ubudehe.audit.findings.tables import Finding, FindingStep, SignOff
from ubudehe.audit.rules.finding import OPEN, TO_ANSWER, FindingState, is_late
from ubudehe.language.paging import Paging
from ubudehe.ledger.rules.months import first_day
from ubudehe.people.queries import names_of
from ubudehe.places.rules import code_range
from ubudehe.places.tables import Place
from ubudehe.places.under import span, under
from ubudehe.record.tables import Act
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

FINDINGS = 20
"""How many findings a page shows."""


def _due(*where: Any) -> Prepared[tuple[int, date | None]]:
    counted = select(func.count(col(Finding.id)), func.min(Finding.due))
    return Prepared(counted.where(*where))


_ANSWERED = select(FindingStep.id).where(
    FindingStep.finding == Finding.id,
    FindingStep.kind == "answer",
    FindingStep.account == given("account"),
)
_AT_LEVELS = and_(under(Finding.village), col(Finding.level).in_(listed("levels")))
_LATE = and_(col(Finding.state).in_(OPEN), col(Finding.due) < given("today"))
_TO_ANSWER = _due(
    Finding.village == given("village"),
    col(Finding.addressee).in_(listed("roles")),
    col(Finding.state).in_(TO_ANSWER),
)
_TO_DECIDE = _due(
    _AT_LEVELS,
    Finding.raised_by != given("account"),
    ~_ANSWERED.exists(),
    or_(col(Finding.state) == FindingState.ANSWERED, _LATE),
)
_TO_ESCALATE = _due(_AT_LEVELS, Finding.raised_by == given("account"), _LATE)


@dataclass(frozen=True)
class TakenStep:
    """One step of a finding; `text` and `who` are empty on public pages."""

    kind: str
    level: str
    due: date | None
    outcome: str
    at: datetime
    text: str
    who: str


@dataclass(frozen=True)
class FindingLine:
    """A finding and how far it has come; `outcome` once it is closed."""

    id: UUID
    village: str
    name: str
    subject: Subject
    addressee: str
    level: str
    state: FindingState
    due: date | None
    """The last day for whoever must act next; None once it is over."""
    late: bool
    outcome: str
    steps: tuple[TakenStep, ...]


@dataclass(frozen=True)
class SignOffLine:
    """An audit signed off: its months, its level, and the findings that were open that day."""

    id: UUID
    first: date
    last: date
    level: str
    open: tuple[FindingLine, ...]
    text: str
    who: str
    at: datetime
    taken_back: datetime | None
    reason: str


@dataclass(frozen=True)
class FindingsPage:
    """Findings at or below a place, those on which somebody must act first."""

    findings: tuple[FindingLine, ...]
    part: Paging
    sign_offs: tuple[SignOffLine, ...] = ()


def village_findings(
    session: Session, village: str, today: date, *, public: bool = False, start: int = 0
) -> FindingsPage:
    """Return findings and sign-offs of a village, the past ones too; `public` without words."""
    page = findings_page(session, village, today, start=start, public=public)
    return FindingsPage(page.findings, page.part, sign_offs_of(session, village, today, public))


def findings_page(
    session: Session, code: str, today: date, *, start: int = 0, public: bool = False
) -> FindingsPage:
    """Return some of the findings at or below a place: open ones first, by their last day."""
    first, end = code_range(code)
    within = and_(col(Finding.village) >= first, col(Finding.village) < end)
    over = case((col(Finding.state).in_(OPEN), 0), else_=1)
    rows = session.exec(
        select(Finding)
        .where(within)
        .order_by(over, col(Finding.due), col(Finding.village), col(Finding.id))
        .offset(start)
        .limit(FINDINGS)
    ).all()
    total = session.exec(select(func.count()).where(within)).one()
    return FindingsPage(tuple(_lines(session, rows, today, public)), Paging(start, FINDINGS, total))


def raised_findings(
    session: Session, village: str, today: date, last: int | None, most: int
) -> tuple[tuple[int, FindingLine], ...]:
    """Return at most so many findings of a village in the order in which they were raised.

    Without words, as everybody may see them, each with the index of the act that raised it, and
    only those behind the act `last`.
    """
    raised = and_(col(Act.log) == FindingStep.village, col(Act.id) == FindingStep.id)
    rows = session.execute(
        select(Act.idx, Finding)
        .join(FindingStep, raised)
        .join(Finding, col(Finding.id) == FindingStep.finding)
        .where(
            FindingStep.village == village,
            FindingStep.kind == "raise",
            col(Act.idx) > (-1 if last is None else last),
        )
        .order_by(col(Act.idx))
        .limit(most)
    ).all()
    lines = _lines(session, [row for _, row in rows], today, True)
    return tuple(zip((index for index, _ in rows), lines, strict=True))


def find_finding(
    session: Session, village: str, id_: UUID, today: date, *, public: bool = False
) -> FindingLine | None:
    """Return one finding of a village with all its steps, or None; `public` without words."""
    row = session.get(Finding, id_)
    if row is None or row.village != village:
        return None
    return next(iter(_lines(session, [row], today, public)))


def find_sign_off(session: Session, village: str, id_: UUID, today: date) -> SignOffLine | None:
    """Return one sign-off of a village that stands, or None."""
    found = sign_offs_of(session, village, today, public=False)
    return next((one for one in found if one.id == id_ and one.taken_back is None), None)


def still_open(session: Session, village: str, today: date) -> tuple[FindingLine, ...]:
    """Return all findings of a village on which somebody must act."""
    query = select(Finding).where(Finding.village == village, col(Finding.state).in_(OPEN))
    rows = session.exec(query.order_by(col(Finding.due), col(Finding.id))).all()
    return tuple(_lines(session, rows, today, False))


@dataclass(frozen=True)
class Due:
    """How many findings wait for somebody, and the last day of the most urgent one."""

    count: int
    due: date | None


def to_answer(session: Session, village: str, roles: Iterable[str]) -> Due:
    """Return the findings of a village that these roles must answer."""
    return Due(*_TO_ANSWER.one(session, village=village, roles=list(roles)))


def to_decide(
    session: Session, code: str, levels: Iterable[str], account: UUID, today: date
) -> Due:
    """Return the findings at or below a place that an officer may close now."""
    asked = {**span(code), "levels": list(levels), "account": account, "today": today}
    return Due(*_TO_DECIDE.one(session, asked))


def to_escalate(
    session: Session, code: str, levels: Iterable[str], account: UUID, today: date
) -> Due:
    """Return late findings at or below a place that who raised them can only hand upwards."""
    asked = {**span(code), "levels": list(levels), "account": account, "today": today}
    return Due(*_TO_ESCALATE.one(session, asked))


def _lines(
    session: Session, rows: Iterable[Finding], today: date, public: bool
) -> Iterable[FindingLine]:
    found = list(rows)
    subjects = subjects_of(session, [(one.village, one.about, one.subject) for one in found])
    steps = _steps(session, {one.id for one in found}, public)
    names = _places(session, {one.village for one in found})
    for one in found:
        own = tuple(steps[one.id])
        closed = [step.outcome for step in own if step.kind == "close"]
        yield FindingLine(
            id=one.id,
            village=one.village,
            name=names.get(one.village, one.village),
            subject=subjects[one.village, one.about, one.subject],
            addressee=one.addressee,
            level=one.level,
            state=one.state,
            due=one.due if one.state in OPEN else None,
            late=is_late(one.state, one.due, today),
            outcome=closed[-1] if closed and one.state == FindingState.CLOSED else "",
            steps=own,
        )


def _steps(session: Session, findings: set[UUID], public: bool) -> dict[UUID, list[TakenStep]]:
    rows = session.exec(
        select(FindingStep)
        .join(Act, and_(col(Act.log) == FindingStep.village, col(Act.id) == FindingStep.id))
        .where(col(FindingStep.finding).in_(findings))
        .order_by(col(Act.idx))
    ).all()
    names = {} if public else names_of(session, {row.account for row in rows})
    found: dict[UUID, list[TakenStep]] = defaultdict(list)
    for row in rows:
        said = "" if public else row.text
        who = names.get(row.account, "")
        found[row.finding].append(
            TakenStep(row.kind, row.level, row.due, row.outcome, row.at, said, who)
        )
    return found


def _places(session: Session, codes: set[str]) -> dict[str, str]:
    query = pick(Place.code, Place.name).where(col(Place.code).in_(codes))
    return dict(session.execute(query).all())


def sign_offs_of(
    session: Session, village: str, today: date, public: bool
) -> tuple[SignOffLine, ...]:
    """Return the audits of a village that were signed off, the newest first; or without words."""
    rows = session.exec(
        select(SignOff)
        .join(Act, and_(col(Act.log) == SignOff.village, col(Act.id) == SignOff.id))
        .where(SignOff.village == village)
        .order_by(col(Act.idx).desc())
    ).all()
    names = {} if public else names_of(session, {row.signed_by for row in rows})
    wanted = {UUID(one) for row in rows for one in row.open}
    listed = session.exec(select(Finding).where(col(Finding.id).in_(wanted))).all()
    findings = {one.id: one for one in _lines(session, listed, today, public)}
    return tuple(
        SignOffLine(
            id=row.id,
            first=first_day(row.first),
            last=first_day(row.last),
            level=row.level,
            open=tuple(findings[UUID(one)] for one in row.open if UUID(one) in findings),
            text="" if public else row.text,
            who=names.get(row.signed_by, ""),
            at=row.signed_at,
            taken_back=row.taken_back_at,
            reason="" if public else row.reason,
        )
        for row in rows
    )
