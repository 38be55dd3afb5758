"""A second person at the same phone: shows who they are by their own number and PIN."""

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Person
from ubudehe.people.signing import check_pin, person_of
from ubudehe.web.visit import Visit


def second_person(visit: Visit, phone: str, pin: str) -> Person:
    """Return who holds `phone` and `pin`; Refusal, counted against them, if they do not fit."""
    address = visit.request.client.host if visit.request.client else ""
    refusal: Refusal | None = None
    visit.session.rollback()
    with visit.services.database.write() as session:
        try:
            account = check_pin(session, phone, pin, address, visit.now)
            if account.pin_is_new:
                raise Refusal(N_("Sign in once by yourself and choose a PIN of your own first."))
            return person_of(session, account)
        except Refusal as found:
            refusal = found
    raise refusal
