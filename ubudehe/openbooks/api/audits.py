"""Audits as everybody may know of them: only announced ones."""

from ubudehe.audit.plans.queries import (
    PlanLine,
    VisitLine,
    announced_audits,
    audits_told,
    find_plan,
)
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.rules.months import month_of
from ubudehe.openbooks.api.asking import ApiAsk
from ubudehe.openbooks.api.audit_models import ApiAudit, ApiAuditLine, ApiAudits, ApiVisit
from ubudehe.openbooks.api.places import told_place
from ubudehe.openbooks.rules.cursors import Key
from ubudehe.places.queries import find_place


def place_audits(ask: ApiAsk) -> ApiAudits:
    """Answer the audits of places at or below a code; of a village those that visit it."""
    if ask.code:
        find_place(ask.session, ask.code)
    found = announced_audits(ask.session, ask.code, ask.country)
    part = ask.part(found, lambda one: _key(*one), str, str)
    told = audits_told(ask.session, [id_ for _, id_ in part.items], ask.country, ask.today)
    items = tuple(_line(one) for one in told)
    return ApiAudits(items=items, cursor=ask.behind(part), more=part.more)


def one_audit(ask: ApiAsk) -> ApiAudit:
    """Answer one announced audit, without names."""
    line = find_plan(ask.session, ask.id, ask.country, ask.today)
    if line is None or line.announced_on is None:
        raise NotFound(N_("There is no such page."))
    team = sorted(line.team, key=lambda one: not one.leads)
    return ApiAudit(
        place=told_place(find_place(ask.session, line.place)),
        line=_line(line),
        announced_on=line.announced_on,
        begun_on=line.begun_on,
        closed_on=line.closed_on,
        changes=line.changes,
        reason=line.reason or None,
        summary=line.summary or None,
        looked=line.looked,
        team=tuple(one.role for one in team),
        visits=tuple(_visit(one) for one in line.visits),
    )


def _key(at: object, id_: object) -> Key:
    return str(at), str(id_)


def _line(line: PlanLine) -> ApiAuditLine:
    return ApiAuditLine(
        id=line.id,
        code=line.place,
        level=line.level,
        title=line.title,
        year=line.year,
        first=month_of(line.first),
        last=month_of(line.last),
        state=line.state,
        starts=line.starts,
        ends=line.ends,
        villages=line.sums.villages,
        begun=line.sums.begun,
        signed=line.sums.signed,
        findings=line.sums.findings,
        open=line.sums.open,
    )


def _visit(one: VisitLine) -> ApiVisit:
    return ApiVisit(
        code=one.village,
        name=one.name,
        starts=one.day,
        ends=one.until,
        progress=one.progress,
        late=one.late,
        samples=one.samples,
        findings=one.findings,
        open=one.open,
    )
