"""What a village decides: projects, votes, meetings; and what is looked at: flags and findings."""

from ubudehe.assemblies.queries import DoneLine, MeetingLine
from ubudehe.assemblies.tables import Assembly
from ubudehe.audit.findings.queries import FindingLine, raised_findings
from ubudehe.ledger.rebudgets.queries import changed_costs
from ubudehe.openbooks.api.asking import ApiAsk
from ubudehe.openbooks.api.books import told_events, told_gain
from ubudehe.openbooks.api.places import told_people, told_place
from ubudehe.openbooks.api.village_models import (
    ApiBudgetLine,
    ApiDecision,
    ApiDone,
    ApiFinding,
    ApiFindings,
    ApiFlag,
    ApiFlags,
    ApiMeeting,
    ApiMeetingLine,
    ApiMeetings,
    ApiOrigin,
    ApiProject,
    ApiProjectLine,
    ApiProjects,
    ApiPromise,
    ApiStep,
    ApiVote,
    ApiVoteLine,
    ApiVoteOption,
    ApiVotes,
)
from ubudehe.openbooks.flags import PublicFlag, public_flags
from ubudehe.openbooks.meetings import PublicDecision, public_meeting, public_meetings
from ubudehe.openbooks.queries import project_page, village_of
from ubudehe.openbooks.rules.cursors import Key, part_of_rest
from ubudehe.places.queries import find_place
from ubudehe.projects.proposals.queries import proposals
from ubudehe.projects.results.queries import PublicOption, public_vote
from ubudehe.projects.rules.election import Kind
from ubudehe.projects.voting.queries import votes
from ubudehe.projects.voting.votes import COUNTED
from ubudehe.record.rules.suppression import Shown


def village_projects(ask: ApiAsk) -> ApiProjects:
    """Answer the proposals and projects of a village."""
    village = ask.village.code
    found, changed = proposals(ask.session, village), changed_costs(ask.session, village)
    part = ask.part(found, lambda one: (int(one.code[1:]),), int)
    items = tuple(
        ApiProjectLine(
            id=one.id,
            code=one.code,
            title=one.title,
            state=one.state,
            cost=ask.money(one.cost + changed.get(one.id, 0)),
            planned=ask.money(one.total + changed.get(one.id, 0)),
            labour_days=one.labour_days,
        )
        for one in part.items
    )
    return ApiProjects(items=items, cursor=ask.behind(part), more=part.more)


def one_project(ask: ApiAsk) -> ApiProject:
    """Answer a chosen project: its plan and its money."""
    page = project_page(ask.session, ask.id, ask.country, ask.today)
    line, budget = page.view.line, page.budget
    return ApiProject(
        place=told_place(page.place),
        id=line.id,
        code=line.code,
        title=line.title,
        plan=line.plan,
        state=line.state,
        cost=ask.money(line.cost + budget.planned - line.total),
        planned=ask.money(budget.planned),
        spent=ask.money(budget.spent),
        over=ask.money(budget.over),
        labour_days_asked=line.labour_days,
        labour_days=budget.labour_days,
        materials=ask.money(budget.materials),
        budget=tuple(
            ApiBudgetLine(kind=one.kind, planned=ask.money(one.planned), spent=ask.money(one.spent))
            for one in budget.lines
        ),
        gain=told_gain(page.view.people),
        promises=tuple(
            ApiPromise(
                giver=one.giver,
                kind=one.kind,
                what=one.what,
                quantity=one.quantity,
                unit=one.unit,
                kept=one.kept,
            )
            for one in page.promises
        ),
        flags=tuple(one.key for one in page.flags),
        closed_at=page.report.closed_at if page.report else None,
        events=told_events(page.place.code, page.view.events),
    )


def village_votes(ask: ApiAsk) -> ApiVotes:
    """Answer the votes of a village."""
    found = votes(ask.session, ask.village.code)
    part = ask.part(found, lambda one: (one.prepared_at.isoformat(), str(one.id)), str, str)
    items = tuple(
        ApiVoteLine(
            id=one.id,
            state=one.state,
            method=one.method,
            budget=ask.money(one.budget),
            closed_at=one.closed_at,
        )
        for one in part.items
    )
    return ApiVotes(items=items, cursor=ask.behind(part), more=part.more)


def one_vote(ask: ApiAsk) -> ApiVote:
    """Answer a vote and, once it is counted, its result as it is published."""
    page = public_vote(ask.session, ask.id)
    counted = page.state in COUNTED
    return ApiVote(
        place=told_place(find_place(ask.session, page.village)),
        id=page.id,
        state=page.state,
        method=page.method,
        kind=page.kind,
        rule=page.rule,
        electorate=page.electorate,
        budget=ask.money(page.budget),
        left=ask.money(page.left) if counted else None,
        opened_at=page.opened_at,
        closed_at=page.closed_at,
        annulled=page.annulled is not None,
        meeting=page.assembly,
        level=page.level or None,
        signed_in=told_people(page.signed_in) if counted else None,
        counted=told_people(page.counted) if counted else None,
        handed_out=told_people(page.handed_out) if counted else None,
        spoiled=told_people(page.spoiled) if counted else None,
        blank=told_people(page.blank) if counted else None,
        against=told_people(page.against) if counted and page.kind == Kind.YES_NO else None,
        origins=tuple(ApiOrigin(way=way, ballots=count) for way, count in page.origins),
        options=tuple(_option(ask, one, counted) for one in page.options),
        winners=page.winners,
        files=f"/data/votes/{page.id}/result.zip" if counted else None,
    )


