"""Meetings announced ahead, over HTTP: from the notice to the minutes that say how it was."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.assemblies.test_meeting import COUNT, OPEN
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown

HERE = f"/en/work/{VILLAGE}"
NEW = f"{HERE}/announced/new"
AHEAD = {
    "day.d": "20",
    "day.m": "6",
    "day.y": "2026",
    "hour": "14h",
    "where": "School of Kabeza",
    "agenda": ["projects", "general"],
    "matters": "The road\nThe well; who keeps it, and how",
    "ways": ["board", "phone"],
}
WHY = {"reason": "The school is taken."}


def announced(world: World, **other: object) -> tuple[Visitor, str]:
    """Announce a meeting for in five days; return who did and its page."""
    visitor = world.signed_in("facilitator", VILLAGE)
    return visitor, visitor.done(NEW, {**AHEAD, **other})


def later(world: World, days: int) -> Visitor:
    """Let days go by and sign in again."""
    world.clock.now += timedelta(days=days)
    return world.signed_in("facilitator", VILLAGE)


def public(own: str) -> str:
    return f"/en/announced/{own.rsplit('/', 1)[1]}"


@pytest.mark.both_engines
def test_an_announced_meeting_is_opened_with_one_tap_and_its_minutes_say_how(world: World) -> None:
    visitor, own = announced(world)
    guest = Visitor(world.client())
    assert "School of Kabeza" in guest.get(f"/en/p/{VILLAGE}")
    assert public(own) in guest.get(f"/en/p/{VILLAGE}/assemblies")
    for page in (public(own), f"{public(own)}/notice"):
        text = unescape(guest.get(page))
        assert all(one in text for one in ("Saturday, 20 June 2026", "14:00", "The road", "50%"))
    assert "A meeting was announced" in guest.get(f"/feed/{VILLAGE}.atom?lang=en")
    assert "print its notice" in visitor.get(HERE)
    assert "Open the meeting" not in visitor.get(own)

    visitor = later(world, 5)
    assert "The day of the meeting has come" in visitor.get(HERE)
    assert own in visitor.get(f"{HERE}/assemblies/open")
    meeting = visitor.done(own, {}).removesuffix("/count")
    visitor.done(f"{meeting}/count", COUNT)
    assert "Needs, projects and votes" in visitor.get(meeting)
    assert "opened already" in visitor.refused(f"{own}/change", {**AHEAD, **WHY})
    visitor.done(f"{meeting}/minutes", {"text": "All was said."})
    visitor.done(f"{meeting}/close", {})
    for page in (meeting, f"{meeting}/print", f"/en/assemblies/{meeting.rsplit('/', 1)[1]}"):
        text = " ".join(unescape(visitor.get(page)).split())
        assert "Announced on 15 June 2026, 5 days before." in text
        assert "Notice board · Telephone" in text
        assert "The well; who keeps it, and how" in text
    assert "What was decided at it" in guest.get(public(own))
    assert f"/en/p/{VILLAGE}/announced" not in guest.get(f"/en/p/{VILLAGE}")
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_it_is_announced_anew_and_called_off_with_a_reason_that_all_read(world: World) -> None:
    visitor, own = announced(world)
    old = visitor.fields(f"{own}/call-off")
    visitor = later(world, 1)
    visitor.done(f"{own}/change", {**AHEAD, **WHY, "where": "Church"})
    guest = Visitor(world.client())
    text = guest.get(public(own))
    assert all(one in text for one in ("Church", WHY["reason"], "Known since 16 June 2026."))
    new = visitor.fields(f"{own}/call-off")
    stale = visitor.client.post(f"{own}/call-off", data={**new, "seen": old["seen"], **WHY})
    assert "Somebody changed this after you opened it" in stale.text
    visitor.done(f"{own}/change", {**AHEAD, **WHY, "where": "Church", "agenda": ["accounts"]})
    assert "Known since 16 June 2026." in guest.get(public(own))
    visitor.done(f"{own}/call-off", {"reason": "It rains."})
    text = guest.get(public(own))
    assert "This meeting is called off: It rains." in text
    assert "Church" not in guest.get(f"/en/p/{VILLAGE}")
    for page, typed in (("change", {**AHEAD, **WHY}), ("call-off", WHY)):
        assert "was called off" in visitor.refused(f"{own}/{page}", typed)
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_calendars_get_one_meeting_or_all_of_a_village(world: World) -> None:
    visitor, own = announced(world)
    answer = world.client().get(f"{public(own)}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    whole = answer.text.replace("\r\n ", "")
    assert "DTSTART:20260620T120000Z\r\n" in whole
    assert "who keeps it\\, and how" in whole
    visitor.done(f"{own}/call-off", WHY)
    feed = world.client().get(f"/en/p/{VILLAGE}/meetings.ics").text
    assert "SEQUENCE:1\r\n" in feed
    assert "STATUS:CANCELLED\r\n" in feed
    assert world.client().get("/en/p/22/meetings.ics").status_code == 404


def test_a_holiday_a_night_and_short_notice_are_asked_about_and_never_refused(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    holiday = {**AHEAD, "day.d": "1", "day.m": "7"}
    page = visitor.refused(NEW, holiday)
    assert "1 July 2026 is a public holiday: Independence Day." in unescape(page)
    visitor.done(NEW, {**holiday, "sure": "yes"})
    page = unescape(visitor.refused(NEW, {**AHEAD, "day.d": "16", "hour": "2"}))
    assert "Days ahead: 1. The country asks for 3 at least." in page
    assert "02:00 is at night." in page
    own = visitor.done(NEW, {**AHEAD, "day.d": "16", "sure": "yes"})
    visitor = later(world, 1)
    meeting = visitor.done(own, {}).removesuffix("/count")
    assert "The country asks for 3 days at least." in visitor.get(meeting)


def test_what_has_passed_is_far_or_stands_there_already_is_refused(world: World) -> None:
    visitor, _ = announced(world)
    for other, why in (
        ({"day.d": "14"}, "This day has passed."),
        ({"day.d": "15", "hour": "9:30", "sure": "yes"}, "This hour has passed."),
        ({"day.y": "2028"}, "more than a year away"),
        ({"hour": "14:00"}, "for this day and hour already"),
        ({"hour": "25"}, "Write the hour from 0 to 23"),
        ({"where": "Call 0788 123 456"}, "leave out phone numbers"),
    ):
        assert why in visitor.refused(NEW, {**AHEAD, **other})


def test_it_is_opened_once_and_again_only_if_that_was_a_mistake(world: World) -> None:
    _, own = announced(world)
    visitor = later(world, 6)
    assert "was announced and not opened" in visitor.get(HERE)
    page = visitor.fields(own)
    meeting = visitor.done(own, {}).removesuffix("/count")
    again = {**page, "act": "00000000-0000-4000-8000-000000000009"}
    assert visitor.client.post(own, data=again).status_code in (409, 422)
    visitor.done(f"{meeting}/cancel", {"reason": "Nobody came."})
    assert "was announced and not opened" in visitor.get(HERE)
    visitor.done(own, {})


def test_a_meeting_without_announcement_says_so(facilitator: Visitor) -> None:
    meeting = facilitator.done(f"{HERE}/assemblies/open", OPEN).removesuffix("/count")
    assert "No announcement of it stands in the record." in facilitator.get(meeting)


def test_only_who_runs_meetings_announces_and_only_in_the_own_village(
    world: World, neighbour: Visitor
) -> None:
    _, own = announced(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(NEW).status_code == 403
    assert "Open the meeting" not in treasurer.get(own)
    assert treasurer.client.get(f"{own}/change").status_code == 403
    assert neighbour.client.get(own.replace(VILLAGE, "43060101")).status_code == 404
    there = f"{own.replace(VILLAGE, '43060101')}/call-off"
    assert neighbour.client.get(there).status_code == 404


def test_what_is_announced_at_an_open_meeting_stands_in_its_minutes(facilitator: Visitor) -> None:
    meeting = facilitator.done(f"{HERE}/assemblies/open", OPEN).removesuffix("/count")
    facilitator.done(NEW, AHEAD)
    assert re.search("A meeting is announced for 20.June 2026, 14:00", facilitator.get(meeting))


def test_further_points_and_reasons_say_the_language_they_are_in(world: World) -> None:
    visitor, own = announced(world, lang="rw", matters="Amazi")
    page = public(own)
    assert '<span lang="rw">Amazi</span>' in visitor.get(page)
    assert '<span lang="rw">Amazi</span>' in visitor.get(f"{page}/notice")
    change = f"{own}/change"
    assert 'name="reason_lang" value="fr"' in visitor.get(change.replace("/en/", "/fr/"))
    why = {**AHEAD, **WHY, "lang": "rw", "matters": "Amazi", "reason_lang": "fr"}
    visitor.done(change, why)
    assert '<span lang="fr">The school is taken.</span>' in visitor.get(page)
    assert '<span lang="fr">' not in visitor.get(page.replace("/en/", "/fr/"))
    visitor.done(f"{own}/call-off", {"reason": "Imvura.", "reason_lang": "rw"})
    assert '<span lang="rw">Imvura.</span>' in visitor.get(page)
    assert faults_of_grown(world) == []
