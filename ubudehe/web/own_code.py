"""A second factor asked again, before something that must not follow from a phone left lying."""

from typing import Any

from pydantic import BaseModel, Field

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.factors.showing import confirm, is_confirmed, is_enrolled
from ubudehe.web.forms import Form
from ubudehe.web.visit import Visit


class OwnCodeHere(BaseModel):
    """A code of one's own second factor."""

    one_time: str | None = Field(default=None, max_length=40)


def take_own_code(visit: Visit, form: Form[Any]) -> None:
    """Refuse a form, in it, unless who has a second factor shows it now or did a moment ago."""
    typed = form.typed.pop("one_time", "")
    account, token = visit.person.account, visit.signed.token if visit.signed else ""
    with visit.services.database.read() as session:
        asked = is_enrolled(session, account) and not is_confirmed(session, token, visit.now)
    if form.value is None or not asked:
        return
    if not typed:
        form.refuse(N_("Show your second factor again before you give this role."), "one_time")
        return
    visit.session.rollback()
    try:
        visit.door.show_code(
            account, typed, visit.now, lambda session: confirm(session, token, visit.now)
        )
    except Refusal as refusal:
        form.refuse_by(refusal, refusal.field)
