"""A second person at the same phone: shows who they are by their own number and PIN."""

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Person
from ubudehe.people.pins import MAX_PIN
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.web.forms import Form
from ubudehe.web.visit import Visit


class SecondHere(BaseModel):
    """The number and PIN of a second person at the same phone."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)


def second_person(visit: Visit, phone: str, pin: str) -> Person:
    """Return who holds `phone` and `pin`; Refusal, counted against them, if they do not fit."""
    visit.session.rollback()
    door = replace(visit.door, beside=visit.person.account)

    def found(session: Session, account: Account) -> tuple[Person, bool]:
        return person_of(session, account), account.pin_is_new

    person, is_new = door.enter(phone, pin, visit.now, found)
    if is_new:
        raise Refusal(N_("Sign in once by yourself and choose a PIN of your own first."))
    return person


def second_at_this_phone(visit: Visit, form: Form[Any]) -> Person | None:
    """Return who typed `second_phone` and `second_pin` into a form; None, said in it, otherwise."""
    if form.value is None:
        return None
    try:
        return second_person(visit, form.value.second_phone or "", form.value.second_pin or "")
    except Refusal as refusal:
        form.refuse_by(refusal, "second_pin")
        return None


def take_second(visit: Visit, form: Form[Any]) -> None:
    """Let the second person whose number was typed stand in the form; their PIN is forgotten."""
    if form.value is not None and getattr(form.value, "second_phone", None):
        person = second_at_this_phone(visit, form)
        if person is not None and form.value is not None:
            form.value = form.value.model_copy(update={"second": person.account})
    form.typed.pop("second_pin", None)
