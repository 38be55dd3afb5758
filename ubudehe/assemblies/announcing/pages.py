"""Pages of announced meetings: announcing, opening on the day, the notice, the calendar."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from starlette.responses import Response

from ubudehe.assemblies.actions import OpenForm, open_assembly
from ubudehe.assemblies.announcing import queries
from ubudehe.assemblies.announcing.actions import (
    AnnounceForm,
    CallOffForm,
    ReannounceForm,
    announce,
    call_off,
    reannounce,
)
from ubudehe.assemblies.announcing.calendar_file import MEDIA, Occasion, calendar_file
from ubudehe.assemblies.announcing.queries import AnnouncedMeeting
from ubudehe.assemblies.announcing.rules import doubts, known_from
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.language.sentences import Sentence
from ubudehe.people.holidays.queries import announced_name
from ubudehe.people.rules import Right
from ubudehe.places.calendar import holiday_name
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.qr import qr_of_text
from ubudehe.web.rendering import Speech
from ubudehe.web.visit import Visit

pages = Pages()


class AnnounceHere(AnnounceForm):
    """A meeting to be announced, by somebody who may have been asked to look twice."""

    sure: Literal["yes"] | None = None


class ReannounceHere(ReannounceForm):
    """A meeting to be announced anew, by somebody who may have been asked to look twice."""

    sure: Literal["yes"] | None = None


@pages.work("/{place}/announced/new", Right.ASSEMBLY)
def announce_one(visit: Visit) -> Response:
    """Announce a meeting."""
    place = visit.village
    form = visit.form(AnnounceHere, {"ways": ["board"], "lang": visit.lang})
    asked = _look_twice(visit, form)
    if receipt := visit.perform(form, announce, place.code):
        return visit.redirect(f"/work/{place.code}/announced/{receipt.made}", "recorded")
    return visit.render("assemblies/announced/new.html", place, form=form, asked=asked)


@pages.work("/{place}/announced/{announcement:uuid}", Right.LOOK)
def announced_here(visit: Visit) -> Response:
    """Show an announced meeting; on its day, open it with one tap."""
    meeting = _own(visit)
    form = visit.form(
        OpenForm,
        held_on=meeting.day,
        where=meeting.where,
        purpose=meeting.agenda[0],
        announcement=meeting.id,
    )
    if receipt := visit.perform(form, open_assembly, meeting.village):
        path = f"/work/{meeting.village}/assemblies/{receipt.made}/count"
        return visit.redirect(path, "recorded")
    return visit.render(
        "assemblies/announced/own.html",
        meeting,
        form=form,
        place=visit.place,
        holiday=_holiday(visit, meeting.day),
    )


@pages.work("/{place}/announced/{announcement:uuid}/change", Right.ASSEMBLY)
def announce_anew(visit: Visit) -> Response:
    """Announce a meeting anew, with a reason."""
    meeting = _own(visit)
    filled = {
        "day": meeting.day,
        "hour": meeting.hour,
        "where": meeting.where,
        "agenda": meeting.agenda,
        "matters": "\n".join(meeting.matters) or None,
        "ways": meeting.ways,
        "lang": meeting.lang,
    }
    form = visit.form(ReannounceHere, filled, of=reannounce, announcement=meeting.id)
    asked = _look_twice(visit, form, meeting)
    if visit.perform(form, reannounce, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/announced/change.html", meeting, form=form, asked=asked)


@pages.work("/{place}/announced/{announcement:uuid}/call-off", Right.ASSEMBLY)
def call_off_one(visit: Visit) -> Response:
    """Call an announced meeting off."""
    meeting = _own(visit)
    form = visit.form(CallOffForm, of=call_off, announcement=meeting.id)
    if visit.perform(form, call_off, meeting.village):
        return visit.redirect(_path(meeting), "recorded")
    return visit.render("assemblies/announced/call_off.html", meeting, form=form)


@pages.public("/announced/{announcement:uuid}")
def announced_meeting(visit: Visit) -> Response:
    """Show everybody an announced meeting."""
    meeting, place = _public(visit)
    return visit.render("assemblies/announced/public.html", meeting, place=place)


@pages.public("/announced/{announcement:uuid}/notice")
def notice_for_board(visit: Visit) -> Response:
    """Show a sheet for the notice board, to be read from some steps away."""
    meeting, place = _public(visit)
    address = f"{visit.services.settings.address}{visit.url(f'/announced/{meeting.id}')}"
    return visit.render(
        "assemblies/announced/notice.html",
        meeting,
        place=place,
        qr=qr_of_text(address),
    )


@pages.public("/announced/{announcement:uuid}/calendar.ics")
def calendar_of_meeting(visit: Visit) -> Response:
    """Give an announced meeting to a calendar."""
    meeting, place = _public(visit)
    return _calendar(visit, place, [meeting], f"{meeting.day.isoformat()}.ics")


@pages.public("/p/{code}/meetings.ics")
def calendar_of_village(visit: Visit) -> Response:
    """Give all announced meetings of a village to a calendar that follows them."""
    try:
        code = parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None
    place = find_place(visit.session, code)
    if not is_village(code, visit.country):
        raise NotFound("")
    found = queries.meetings_for_calendar(visit.session, code, visit.today)
    return _calendar(visit, place, found, "meetings.ics")


def _look_twice(
    visit: Visit,
    form: Form[AnnounceHere] | Form[ReannounceHere],
    before: AnnouncedMeeting | None = None,
) -> list[Sentence]:
    """Return what is unusual in a form; refuse it until somebody says that it is meant so."""
    value = form.value
    if not form.submitted or value is None:
        return []
    known_since = visit.today
    if before is not None:
        told = (before.day, before.hour, before.where)
        now = (value.day, f"{value.hour:%H:%M}", value.where)
        known_since = known_from((before.known_since, told), now, visit.today)
    holiday = _holiday(visit, value.day)
    asked = visit.country.notice_days
    found = list(doubts(value.day, value.hour, visit.today, known_since, asked, holiday))
    if found and value.sure is None:
        form.refuse(N_("Look at this once more, and say whether it is meant so."), "sure")
    return found


def _holiday(visit: Visit, day: date) -> str | None:
    """Return the name of the day off that a day is, whoever says so; None for none."""
    known = holiday_name(visit.country, day, visit.lang)
    return announced_name(visit.session, visit.param("place"), day) if known is None else known


def _own(visit: Visit) -> AnnouncedMeeting:
    village, announcement = visit.param("place"), visit.id("announcement")
    return queries.announced_meeting(visit.session, village, announcement, visit.today)


def _public(visit: Visit) -> tuple[AnnouncedMeeting, PlaceLine]:
    announcement = visit.id("announcement")
    village = queries.village_of_announcement(visit.session, announcement)
    visit.hold_while(village)
    meeting = queries.announced_meeting(visit.session, village, announcement, visit.today)
    return meeting, find_place(visit.session, village)


def _path(meeting: AnnouncedMeeting) -> str:
    return f"/work/{meeting.village}/announced/{meeting.id}"


def _calendar(
    visit: Visit, place: PlaceLine, meetings: Iterable[AnnouncedMeeting], name: str
) -> Response:
    say = Speech(visit.lang, visit.country)
    made = calendar_file(
        visit.lang,
        say.say(N_("Meetings of %(village)s"), village=say.place(place)),
        [_occasion(visit, say, place, one) for one in meetings],
    )
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-cache",
    }
    return Response(made, media_type=MEDIA, headers=headers)


def _occasion(visit: Visit, say: Speech, place: PlaceLine, one: AnnouncedMeeting) -> Occasion:
    points = [say.word("purpose", code) for code in one.agenda] + list(one.matters)
    if one.reason:
        points.append(one.reason)
    return Occasion(
        uid=f"urn:uuid:{one.id}",
        sequence=one.changes,
        written=one.written_at,
        starts=one.starts(visit.country),
        title=say.say(N_("Meeting of the village %(village)s"), village=say.place(place)),
        where=f"{one.where}, {say.address(place)}",
        about="\n".join(points),
        address=f"{visit.services.settings.address}{visit.url(f'/announced/{one.id}')}",
        called_off=one.state == "called_off",
    )
