"""What was done in the villages of audit plans, read from the acts that exist.

A sample, a finding or a sign-off counts for a plan where it was made in one of its villages while
the plan went on: from the day it was begun until the day it was closed, whoever made it. A finding
on a month or an entry counts only where that lies in the months of the plan; a sign-off counts
once all of these months are signed off, by the plan's level or a higher one. What was taken back
after a plan was closed stays counted for it: its figures are those of its end. Only how many
findings are open still is told as of today.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from ubudehe.audit.findings.tables import Finding, FindingStep, SignOff
from ubudehe.audit.plans.tables import AuditPlan
from ubudehe.audit.rules.finding import OPEN, TO_ANSWER, FindingState
from ubudehe.audit.rules.plan import covers_months, how_far, months_asked
from ubudehe.audit.tables import KeptSample
from ubudehe.language.dates import day_of
from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.rules.months import month_of
from ubudehe.places.pack import Country
from ubudehe.places.rules import level_of, rank_of
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class DoneThere:
    """What was done in one village of a plan."""

    samples: int = 0
    findings: int = 0
    unanswered: int = 0
    open: int = 0
    """Findings on which somebody must act still: to answer, to put right or to decide."""
    signed: bool = False

    @property
    def progress(self) -> str:
        """Return how far the village is: one of `audit.rules.plan.WAY`."""
        return how_far(self.samples, self.findings, self.unanswered, self.signed)


NOTHING_DONE = DoneThere()
_STEP = aliased(FindingStep)
_WITHDRAWN = (
    select(func.max(_STEP.at))
    .where(_STEP.finding == Finding.id, _STEP.kind == "withdraw")
    .scalar_subquery()
)
"""When a finding was withdrawn last; it may have been opened again since."""
Pair = tuple[UUID, str]


@dataclass(frozen=True)
class _Found:
    village: str
    day: date
    month: str
    state: str
    withdrawn_on: date | None


def _stood(ended_on: date | None, until: date) -> bool:
    """Tell whether what was taken back on a day, if ever, stood until then."""
    return ended_on is None or ended_on > until


class Doings:
    """Samples, findings and sign-offs of some villages; five queries, however many there are."""

    def __init__(
        self, session: Session, villages: Sequence[str], since: date | None, country: Country
    ) -> None:
        self.session, self.country = session, country
        self.villages, self.since = sorted(set(villages)), since
        self.samples: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
        self.findings: dict[str, list[_Found]] = defaultdict(list)
        self.first: dict[str, str] = {}
        """The first month with books of each village that keeps any."""
        self.sign_offs: dict[str, list[tuple[date, date | None, str, str, str]]] = defaultdict(list)
        if since is not None and self.villages:
            self._read(datetime.combine(since, time(), country.zone) - timedelta(days=1))

    def of(self, plan: AuditPlan, village: str) -> DoneThere:
        """Return what was done in a village for a plan."""
        begun, until = plan.begun_on, plan.closed_on or date.max
        if begun is None:
            return NOTHING_DONE
        level = rank_of(level_of(plan.place, self.country), self.country)
        findings = [
            one
            for one in self.findings[village]
            if begun <= one.day <= until
            and (not one.month or plan.first <= one.month <= plan.last)
            and _stood(one.withdrawn_on, until)
        ]
        signed = [
            (first, last)
            for day, ended, first, last, by in self.sign_offs[village]
            if begun <= day <= until and _stood(ended, until) and rank_of(by, self.country) <= level
        ]
        return DoneThere(
            samples=sum(
                begun <= day <= until and _stood(ended, until)
                for day, ended in self.samples[village]
            ),
            findings=len(findings),
            unanswered=sum(one.state in TO_ANSWER for one in findings),
            open=sum(one.state in OPEN for one in findings),
            signed=covers_months(
                months_asked(plan.first, plan.last, self.first.get(village)), plan.last, signed
            ),
        )

    def _read(self, since: datetime) -> None:
        zone = self.country.zone

        def ended(at: datetime | None) -> date | None:
            return None if at is None else day_of(at, zone)

        kept = pick(KeptSample.village, KeptSample.kept_at, KeptSample.dropped_at).where(
            col(KeptSample.village).in_(self.villages), col(KeptSample.kept_at) >= since
        )
        for village, at, dropped in self.session.execute(kept):
            self.samples[village].append((day_of(at, zone), ended(dropped)))
        raised = (
            pick(
                Finding.village,
                Finding.about,
                Finding.subject,
                Finding.state,
                FindingStep.at,
                _WITHDRAWN,
            )
            .join(FindingStep, col(FindingStep.id) == Finding.id)
            .where(col(Finding.village).in_(self.villages), col(FindingStep.at) >= since)
        )
        rows = self.session.execute(raised).all()
        entries = [UUID(row[2]) for row in rows if row[1] == "entry"]
        days = pick(LedgerEntry.id, LedgerEntry.entry_date).where(col(LedgerEntry.id).in_(entries))
        months = {str(id_): month_of(day) for id_, day in self.session.execute(days)}
        for village, about, subject, state, at, withdrawn in rows:
            month = subject if about == "month" else months.get(subject, "")
            gone = ended(withdrawn) if state == FindingState.WITHDRAWN else None
            found = _Found(village, day_of(at, zone), month, state, gone)
            self.findings[village].append(found)
        begun = pick(LedgerEntry.village, func.min(LedgerEntry.entry_date)).where(
            col(LedgerEntry.village).in_(self.villages), is_posted()
        )
        for village, day in self.session.execute(begun.group_by(LedgerEntry.village)):
            self.first[village] = month_of(day)
        signed = pick(
            SignOff.village,
            SignOff.signed_at,
            SignOff.taken_back_at,
            SignOff.first,
            SignOff.last,
            SignOff.level,
        ).where(col(SignOff.village).in_(self.villages), col(SignOff.signed_at) >= since)
        for village, at, taken_back, first, last, level in self.session.execute(signed):
            told = day_of(at, zone), ended(taken_back), first, last, level
            self.sign_offs[village].append(told)
