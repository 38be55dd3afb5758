"""What a household does itself with its slip: files its appeal, carries it on, takes it back.

Nobody is signed in, so the server writes these events, of the same types as a facilitator's:
`appeal.file`, `appeal.carry` and `appeal.withdraw`, under the role `server`. All else of them is
the same: deadlines, levels, who decides (decisions 0116 and 0130).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session

from ubudehe.categories.appeals.actions import (
    AppealForm,
    BySlip,
    carry_further,
    enter_appeal,
    take_back,
)
from ubudehe.categories.appeals.queries import appeal_numbered, open_appeal
from ubudehe.categories.slips.queries import find_slip
from ubudehe.categories.slips.tables import CheckSlip
from ubudehe.language.fields import Passage, PersonName
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.buckets import Bucket
from ubudehe.people.desk import Desk, Person
from ubudehe.places.pack import Country
from ubudehe.record.append import Event, Receipt, append, earlier_receipt, lock_log
from ubudehe.record.by_server import by_server
from ubudehe.record.heads import Heads
from ubudehe.record.read_only import refuse_closed

FILED = Bucket("own appeal", 6, timedelta(minutes=10))
"""Appeals and withdrawals from one network: a carrier's thousands may stand behind it."""
NOBODY = Person(account=UUID(int=0), name="", key="", grants=())
"""Who stands at the desk where nobody signed in: without any right."""


class SlipAppealForm(BaseModel):
    """An appeal with the code of a slip: what is asked for, why, and who helps, named or not."""

    code: str = Field(max_length=40)
    wanted: str = Field(max_length=4)
    ground: Passage
    helper: PersonName | None = None


class SlipCarryForm(BaseModel):
    """The code of a slip, and the number of the household's appeal that goes further."""

    code: str = Field(max_length=40)
    number: Annotated[int, Field(ge=1, le=999_999_999)]


class SlipWithdrawForm(BaseModel):
    """The code of a slip, and why the household takes its appeal back."""

    code: str = Field(max_length=40)
    reason: Passage


@dataclass(frozen=True)
class SlipDesk:
    """Where something is done with a slip, known by its mark: an open transaction, and when."""

    session: Session
    heads: Heads
    signs: bool
    """Whether the record is signed here; a rehearsal's is not."""
    mark: str
    act_id: UUID
    now: datetime
    country: Country


def file_by_slip(at: SlipDesk, form: SlipAppealForm) -> Receipt:
    """File the appeal of a slip's household; Refusal once the days for it are over."""
    slip = _slip(at)
    told = AppealForm(household=slip.household, wanted=form.wanted, ground=form.ground)
    by_slip = BySlip(form.helper or "")
    return _write(at, slip, "appeal.file", form, lambda desk: enter_appeal(desk, told, by_slip))


def carry_by_slip(at: SlipDesk, form: SlipCarryForm) -> Receipt:
    """Carry a rejected appeal of a slip's household to the next level, until the same last day."""
    slip = _slip(at)

    def work(desk: Desk) -> Event:
        found = appeal_numbered(desk.session, slip.household, form.number)
        if found is None:
            raise Refusal(N_("Your household has no appeal with this number."))
        return carry_further(desk, found.id, by_slip=True)

    return _write(at, slip, "appeal.carry", form, work)


def withdraw_by_slip(at: SlipDesk, form: SlipWithdrawForm) -> Receipt:
    """Take back the appeal that waits and that a slip's household filed or carried itself."""
    slip = _slip(at)

    def work(desk: Desk) -> Event:
        found = open_appeal(desk.session, slip.household)
        if found is None or not (found.by_slip or found.carried_by_slip):
            raise Refusal(N_("No appeal waits that was filed or carried with this slip's code."))
        return take_back(found, form.reason)

    return _write(at, slip, "appeal.withdraw", form, work)


def _slip(at: SlipDesk) -> CheckSlip:
    found = find_slip(at.session, at.mark)
    if found is None:
        raise Refusal(
            N_(
                "No slip has this code. It may have been replaced: ask your facilitator for a new "
                "one."
            ),
            "code",
        )
    return found


def _write(
    at: SlipDesk, slip: CheckSlip, type_: str, form: BaseModel, work: Callable[[Desk], Event]
) -> Receipt:
    if at.signs:
        refuse_closed(at.session, at.heads, slip.village)
    key = at.heads.key_id(slip.village)
    # Never the code: the mark says the same, and opens nothing.
    given = at.mark + form.model_dump_json(exclude={"code"})
    request = by_server(slip.village, key, type_, at.now, at.act_id, given)
    head = lock_log(at.session, slip.village)
    if (earlier := earlier_receipt(head.driver, request)) is not None:
        return earlier
    desk = Desk(at.session, NOBODY, slip.village, at.act_id, at.now, at.country)
    return append(at.session, head, request, work(desk))
