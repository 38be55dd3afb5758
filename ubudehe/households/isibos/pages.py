"""The list of isibos on the facilitator's phone: made, renamed, joined, taken out again."""

from starlette.responses import Response

from ubudehe.households.isibos.actions import (
    IsiboJoined,
    IsiboParted,
    IsiboRenamed,
    IsibosForm,
    isibo_of,
    join_isibo,
    make_isibos,
    part_isibo,
    rename_isibo,
)
from ubudehe.households.isibos.queries import isibo_list
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()

_LIST = "/{place}/households/isibos"
_ONE = _LIST + "/{isibo:uuid}"


@pages.work(_LIST, Right.HOUSEHOLDS)
def list_isibos(visit: Visit) -> Response:
    """Show the isibos of a village, and take new ones in."""
    code = _place(visit)
    form = visit.form(IsibosForm)
    if visit.perform(form, make_isibos, code):
        return visit.redirect(f"/work/{code}/households/isibos", "recorded")
    found = isibo_list(visit.session, code)
    return visit.render("households/isibos.html", found, form=form, place=visit.village)


@pages.work(_ONE, Right.HOUSEHOLDS)
def rename(visit: Visit) -> Response:
    """Give an isibo another name."""
    code = _place(visit)
    found = isibo_of(visit.session, code, visit.id("isibo"))
    name, joined = found.name, found.joined_into is not None
    form = visit.form(IsiboRenamed, {"name": name}, of=rename_isibo, isibo=found.id)
    if visit.perform(form, rename_isibo, code):
        return visit.redirect(f"/work/{code}/households/isibos", "recorded")
    here = f"households/isibos/{visit.id('isibo')}"
    return visit.render(
        "households/isibo.html", name, form=form, place=visit.village, joined=joined, here=here
    )


@pages.work(_ONE + "/join", Right.HOUSEHOLDS)
def join(visit: Visit) -> Response:
    """Join an isibo into another one."""
    code = _place(visit)
    found = isibo_of(visit.session, code, visit.id("isibo"))
    name, id_ = found.name, found.id
    form = visit.form(IsiboJoined, of=join_isibo, isibo=id_)
    if visit.perform(form, join_isibo, code):
        return visit.redirect(f"/work/{code}/households/isibos", "recorded")
    every = isibo_list(visit.session, code)
    others = [(str(one.id), one.name) for one in every if one.id != id_]
    homes = next((one.households for one in every if one.id == id_), 0)
    return visit.render(
        "households/isibo_join.html",
        name,
        form=form,
        place=visit.village,
        others=others,
        homes=homes,
    )


@pages.work(_ONE + "/part", Right.HOUSEHOLDS)
def part(visit: Visit) -> Response:
    """Take an isibo out of the one it was joined into."""
    code = _place(visit)
    found = isibo_of(visit.session, code, visit.id("isibo"))
    name = found.name
    form = visit.form(IsiboParted, isibo=found.id)
    if visit.perform(form, part_isibo, code):
        return visit.redirect(f"/work/{code}/households/isibos", "recorded")
    return visit.render("households/isibo_part.html", name, form=form, place=visit.village)


def _place(visit: Visit) -> str:
    """Return the code of the village; NotFound in a country whose households have no groups."""
    code = visit.village.code
    if not visit.country.groups:
        raise NotFound(N_("There is no such isibo in this village."))
    return code
