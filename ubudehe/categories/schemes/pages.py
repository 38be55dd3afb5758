"""The village's own categories, and who rose or fell since the last round."""

from starlette.responses import Response

from ubudehe.categories.schemes import queries
from ubudehe.categories.schemes.actions import (
    MappingForm,
    OwnSchemeForm,
    compare_schemes,
    write_scheme,
)
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/schemes", Right.CATEGORISE)
def show_schemes(visit: Visit) -> Response:
    """Show the schemes the village may use, and how its last two rounds compare."""
    place = visit.place
    schemes = queries.schemes_for(visit.session, visit.country, place.code)
    compared = queries.compare_rounds(visit.session, visit.country, place.code)
    return visit.render("categories/schemes.html", schemes, place=place, compared=compared)


@pages.work("/{place}/schemes/own", Right.CATEGORISE)
def own(visit: Visit) -> Response:
    """Write the village's own categories in its own words."""
    place = visit.place
    form = visit.form(OwnSchemeForm, _now(visit, place), of=write_scheme)
    if visit.perform(form, write_scheme, place.code):
        return visit.redirect(f"/work/{place.code}/schemes", "recorded")
    return visit.render("categories/own_scheme.html", form=form, place=place)


@pages.work("/{place}/schemes/compare", Right.CATEGORISE)
def compare(visit: Visit) -> Response:
    """Say which category of the newer scheme is like which of the older one."""
    place = visit.place
    compared = queries.compare_rounds(visit.session, visit.country, place.code)
    schemes = (compared.missing or compared.said) if compared else None
    if schemes is None:
        raise Refusal(N_("There are no two final rounds under different schemes to compare."))
    old, new = schemes
    keys: dict[str, object] = {"old": queries.scheme_key(old), "new": queries.scheme_key(new)}
    form = visit.form(MappingForm, keys)
    if visit.perform(form, compare_schemes, place.code):
        return visit.redirect(f"/work/{place.code}/schemes", "recorded")
    return visit.render("categories/compare.html", (old, new), form=form, place=place)


def _now(visit: Visit, place: PlaceLine) -> dict[str, object]:
    """Return the village's own categories as they were typed, if it has some."""
    for scheme in queries.schemes_for(visit.session, visit.country, place.code):
        if scheme.id == "own":
            lines = [
                f"{c.names['en']}: " + "; ".join(k.texts["en"] for k in c.criteria)
                for c in scheme.categories
            ]
            return {"name": scheme.names["en"], "words": "\n".join(lines)}
    return {}
