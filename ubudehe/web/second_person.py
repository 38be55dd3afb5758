"""A second person at the same phone: shows who they are by their own number and PIN."""

from typing import Any

from pydantic import BaseModel, Field

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Person
from ubudehe.people.rules import MAX_PIN
from ubudehe.people.signing import check_pin, person_of
from ubudehe.web.forms import Form
from ubudehe.web.visit import Visit


class SecondHere(BaseModel):
    """The number and PIN of a second person at the same phone."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)


def second_person(visit: Visit, phone: str, pin: str) -> Person:
    """Return who holds `phone` and `pin`; Refusal, counted against them, if they do not fit."""
    address = visit.request.client.host if visit.request.client else ""
    refusal: Refusal | None = None
    visit.session.rollback()
    with visit.services.database.write() as session:
        try:
            account = check_pin(session, visit.country, phone, pin, address, visit.now)
            if account.pin_is_new:
                raise Refusal(N_("Sign in once by yourself and choose a PIN of your own first."))
            return person_of(session, account)
        except Refusal as found:
            refusal = found
    raise refusal


def second_at_this_phone(visit: Visit, form: Form[Any]) -> Person | None:
    """Return who typed `second_phone` and `second_pin` into a form; None, said in it, otherwise."""
    if form.value is None:
        return None
    try:
        return second_person(visit, form.value.second_phone or "", form.value.second_pin or "")
    except Refusal as refusal:
        form.refuse(refusal.msgid, "second_pin", **refusal.params)
        return None


def take_second(visit: Visit, form: Form[Any]) -> None:
    """Let the second person whose number was typed stand in the form; their PIN is forgotten."""
    if form.value is not None and getattr(form.value, "second_phone", None):
        person = second_at_this_phone(visit, form)
        if person is not None and form.value is not None:
            form.value = form.value.model_copy(update={"second": person.account})
    form.typed.pop("second_pin", None)
