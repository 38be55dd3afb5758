"""Members of a household in an interview that is not registered yet: the list travels with it.

Like the rest of a draft they are no acts. Registered, each of them becomes one, under an id of its
own and in the same transaction, so that none is lost and none is written twice.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ubudehe.households.forms import HouseholdForm
from ubudehe.households.interviews.actions import check_told, register_draft
from ubudehe.households.interviews.rules import counted, state_of
from ubudehe.households.interviews.tables import HouseholdDraft
from ubudehe.households.roster.actions import (
    MOST,
    MemberForm,
    add_member,
    check_birth_year,
    refuse_namesake,
)
from ubudehe.households.roster.queries import keeps_roster
from ubudehe.households.roster.rules import COUNTS, HEAD, ListedPerson, derived, list_counts
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Desk
from ubudehe.record.append import Receipt
from ubudehe.storage.reading import of_village


class DraftMember(MemberForm):
    """Somebody of a household that is told, not registered."""

    household: UUID
    """The draft's id: the household has none yet."""


def list_member(
    session: Session,
    village: str,
    member: UUID,
    form: DraftMember,
    manners: Manners,
    account: UUID,
    now: datetime,
    today: date,
) -> None:
    """Write somebody into the list of a draft; the same id once more changes nothing."""
    found = _draft(session, village, form.household)
    if any(row["id"] == str(member) for row in found.members):
        return
    if not keeps_roster(session, village):
        raise Refusal(N_("Your village lists no members. Switch it on first."))
    if len(found.members) >= MOST:
        raise Refusal(N_("A household's list has at most %(most)s people."), most=MOST)
    check_birth_year(form.birth_year, today)
    check_told([["name", form.name]], manners)
    if form.relation == HEAD and any(row["relation"] == HEAD for row in found.members):
        raise Refusal(
            N_("Somebody else of the list is the head. Choose the new head instead."), "relation"
        )
    refuse_namesake([row["name"] for row in found.members], form.name)
    row = {"id": str(member), **form.model_dump(mode="json", exclude={"household"})}
    _relist(found, [*found.members, row], today)
    found.account, found.saved_at = account, now


def unlist_member(session: Session, village: str, draft: UUID, member: str, today: date) -> None:
    """Take somebody out of the list of a draft; who is not in it stays out."""
    found = _draft(session, village, draft)
    left = [row for row in found.members if row["id"] != member]
    if len(left) < len(found.members):
        _relist(found, left, today)


def register_members(desk: Desk, household: UUID, members: list[dict[str, Any]]) -> Receipt | None:
    """Write everybody of a draft's list into the register; return the last receipt, if any."""
    if not keeps_roster(desk.session, desk.place):
        return None
    last = None
    # The head first: a namesake of the head's is then told apart from them, as on the page.
    for row in sorted(members, key=lambda row: row["relation"] != HEAD):
        told = {name: value for name, value in row.items() if name != "id"}
        form = MemberForm.model_validate({**told, "household": household})
        last = add_member(desk.at(UUID(row["id"])), form)
    return last


def register_told(desk: Desk, form: HouseholdForm, seen: str) -> Receipt:
    """Register a household with everybody who was listed in its interview, or nothing of it.

    Raises what `register_draft` and `add_member` raise.
    """
    receipt, members = register_draft(desk, form, seen)
    return register_members(desk, UUID(receipt.made), members) or receipt


def _draft(session: Session, village: str, draft: UUID) -> HouseholdDraft:
    found = of_village(session, HouseholdDraft, draft, village, lock=True)
    if found is None:
        raise NotFound(N_("There is no such interview in this village."))
    return found


def _relist(found: HouseholdDraft, rows: list[dict[str, Any]], today: date) -> None:
    """Change the list; the counts follow where it named everybody before, or does now."""
    said = counted(state_of(found.fields))
    followed = said == 0 or list_counts(len(found.members), said)
    found.members = rows
    if rows and (followed or list_counts(len(rows), said)):
        people = [ListedPerson(row["sex"], row["birth_year"], row["relation"]) for row in rows]
        now = {name: str(value) for name, value in derived(people, today).items() if value}
        kept = [pair for pair in found.fields if pair[0] not in COUNTS and pair[0] not in now]
        found.fields = [*kept, *([name, value] for name, value in now.items())]
