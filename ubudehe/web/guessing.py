"""Codes that guests type: a wrong one counts for the network it comes from."""

from collections.abc import Callable
from typing import Any, TypeVar

from ubudehe.language.refusals import Refusal
from ubudehe.people.proving import check_guess, count_guess
from ubudehe.web.forms import Form
from ubudehe.web.visit import Visit

T = TypeVar("T")


def guessed(visit: Visit, form: Form[Any], look: Callable[[], T | None]) -> T | None:
    """Return what `look` finds for a code that is complete; None, counted, where it finds nothing.

    None as well, said in the form and without looking, while this network must wait. Nothing is
    written where a code was right: nobody learns from it when somebody voted.
    """
    try:
        with visit.services.database.read() as session:
            check_guess(session, visit.door, visit.now)
        if (found := look()) is not None:
            return found
        visit.session.rollback()
        with visit.services.database.write() as session:
            count_guess(session, visit.door, visit.now)
    except Refusal as refusal:
        form.refuse_by(refusal, "code")
    return None
