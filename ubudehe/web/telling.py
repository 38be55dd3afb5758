"""What guests tell without an account: kept once, held off in memory, found again under a code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from ubudehe.language.codes import read_code
from ubudehe.language.messages import N_
from ubudehe.people.buckets import Bucket, network_of
from ubudehe.people.guests import GuestCodes, ToldLately
from ubudehe.web.forms import Form
from ubudehe.web.guessing import guessed
from ubudehe.web.visit import Visit


def told(visit: Visit, form: Form[Any], bucket: Bucket, keep: Callable[[Session], None]) -> bool:
    """Keep what a guest tells; false, said in the form, where it is not kept or must wait."""
    state, client = visit.request.app.state, visit.request.client
    if not hasattr(state, "told_lately"):
        state.told_lately = ToldLately()
    lately: ToldLately = state.told_lately
    network = network_of(client.host if client else "")
    wait = lately.wait(bucket, network, visit.now)
    if wait > timedelta(0):
        seconds = int(wait.total_seconds()) + 1
        form.refuse(N_("Too many tries. Wait %(seconds)s seconds and try again."), seconds=seconds)
        return False
    if not kept(visit, form, keep):
        return False
    lately.count(bucket, network, visit.now)
    return True


def kept(visit: Visit, form: Form[Any], keep: Callable[[Session], None]) -> bool:
    """Keep what is told in a transaction of its own; false, said in the form, where it is not."""

    def work() -> bool:
        with visit.database.write() as session:
            keep(session)
        return True

    return bool(visit.write(form, work))


def mark_typed(
    visit: Visit,
    form: Form[Any],
    codes: GuestCodes,
    find: Callable[[Session, str], object | None],
    unknown: str,
) -> str | None:
    """Return the mark of the code that is typed; None, said in the form, where nothing has it.

    A code that nothing has counts for the network it comes from; `unknown` says so.
    """
    code = read_code(form.typed["code"])
    if code is None:
        form.refuse(N_("There is a typing error in this code. Compare it with your note."), "code")
        return None
    mark = codes.mark_of(visit.services.secret, code)
    if guessed(visit, form, lambda: find(visit.session, mark)) is not None:
        return mark
    if not form.errors.get("code"):
        form.refuse(unknown, "code")
    return None
