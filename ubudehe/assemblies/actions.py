"""What people do at a meeting: open, count, decide, write down, read back, close."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func
from sqlmodel import select

from ubudehe.assemblies.announcing.actions import standing
from ubudehe.assemblies.announcing.rules import Ahead, ahead
from ubudehe.assemblies.done import is_read_back
from ubudehe.assemblies.rules import (
    Attendance,
    check_attendance,
    check_hands,
    outcome,
    quorum,
)
from ubudehe.assemblies.standing import COUNTS, counted, document, whole_meeting, written
from ubudehe.assemblies.tables import Assembly, AssemblyDecision
from ubudehe.language.fields import Count, Day, Line, Passage, PublicLine
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.language.titles import Tongue
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event, total
from ubudehe.storage.reading import of_village

MOST_PEOPLE = Annotated[int, Field(ge=0, le=20_000)]


class OpenForm(BaseModel):
    """A meeting that begins."""

    held_on: Day
    where: Line
    purpose: Literal["categories", "projects", "accounts", "general"]
    announcement: UUID | None = None
    """The announcement that it takes up."""


class MeetingForm(Seen):
    """A meeting, and nothing else to say."""

    assembly: UUID


class CountForm(MeetingForm):
    """Who is there."""

    women: MOST_PEOPLE
    men: MOST_PEOPLE
    young: MOST_PEOPLE
    households: MOST_PEOPLE


class DecisionForm(BaseModel):
    """A decision by show of hands."""

    assembly: UUID

    text: PublicLine
    lang: Tongue = ""
    votes_for: Count
    votes_against: Count
    abstained: Count


class MinutesForm(MeetingForm):
    """What was said, written down."""

    text: Passage


@act(
    "assembly.open",
    Right.ASSEMBLY,
    said=N_("The meeting is open. Count now who is there."),
    corrected_by=("assembly.cancel",),
    offline=Offline.STATE,
)
def open_assembly(desk: Desk, form: OpenForm) -> Event:
    """Open a meeting; Refusal while another is open, or for a day that is not yet."""
    if form.held_on > desk.today:
        raise Refusal(N_("This day is still to come."), "held_on")
    if (desk.today - form.held_on).days > 31:
        raise Refusal(N_("This is more than a month ago. Check the year."), "held_on")
    refuse_a_second(desk)
    told = _announced(desk, form)
    meeting = Assembly(
        id=desk.act_id,
        village=desk.place,
        purpose=form.purpose,
        held_on=form.held_on,
        where=form.where,
        opened_at=desk.now,
        announcement=form.announcement,
        days_ahead=told.days if told else None,
        days_asked=told.asked if told else None,
    )
    desk.session.add(meeting)
    public: dict[str, object] = {"date": form.held_on.isoformat(), "purpose": form.purpose}
    if told:
        public["announcement"] = str(form.announcement)
        public |= {"days": told.days, "asked": told.asked}
    return Event(
        public=public,
        private={"where": form.where},
        subject=str(meeting.id),
    )


@act(
    "assembly.count",
    Right.ASSEMBLY,
    said=N_("Who is there is written down. With quorum the meeting may decide; count again later."),
    corrected_by=("assembly.count",),
    offline=Offline.ASKS,
    state=counted,
)
def count_attendance(desk: Desk, form: CountForm) -> Event:
    """Write down who is there; may be done again while the meeting is open."""
    meeting = open_meeting(desk, form.assembly)
    attendance = Attendance(**form.model_dump(include=set(COUNTS)))
    check_attendance(attendance)
    registered = total(desk.session, desk.place, "households")
    if registered and attendance.households > registered:
        raise Refusal(
            N_("Only %(registered)s households are registered. Register new ones first."),
            "households",
            registered=registered,
        )
    _check_earlier_hands(desk, meeting, attendance)
    reached = quorum(attendance.households, registered, desk.country.quorum).reached
    if meeting.quorum_reached and not reached:
        raise Refusal(
            N_("The quorum was reached before, and decisions may rest on it. Count again."),
            "households",
        )
    meeting.women, meeting.men, meeting.young = form.women, form.men, form.young
    meeting.households, meeting.registered = form.households, registered
    meeting.quorum_reached, meeting.counted, meeting.read_back = reached, True, False
    counts = {**form.model_dump(include=set(COUNTS)), "registered": registered}
    return Event(
        public={"assembly": str(form.assembly), "quorum": reached},
        private={"attendance": counts},
        subject=str(form.assembly),
    )


@act(
    "assembly.decide",
    Right.ASSEMBLY,
    said=N_("The decision is written down. Go on with the next one, or write the minutes."),
    corrected_by=("assembly.decide",),
    offline=Offline.STATE,
)
def record_decision(desk: Desk, form: DecisionForm) -> Event:
    """Write down a show of hands; never more votes than people, and only with quorum."""
    meeting = quorate_meeting(desk, form.assembly)
    check_hands(form.votes_for, form.votes_against, form.abstained, meeting.women + meeting.men)
    before = select(func.count()).where(AssemblyDecision.assembly == form.assembly)
    end = outcome(form.votes_for, form.votes_against)
    decision = AssemblyDecision(
        id=desk.act_id,
        number=desk.session.exec(before).one() + 1,
        outcome=end,
        **form.model_dump(),
    )
    desk.session.add(decision)
    meeting.read_back = False
    return Event(
        public={"assembly": str(form.assembly), "outcome": end},
        private={"decision": form.model_dump(exclude={"assembly"})},
        subject=str(decision.id),
        totals={"decisions": 1},
    )


@act(
    "assembly.read_back",
    Right.ASSEMBLY,
    said=N_("The minutes are written and read back. Close them once the meeting agrees."),
    corrected_by=("assembly.read_back",),
    offline=Offline.ASKS,
    state=written,
)
def read_back_minutes(desk: Desk, form: MinutesForm) -> Event:
    """Keep the text of the minutes as it was read back to the meeting."""
    meeting = open_meeting(desk, form.assembly)
    if not meeting.counted:
        raise Refusal(N_("Count who is there first."))
    meeting.minutes, meeting.read_back = form.text, True
    return Event(
        public={"assembly": str(form.assembly)},
        private={"minutes": document(desk, meeting)},
        subject=str(form.assembly),
    )


@act(
    "assembly.close",
    Right.ASSEMBLY,
    said=N_("The minutes are closed. Print them; what was decided wrongly, a later meeting mends."),
    corrected_by=("assembly.amend",),
    offline=Offline.STATE,
    state=whole_meeting,
)
def close_assembly(desk: Desk, form: MeetingForm) -> Event:
    """Freeze the minutes that were read back; their commitment enters the record."""
    meeting = open_meeting(desk, form.assembly)
    if not meeting.read_back:
        raise Refusal(N_("Write the minutes and read them back to the meeting first."))
    if not is_read_back(desk.session, desk.place, meeting.id):
        raise Refusal(
            N_("Something was decided after the minutes were read back. Read them back again.")
        )
    meeting.closed_at = desk.now
    return Event(
        public={"assembly": str(form.assembly)},
        private={"minutes": document(desk, meeting)},
        subject=str(form.assembly),
        totals={"assemblies": 1},
    )


def refuse_a_second(desk: Desk) -> None:
    """Raise Refusal while a meeting of the village is open."""
    still_open = select(Assembly.id).where(
        Assembly.village == desk.place,
        Assembly.closed_at == None,  # noqa: E711 - SQL
    )
    if desk.session.exec(still_open).first():
        raise Refusal(N_("Another meeting is still open. Close its minutes first."))


def _announced(desk: Desk, form: OpenForm) -> Ahead | None:
    """Return how long before a meeting was announced; None where it was not."""
    if form.announcement is None:
        return None
    row = standing(desk.session, desk.place, form.announcement)
    if form.held_on != row.day:
        raise Refusal(N_("It is announced for another day. Announce it anew first."), "held_on")
    return ahead(row.known_since, row.day, desk.country.notice_days)


def open_meeting(desk: Desk, assembly: UUID) -> Assembly:
    """Return an open meeting of the desk's village; NotFound or Refusal otherwise."""
    meeting = of_village(desk.session, Assembly, assembly, desk.place)
    if meeting is None:
        raise NotFound(N_("There is no such meeting in this village."))
    if meeting.closed_at is not None:
        raise Refusal(
            N_("The minutes of this meeting are closed. A later meeting can add to them.")
        )
    return meeting


def quorate_meeting(desk: Desk, assembly: UUID) -> Assembly:
    """Return an open meeting that may decide: counted, and with enough households."""
    meeting = open_meeting(desk, assembly)
    if not meeting.counted:
        raise Refusal(N_("Count who is there first."))
    registered = total(desk.session, desk.place, "households")
    if not quorum(meeting.households, registered, desk.country.quorum).reached:
        raise Refusal(
            N_("Too few households are represented, so nothing can be decided. Call a new meeting.")
        )
    return meeting


def _check_earlier_hands(desk: Desk, meeting: Assembly, attendance: Attendance) -> None:
    for decision in desk.session.exec(
        select(AssemblyDecision).where(AssemblyDecision.assembly == meeting.id)
    ):
        votes = decision.votes_for + decision.votes_against + decision.abstained
        if votes > attendance.people:
            raise Refusal(
                N_("%(votes)s people voted earlier at this meeting. Count again."),
                "women",
                votes=votes,
            )