def _option(ask: ApiAsk, one: PublicOption, counted: bool) -> ApiVoteOption:
    return ApiVoteOption(
        project=one.id,
        letter=one.letter,
        code=one.code,
        title=one.title,
        cost=ask.money(one.cost),
        votes=told_people(one.votes) if counted else None,
        place=one.place if counted else None,
        why=one.why or None,
        given=ask.money(one.paid) if one.chosen else None,
        chosen=one.chosen,
    )


def village_meetings(ask: ApiAsk) -> ApiMeetings:
    """Answer the closed meetings of a village."""
    found = public_meetings(ask.session, ask.village.code)
    part = ask.part(found, _key_of_meeting, str, str)
    items = tuple(
        ApiMeetingLine(id=one.id, held_on=one.held_on, purpose=one.purpose) for one in part.items
    )
    return ApiMeetings(items=items, cursor=ask.behind(part), more=part.more)


def _key_of_meeting(one: MeetingLine) -> Key:
    return (one.closed_at.isoformat() if one.closed_at else "", str(one.id))


def one_meeting(ask: ApiAsk) -> ApiMeeting:
    """Answer a closed meeting as its public minutes tell it."""
    village = village_of(ask.session, Assembly, ask.id)
    page = public_meeting(ask.session, village, ask.id, ask.country)
    women, men = page.women_men or (None, None)
    return ApiMeeting(
        place=told_place(page.place),
        id=ask.id,
        held_on=page.held_on,
        purpose=page.purpose,
        quorum_reached=page.quorum_reached,
        people=told_people(page.people),
        women=told_people(women),
        men=told_people(men),
        decisions=tuple(map(_decision, page.decisions)),
        done=tuple(_done(ask, one) for one in page.done),
        later=tuple(_done(ask, one) for one in page.later),
        minutes_hash=page.minutes_hash,
        added_to_in=tuple(meeting for meeting, _ in page.addenda),
        closed_at=page.closed_at,
    )


def _decision(one: PublicDecision) -> ApiDecision:
    hands: tuple[Shown | None, ...] = one.hands or (None, None, None)
    yes, no, neither = map(told_people, hands)
    return ApiDecision(
        text=one.text, outcome=one.outcome, votes_for=yes, votes_against=no, abstained=neither
    )


def _done(ask: ApiAsk, one: DoneLine) -> ApiDone:
    return ApiDone(said=tuple(map(ask.say, one.said)), undone=one.undone)


def village_flags(ask: ApiAsk) -> ApiFlags:
    """Answer the flags of a village that everybody may see."""
    found = public_flags(ask.session, ask.village.code, ask.country, ask.today)
    part = ask.part(found, lambda one: (one.line.key,), str)
    return ApiFlags(
        items=tuple(_flag(ask, one) for one in part.items), cursor=ask.behind(part), more=part.more
    )


def _flag(ask: ApiAsk, one: PublicFlag) -> ApiFlag:
    line = one.line
    return ApiFlag(
        key=line.key,
        rule=line.rule,
        version=line.version,
        says=ask.say(line.says),
        about=ask.say(line.about) if line.about else None,
        weight=line.weight,
        amount=ask.money(line.amount) if line.amount else None,
        since=line.since,
        state=line.state,
        entries=tuple(sorted(one.entries)),
    )


def village_findings(ask: ApiAsk) -> ApiFindings:
    """Answer the findings of officers about a village, without their words."""
    village, last = ask.village.code, ask.last(int)
    after = int(last[0]) if last else None
    rows = raised_findings(ask.session, village, ask.today, after, ask.limit + 1)
    part = part_of_rest(rows, lambda row: (row[0],), last, ask.limit)
    items = tuple(_finding(ask, line) for _, line in part.items)
    return ApiFindings(items=items, cursor=ask.behind(part), more=part.more)


def _finding(ask: ApiAsk, line: FindingLine) -> ApiFinding:
    return ApiFinding(
        id=line.id,
        subject=line.subject.ref,
        says=ask.say(line.subject.says),
        addressee=line.addressee,
        level=line.level,
        state=line.state,
        due=line.due,
        late=line.late,
        outcome=line.outcome or None,
        steps=tuple(
            ApiStep(
                kind=one.kind,
                level=one.level or None,
                due=one.due,
                outcome=one.outcome or None,
                at=one.at,
            )
            for one in line.steps
        ),
    )
