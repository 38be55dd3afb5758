"""On which basis a household's data are kept: on the facilitator's phone."""

from starlette.responses import Response

from ubudehe.households.basis.actions import (
    BasisForm,
    ConsentBackForm,
    WithdrawnForm,
    as_told,
    restore_consent,
    withdraw_consent,
    write_basis,
)
from ubudehe.households.basis.queries import basis_of, next_untold, untold_households
from ubudehe.households.queries import household_view
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.rules import Right
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()
_ONE = "/{place}/households/{household:uuid}/basis"


@pages.work("/{place}/households/basis", Right.HOUSEHOLDS)
def untold(visit: Visit) -> Response:
    """Show the households that were told no basis yet, or withdrew their consent."""
    _refuse_without_bases(visit)
    page = untold_households(visit.session, visit.village.code, read_start(visit.query("from")))
    return visit.render("households/basis_list.html", page, place=visit.village)


@pages.work(_ONE, Right.HOUSEHOLDS)
def basis(visit: Visit) -> Response:
    """Write down what a household was told; then the next one is asked, if one wishes."""
    _refuse_without_bases(visit)
    code, household = visit.village.code, visit.id("household")
    home = household_view(visit.session, code, household)
    written = as_told(visit.session, code, {"household": household}) or {}
    first = visit.country.lawful_bases[0].code
    filled = {name: one for name, one in written.items() if one and name != "withdrawn_on"}
    filled = {"basis": first, "told_on": visit.today, **filled}
    form = visit.form(BasisForm, filled, of=write_basis, household=household)
    if visit.perform(form, write_basis, code):
        following = next_untold(visit.session, code, home.number) if "next" in form.typed else None
        path = f"{following}/basis" if following else str(household)
        return visit.redirect(f"/work/{code}/households/{path}", "recorded")
    return visit.render(
        "households/basis.html",
        home,
        form=form,
        place=visit.village,
        now=basis_of(visit.session, household, visit.country),
    )


@pages.work(_ONE + "/withdraw", Right.HOUSEHOLDS)
def withdraw(visit: Visit) -> Response:
    """Write down that a household withdrew its consent."""
    code, household = visit.village.code, visit.id("household")
    home = household_view(visit.session, code, household)
    filled = {"withdrawn_on": visit.today}
    form = visit.form(WithdrawnForm, filled, of=withdraw_consent, household=household)
    if visit.perform(form, withdraw_consent, code):
        return visit.redirect(f"/work/{code}/households/{household}/basis", "recorded")
    return visit.render("households/basis_withdraw.html", home, form=form, place=visit.village)


@pages.work(_ONE + "/restore", Right.HOUSEHOLDS)
def restore(visit: Visit) -> Response:
    """Let a consent hold again."""
    code, household = visit.village.code, visit.id("household")
    home = household_view(visit.session, code, household)
    form = visit.form(ConsentBackForm, of=restore_consent, household=household)
    if visit.perform(form, restore_consent, code):
        return visit.redirect(f"/work/{code}/households/{household}/basis", "recorded")
    return visit.render("households/basis_restore.html", home, form=form, place=visit.village)


def _refuse_without_bases(visit: Visit) -> None:
    if not visit.country.lawful_bases:
        raise NotFound(N_("There is no such page."))
