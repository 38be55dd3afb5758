"""Where a household looks itself up, appeals and takes its appeal back; no account, one code.

The code is sent, never part of an address: those end up in logs.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from ubudehe.categories.check.actions import (
    FILED,
    SlipAppealForm,
    SlipCarryForm,
    SlipDesk,
    SlipWithdrawForm,
    carry_by_slip,
    file_by_slip,
    withdraw_by_slip,
)
from ubudehe.categories.check.queries import own_view
from ubudehe.categories.slips.queries import find_slip
from ubudehe.categories.slips.rules import mark_of
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.language.codes import read_code
from ubudehe.language.messages import N_
from ubudehe.places.queries import find_place
from ubudehe.record.append import Receipt
from ubudehe.web.forms import Form
from ubudehe.web.guessing import guessed
from ubudehe.web.pages import Pages
from ubudehe.web.telling import told
from ubudehe.web.visit import Visit

pages = Pages()
M = TypeVar("M", SlipAppealForm, SlipCarryForm, SlipWithdrawForm)


class SlipForm(BaseModel):
    """The code on a slip."""

    code: str = Field(max_length=40)


@pages.public("/check", form=True)
def check(visit: Visit) -> Response:
    """Show the holder of a slip the household's own category, and nothing else."""
    form = visit.form(SlipForm)
    slip = _slip(visit, form) if form.submitted else None
    if slip is None:
        return visit.render("categories/check.html", form=form)
    return _own(visit, form, slip)


@pages.public("/check/appeal", form=True)
def appeal_by_slip(visit: Visit) -> Response:
    """Take the appeal of a household that holds its slip."""
    return _step(visit, SlipAppealForm, file_by_slip, "categories/check_appeal.html", "filed")


@pages.public("/check/carry", form=True)
def carry(visit: Visit) -> Response:
    """Carry an appeal that was rejected to the next level, with the slip."""
    return _step(visit, SlipCarryForm, carry_by_slip, "categories/check_carry.html", "carried")


@pages.public("/check/withdraw", form=True)
def take_back_by_slip(visit: Visit) -> Response:
    """Take back an appeal that was filed with the slip."""
    template = "categories/check_withdraw.html"
    return _step(visit, SlipWithdrawForm, withdraw_by_slip, template, "withdrawn")


def _step(
    visit: Visit, model: type[M], act: Callable[[SlipDesk, M], Receipt], template: str, done: str
) -> Response:
    """Ask for what a step needs, do it, and show the household how it stands then."""
    if visit.data is None:
        return visit.redirect("/check")
    form = visit.form(model)
    slip = _slip(visit, form)
    if slip is None:
        return visit.render("categories/check.html", form=form)
    if form.submitted and form.value is not None and _done(visit, form, form.value, act):
        return _own(visit, form, slip, done)
    page = own_view(visit.session, slip, visit.today, visit.country)
    place = find_place(visit.session, slip.village)
    number = form.typed.get("number", "")
    appeal = next((one for one in page.appeals if str(one.number) == number), None)
    return visit.render(template, page, form=form, place=place, appeal=appeal)


def _own(visit: Visit, form: Form[Any], slip: CheckSlip, done: str = "") -> Response:
    own = own_view(visit.session, slip, visit.today, visit.country)
    place = find_place(visit.session, slip.village)
    code, form.act_id = form.typed["code"], uuid4()
    return visit.render(
        "categories/own.html",
        own,
        form=form,
        place=place,
        code=code,
        done=done,
        in_language="/{}/check".format,
    )


def _done(visit: Visit, form: Form[M], value: M, act: Callable[[SlipDesk, M], Receipt]) -> bool:
    """Tell whether it was done; else the form says why not."""
    counter, code = visit.counter, read_code(value.code)
    receipts: list[Receipt] = []
    assert code is not None

    def keep(session: Session) -> None:
        at = SlipDesk(
            session=session,
            heads=visit.services.heads,
            signs=counter.heads is not None,
            mark=_mark(visit, code),
            act_id=form.act_id,
            now=visit.now,
            country=visit.country,
        )
        receipts.append(act(at, value))

    if not told(visit, form, FILED, keep):
        return False
    counter.kept(receipts[-1].log, receipts[-1].index + 1, receipts[-1].growth)
    return True


def _slip(visit: Visit, form: Form[Any]) -> CheckSlip | None:
    """Return the slip whose code was typed; None, said in the form, where there is none."""
    if not form.typed.get("code"):
        return None
    code = read_code(form.typed["code"])
    if code is None:
        form.refuse(N_("There is a typing error in this code. Compare it with the slip."), "code")
        return None
    found = guessed(visit, form, lambda: find_slip(visit.session, _mark(visit, code)))
    if found is None and not form.errors.get("code"):
        form.refuse(
            N_(
                "No slip has this code. It may have been replaced: ask your facilitator for a new "
                "one."
            ),
            "code",
        )
    return found


def _mark(visit: Visit, code: str) -> str:
    return mark_of(visit.services.secret, code)
