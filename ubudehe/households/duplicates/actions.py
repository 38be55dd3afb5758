"""Deciding whether two entries are one household."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from ubudehe.households.duplicates.queries import Twin
from ubudehe.households.duplicates.rules import CaseState
from ubudehe.households.duplicates.tables import DuplicateCase
from ubudehe.households.tables import Household
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event


class CaseForm(Seen):
    """What an officer found out about two entries."""

    case: UUID
    finding: Literal["same", "distinct"]
    reason: Passage


def open_case(desk: Desk, household: Household, twin: Twin) -> None:
    """Keep a pair for an officer to look into; part of the act that registers the newer entry."""
    desk.session.add(
        DuplicateCase(
            id=desk.new_id(),
            village=household.village,
            household=household.id,
            other_village=twin.village,
            other=twin.household,
            signs=list(twin.signs),
            found_at=desk.now,
        )
    )


def _finding(session: Session, _place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    case = session.get(DuplicateCase, ids["case"])
    return None if case is None else {"finding": case.state, "reason": case.reason}


@act(
    "duplicate.decide",
    Right.DECIDE_APPEALS,
    said=N_("What you found is written down. The village itself ends one of the two entries."),
    corrected_by=("duplicate.decide",),
    offline=Offline.ASKS,
    state=_finding,
)
def decide_case(desk: Desk, form: CaseForm) -> Event:
    """Say whether two entries are one household; the village itself then ends one of them."""
    found = desk.session.get(DuplicateCase, form.case)
    if found is None or desk.place not in (found.village, found.other_village):
        raise NotFound(N_("There is no such pair here."))
    for village in (found.village, found.other_village):
        if not desk.person.may(Right.DECIDE_APPEALS, village, desk.today):
            raise Refusal(N_("One of the two villages is not yours: the next level decides."))
    found.state, found.reason, found.decided_at = CaseState(form.finding), form.reason, desk.now
    finding = form.model_dump(mode="json", include={"finding", "reason"})
    return Event(
        private={"finding": finding, "pair": [str(found.household), str(found.other)]},
        subject=str(form.case),
    )
