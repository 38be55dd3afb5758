"""First pages: the places where one holds a role, and what waits at each."""

from starlette.responses import Response

from ubudehe.audit.overview import overview
from ubudehe.audit.rules.standing import MARKS
from ubudehe.desks.queries import first_steps, waiting
from ubudehe.desks.words import JOB_ICONS
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotAllowed
from ubudehe.people.finding import FindForm
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked
from ubudehe.places.queries import place_view
from ubudehe.record.queries import totals
from ubudehe.web import forms
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("")
def home(visit: Visit) -> Response:
    """Show the places where who is signed in holds a role, and step down from there."""
    held = {grant.place for grant in visit.person.grants if grant.in_force(visit.today)}
    places = [place_view(visit.session, code, visit.country).place for code in sorted(held)]
    if visit.signed and visit.signed.rehearsal:
        places = [line for line in places if line.code == visit.signed.rehearsal]
    if len(places) == 1 and places[0].level == "village":
        return visit.redirect(f"/work/{places[0].code}")
    return visit.render("desks/places.html", places)


@pages.work("/country")
def country(visit: Visit) -> Response:
    """Show the provinces, for who holds a role for the whole country."""
    page = place_view(visit.session, "", visit.country)
    return visit.render(
        "desks/above.html",
        page,
        roles=_roles(visit, ""),
        jobs=(),
        icons_of=JOB_ICONS,
        books=None,
        find=_find(visit, "0"),
    )


def _find(visit: Visit, place: str) -> Form[FindForm] | None:
    """Return the field for finding a person, for who gives roles at a place."""
    return forms.blank(FindForm) if visit.may(Right.PEOPLE, place) else None


@pages.work("/{place:number}")
def desk(visit: Visit) -> Response:
    """Show what can be done at a place: the jobs of a village, or the places below."""
    code = visit.param("place")
    roles = _roles(visit, code)
    if not roles:
        raise NotAllowed(N_("Your role does not allow this at this place."))
    page = place_view(visit.session, code, visit.country)
    asked = Asked(visit.session, visit.person, code, visit.today, visit.country)
    jobs = waiting(asked)
    if page.place.level != "village":
        found = None
        if visit.may(Right.REVIEW_BOOKS, code):
            start = read_start(visit.query("after"))
            found = overview(asked, visit.query("show"), visit.query("q"), start)
        return visit.render(
            "desks/above.html",
            page,
            roles=roles,
            jobs=jobs,
            icons_of=JOB_ICONS,
            books=found,
            find=_find(visit, code),
            marks=MARKS,
        )
    sums = totals(visit.session, code, _FACTS)
    return visit.render(
        "desks/village.html",
        page,
        roles=roles,
        elsewhere=roles != ["facilitator"],
        sums=sums,
        jobs=jobs,
        icons_of=JOB_ICONS,
        steps=first_steps(sums) if visit.may(Right.HOUSEHOLDS, code) else (),
    )


_FACTS = ("households", "assemblies", "classified", "proposals", "votes")


def _roles(visit: Visit, code: str) -> list[str]:
    return sorted(
        {
            grant.role.value
            for grant in visit.person.grants
            if code.startswith(grant.place) and grant.in_force(visit.today)
        }
    )
