"""Meetings on the facilitator's phone."""

from uuid import UUID

from starlette.responses import Response

from ubudehe.assemblies import queries
from ubudehe.assemblies.actions import (
    CountForm,
    DecisionForm,
    MeetingForm,
    MinutesForm,
    OpenForm,
    close_assembly,
    count_attendance,
    open_assembly,
    read_back_minutes,
    record_decision,
    refuse_a_second,
)
from ubudehe.assemblies.aloud import meeting_aloud
from ubudehe.assemblies.amending import AmendMinutesForm, amend_minutes
from ubudehe.assemblies.announcing.queries import meetings_not_opened
from ubudehe.assemblies.cancelling import CancelMeetingForm, cancel_assembly
from ubudehe.assemblies.queries import NO_MEETING, MeetingView, open_meeting_id
from ubudehe.language.messages import N_
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class AmendMinutesHere(AmendMinutesForm, SecondHere):
    """What is added to closed minutes, with a second person at the same phone."""


@pages.work("/{place}/assemblies", Right.LOOK)
def list_meetings(visit: Visit) -> Response:
    """Show the meetings of a village."""
    place = visit.place
    found = queries.meetings(visit.session, place.code)
    announced = meetings_not_opened(visit.session, place.code, visit.today)
    return visit.render("assemblies/list.html", found, place=place, announced=announced)


@pages.work("/{place}/assemblies/open", Right.ASSEMBLY)
def open_meeting(visit: Visit) -> Response:
    """Open a meeting."""
    place = visit.place
    form = visit.form(OpenForm, {"held_on": visit.today})
    if receipt := visit.perform(form, open_assembly, place.code):
        return visit.redirect(f"/work/{place.code}/assemblies/{receipt.made}/count", "recorded")
    visit.foresee(form, refuse_a_second)
    waiting = meetings_not_opened(visit.session, place.code, visit.today)
    announced = [one for one in waiting if one.is_to_open]
    return visit.render("assemblies/open.html", place, form=form, announced=announced)


@pages.work("/{place}/assemblies/{assembly:uuid}", Right.LOOK)
def show_meeting(visit: Visit) -> Response:
    """Show a meeting and what comes next in it."""
    return visit.render("assemblies/meeting.html", _meeting(visit), place=visit.place)


@pages.work("/{place}/assemblies/{assembly:uuid}/count", Right.ASSEMBLY)
def count(visit: Visit) -> Response:
    """Count who is there."""
    meeting = _meeting(visit)
    filled = vars(meeting.attendance) if meeting.counted else {}
    form = visit.form(CountForm, dict(filled), of=count_attendance, assembly=meeting.id)
    if visit.perform(form, count_attendance, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/count.html", meeting, form=form)


@pages.work("/{place}/assemblies/{assembly:uuid}/decide", Right.ASSEMBLY)
def decide(visit: Visit) -> Response:
    """Write down a decision by show of hands."""
    meeting = _meeting(visit)
    form = visit.form(DecisionForm, {"lang": visit.lang}, assembly=meeting.id)
    if visit.perform(form, record_decision, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/decide.html", meeting, form=form)


@pages.work("/{place}/assemblies/{assembly:uuid}/minutes", Right.ASSEMBLY)
def write_minutes(visit: Visit) -> Response:
    """Write the minutes and read them back."""
    meeting = _meeting(visit)
    filled = {"text": meeting.minutes or None}
    form = visit.form(MinutesForm, filled, of=read_back_minutes, assembly=meeting.id)
    if visit.perform(form, read_back_minutes, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/minutes.html", meeting, form=form)


@pages.work("/{place}/assemblies/{assembly:uuid}/close", Right.ASSEMBLY)
def close(visit: Visit) -> Response:
    """Close the minutes for good."""
    meeting = _meeting(visit)
    form = visit.form(MeetingForm, of=close_assembly, assembly=meeting.id)
    if visit.perform(form, close_assembly, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/close.html", meeting, form=form)


@pages.work("/{place}/assemblies/{assembly:uuid}/cancel", Right.ASSEMBLY)
def cancel(visit: Visit) -> Response:
    """Take back a meeting that was opened by mistake."""
    meeting = _meeting(visit)
    form = visit.form(CancelMeetingForm, of=cancel_assembly, assembly=meeting.id)
    if visit.perform(form, cancel_assembly, meeting.village):
        return visit.redirect(f"/work/{meeting.village}/assemblies", "recorded")
    return visit.render("assemblies/cancel.html", meeting, form=form)


@pages.work("/{place}/assemblies/{assembly:uuid}/amend", Right.ASSEMBLY)
def amend(visit: Visit) -> Response:
    """Add to closed minutes what the open meeting agrees to."""
    meeting = _meeting(visit)
    now = open_meeting_id(visit.session, meeting.village)
    form = visit.form(
        AmendMinutesHere, of=amend_minutes, amended=meeting.id, assembly=now or NO_MEETING
    )
    if now is None:
        visit.lacks(form, N_("Open a meeting first: it agrees to what is added."))
    take_second(visit, form)
    if now and visit.perform(form, amend_minutes, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/amend.html", meeting, form=form)


@pages.work("/{place}/assemblies/{assembly:uuid}/aloud/{at:number}", Right.LOOK)
def aloud(visit: Visit) -> Response:
    """Show one thing of a meeting a screen, as large as can be, to be held up."""
    found = _meeting(visit)
    back = f"/{visit.lang}/work/{found.village}/assemblies/{found.id}"
    page = meeting_aloud(found, visit.number("at"))
    return visit.render("assemblies/aloud.html", page, place=visit.place, back=back)


@pages.work("/{place}/assemblies/{assembly:uuid}/print", Right.LOOK)
def print_minutes(visit: Visit) -> Response:
    """Show the minutes as they are printed."""
    return visit.render("assemblies/print.html", _meeting(visit), place=visit.place)


def _meeting(visit: Visit) -> MeetingView:
    assembly: UUID = visit.request.path_params["assembly"]
    return queries.meeting(visit.session, visit.param("place"), assembly, visit.country)


def _path(meeting: MeetingView) -> str:
    return f"/work/{meeting.village}/assemblies/{meeting.id}"
