"""The page where a household looks itself up; no account, no name, one code."""

from pydantic import BaseModel, Field
from starlette.responses import Response

from ubudehe.categories.check.queries import own_view
from ubudehe.categories.slips.queries import find_slip
from ubudehe.categories.slips.rules import mark_of
from ubudehe.language.codes import read_code
from ubudehe.language.messages import N_
from ubudehe.places.queries import find_place
from ubudehe.web.forms import Form
from ubudehe.web.guessing import guessed
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


class SlipForm(BaseModel):
    """The code on a slip."""

    code: str = Field(max_length=40)


@pages.public("/check", form=True)
def check(visit: Visit) -> Response:
    """Show the holder of a slip the household's own category, and nothing else."""
    form = visit.form(SlipForm)
    if not form.submitted or form.value is None:
        return visit.render("categories/check.html", form=form)
    code = read_code(form.value.code)
    if code is None:
        form.refuse(N_("There is a typing error in this code. Compare it with the slip."), "code")
        return visit.render("categories/check.html", form=form)
    if not _opens(visit, form, code):
        return visit.render("categories/check.html", form=form)
    slip = find_slip(visit.session, _mark(visit, code))
    assert slip is not None
    own = own_view(visit.session, slip, visit.today, visit.country)
    place = find_place(visit.session, slip.village)
    return visit.render("categories/own.html", own, place=place)


def _opens(visit: Visit, form: Form[SlipForm], code: str) -> bool:
    """Tell whether a slip has this code; whoever guesses waits in the end."""
    found = guessed(visit, form, lambda: find_slip(visit.session, _mark(visit, code)))
    if found is None and not form.errors:
        form.refuse(
            N_(
                "No slip has this code. It may have been replaced: ask your facilitator for a new "
                "one."
            ),
            "code",
        )
    return found is not None


def _mark(visit: Visit, code: str) -> str:
    return mark_of(visit.services.secret, code)
