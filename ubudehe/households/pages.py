"""The register on the facilitator's phone."""

from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from ubudehe.households import queries
from ubudehe.households.actions import HouseholdChange, change_household, household_of
from ubudehe.households.basis.queries import basis_of, count_untold
from ubudehe.households.interviews.doubts import doubts
from ubudehe.households.isibos.listing import isibo_names
from ubudehe.households.own.queries import answered_forms
from ubudehe.households.questions import known_in, questions_of
from ubudehe.households.roster.queries import member_list
from ubudehe.households.roster.rules import COUNTS
from ubudehe.language.paging import read_start
from ubudehe.people.rules import Right
from ubudehe.people.seen import flat
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


class SearchForm(BaseModel):
    """A name, a number or an isibo, and how many of the found to pass over."""

    q: str = Field(default="", max_length=80)
    first: int = Field(default=0, ge=0, le=999_999)


@pages.work("/{place}/households", Right.HOUSEHOLDS)
def list_households(visit: Visit) -> Response:
    """Show the households of a village, or those that were searched for.

    What is searched for is sent as a form: a name has no business in an address.
    """
    place = visit.village
    form = visit.form(SearchForm)
    asked = form.value or SearchForm(first=read_start(visit.query("from")))
    page = queries.find_households(visit.session, place.code, asked.q, min(asked.first, 10**6))
    if asked.q and page.part.all == 1 and page.lines:
        return visit.redirect(f"/work/{place.code}/households/{page.lines[0].id}")
    return visit.render(
        "households/list.html",
        page,
        form=form,
        place=place,
        asked=asked.q,
        untold=count_untold(visit.session, place.code) if visit.country.lawful_bases else 0,
    )


@pages.work("/{place}/households/{household:uuid}", Right.HOUSEHOLDS)
def edit_household(visit: Visit) -> Response:
    """Show a household's answers and let them be changed."""
    place = visit.village
    household: UUID = visit.request.path_params["household"]
    view = queries.household_view(visit.session, place.code, household)
    form = visit.form(
        HouseholdChange,
        view.typed,
        of=change_household,
        household=household,
        **known_in(visit.country),
    )
    if visit.perform(form, change_household, place.code):
        return visit.redirect(f"/work/{place.code}/households", "recorded")
    ask = questions_of(visit.country, isibo_names(visit.session, place.code))
    own = answered_forms(visit.session, place.code, household)
    unlikely = doubts(flat(view.typed))
    home = household_of(visit.session, place.code, household)
    return visit.render(
        "households/form.html",
        view,
        form=form,
        place=place,
        ask=ask,
        doubts=unlikely,
        own=own,
        listed=member_list(visit.session, home),
        listed_counts=COUNTS,
        basis=basis_of(visit.session, household, visit.country),
    )
