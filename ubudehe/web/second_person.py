"""A second person at the same phone: shows who they are by their own number and PIN."""

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Person
from ubudehe.people.factors.showing import is_enrolled
from ubudehe.people.pins import MAX_PIN
from ubudehe.people.rules import shows_two
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.web.forms import Form
from ubudehe.web.visit import Visit


class SecondHere(BaseModel):
    """Number and PIN of a second person at the same phone, and a code if they use codes."""

    second_phone: str | None = Field(default=None, max_length=40)
    second_pin: str | None = Field(default=None, max_length=MAX_PIN)
    second_code: str | None = Field(default=None, max_length=40)


def second_person(visit: Visit, phone: str, pin: str, code: str = "") -> Person:
    """Return who holds `phone` and `pin`; Refusal, counted against them, if they do not fit.

    Who has a second factor shows a `code` of it here as well.
    """
    visit.session.rollback()
    door = replace(visit.door, beside=visit.person.account)

    def found(session: Session, account: Account) -> tuple[Person, bool, bool]:
        enrolled = is_enrolled(session, account.id)
        return person_of(session, account), account.pin_is_new, enrolled

    person, is_new, enrolled = door.enter(phone, pin, visit.now, found)
    if is_new:
        raise Refusal(N_("Sign in once by yourself and choose a PIN of your own first."))
    if enrolled and not code:
        raise Refusal(
            N_("This person signs with a second factor too. Type their PIN again, and a code."),
            "second_code",
        )
    if enrolled:
        door.show_code(person.account, code, visit.now, lambda _session: None)
    elif visit.services.settings.two_factors and shows_two(person.grants, visit.today):
        raise Refusal(N_("Sign in once by yourself and set up your second factor first."))
    return person


def second_at_this_phone(visit: Visit, form: Form[Any]) -> Person | None:
    """Return who typed `second_phone` and `second_pin` into a form; None, said in it, otherwise."""
    code = form.typed.pop("second_code", "")
    if form.value is None:
        return None
    phone, pin = form.value.second_phone or "", form.value.second_pin or ""
    try:
        return second_person(visit, phone, pin, code)
    except Refusal as refusal:
        of_code = refusal.field in ("second_code", "one_time")
        form.refuse_by(refusal, "second_code" if of_code else "second_pin")
        return None


def take_second(visit: Visit, form: Form[Any]) -> None:
    """Let the second person whose number was typed stand in the form; their PIN is forgotten."""
    if form.value is not None and getattr(form.value, "second_phone", None):
        person = second_at_this_phone(visit, form)
        if person is not None and form.value is not None:
            form.value = form.value.model_copy(update={"second": person.account})
    for name in ("second_pin", "second_code"):
        form.typed.pop(name, None)
