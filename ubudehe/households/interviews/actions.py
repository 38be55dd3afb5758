"""Keeping an interview for later, registering it, throwing it away.

A draft is no act: nothing of it is in the record. Its id is that of the act that will register the
household, so that two facilitators can't register one draft twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.households.actions import register_household
from ubudehe.households.forms import HouseholdForm
from ubudehe.households.interviews.rules import looks_like, state_of
from ubudehe.households.interviews.tables import HouseholdDraft
from ubudehe.households.isibos.listing import known_isibos
from ubudehe.households.isibos.rules import KnownIsibo, meant
from ubudehe.households.tables import Household
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.phones import find_personal_data
from ubudehe.language.refusals import ActReused, NotFound, Refusal
from ubudehe.people.desk import Desk
from ubudehe.people.seen import Moved, differing, version_of
from ubudehe.record.append import Receipt
from ubudehe.record.tables import Act
from ubudehe.storage.reading import of_village

MOST = 200
"""Drafts that a village may keep at once."""
_LONGEST = 20_000
_NONE = N_("There is no such interview in this village.")


class Gone(Moved):
    """Somebody threw the draft away meanwhile; it can be saved anew."""

    def __init__(self) -> None:
        super().__init__({}, "")
        self.msgid = N_(
            "Somebody threw this interview away meanwhile. What you typed is still here: save it "
            "again if it should be kept."
        )


def save_draft(
    session: Session,
    village: str,
    draft: UUID,
    pairs: Sequence[list[str]],
    seen: str,
    manners: Manners,
    account: UUID,
    now: datetime,
) -> HouseholdDraft:
    """Keep what was told so far; `seen` is the version it was made from, «» for a new one.

    The same once more changes nothing. Raises Moved where somebody else saved it meanwhile, Gone
    where it was thrown away, NotFound where it is a neighbour's, or a Refusal.
    """
    refuse_neighbours(session, village, draft)
    check_told(pairs, manners)
    found = of_village(session, HouseholdDraft, draft, village, lock=True)
    if found is None:
        _refuse_registered(session, village, draft)
        if seen:
            raise Gone
        _refuse_too_many(session, village)
        found = HouseholdDraft(
            id=draft, village=village, account=account, begun_at=now, saved_at=now, fields=[]
        )
        session.add(found)
    elif state_of(found.fields) == state_of(pairs):
        return found
    else:
        _refuse_moved(found, seen)
    found.fields, found.account, found.saved_at = list(pairs), account, now
    return found


def answer_draft(
    session: Session,
    village: str,
    draft: UUID,
    names: Sequence[str],
    pairs: Sequence[list[str]],
    seen: str,
    manners: Manners,
    account: UUID,
    now: datetime,
) -> dict[str, str]:
    """Write what is answered in the fields `names` alone; return all that is told by now.

    `seen` is the version of these fields that the screen was made from. Raises Moved where
    somebody else answered them meanwhile, NotFound where there is no such draft, or a Refusal.
    """
    found = of_village(session, HouseholdDraft, draft, village, lock=True)
    if found is None:
        _refuse_registered(session, village, draft)
        raise NotFound(_NONE)
    state, wanted = state_of(found.fields), state_of(pairs)
    asked = {name: state[name] for name in names}
    if asked != {name: wanted[name] for name in names}:
        if version_of(asked) != seen:
            raise Moved(differing(asked, seen), version_of(asked))
        others = [list(pair) for pair in found.fields if pair[0] not in names]
        told = [*others, *pairs]
        check_told(told, manners)
        found.fields, found.account, found.saved_at = told, account, now
    return state_of(found.fields)


def register_draft(
    desk: Desk, form: HouseholdForm, seen: str
) -> tuple[Receipt, list[dict[str, Any]]]:
    """Register the household under the id of its draft, which goes in the same transaction.

    Returns also who was listed in the draft. Where there never was a draft this is
    `register_household`. Raises what that and `save_draft` raise.
    """
    refuse_neighbours(desk.session, desk.place, desk.act_id)
    found = of_village(desk.session, HouseholdDraft, desk.act_id, desk.place, lock=True)
    if found is not None:
        _refuse_moved(found, seen)
        desk.session.delete(found)
    elif seen and registered_as(desk.session, desk.place, desk.act_id) is None:
        raise Gone
    try:
        receipt = register_household(desk, form)
    except ActReused:
        _refuse_registered(desk.session, desk.place, desk.act_id)
        raise
    return receipt, list(found.members) if found is not None else []


def drop_draft(session: Session, village: str, draft: UUID) -> None:
    """Throw an interview away; one that is gone already stays gone."""
    refuse_neighbours(session, village, draft)
    found = of_village(session, HouseholdDraft, draft, village, lock=True)
    if found is not None:
        session.delete(found)


def forget_drafts_of(
    session: Session, village: str, words: str, isibo: str, phone: str | None
) -> None:
    """Throw away what was begun about a household whose data are erased."""
    query = select(HouseholdDraft).where(HouseholdDraft.village == village)
    known = known_isibos(session, village)
    for found in session.exec(query).all():
        told = [[name, _of_today(known, name, value)] for name, value in found.fields]
        if looks_like(told, words, isibo, phone):
            session.delete(found)


def _of_today(known: Sequence[KnownIsibo], name: str, value: str) -> str:
    """Return an answer of a draft; the isibo as it is called today."""
    found = meant(known, value) if name == "isibo" else None
    return found.name if found else value


def registered_as(session: Session, village: str, draft: UUID) -> Household | None:
    """Return the household that was registered from a draft, if it was."""
    act = session.get(Act, (village, draft))
    if act is None or act.type != register_household.type or act.subject is None:
        return None
    return of_village(session, Household, UUID(act.subject), village)


def refuse_neighbours(session: Session, village: str, draft: UUID) -> None:
    """Raise NotFound where a draft is another village's."""
    owner = session.exec(
        select(HouseholdDraft.village).where(col(HouseholdDraft.id) == draft)
    ).first()
    if owner not in (None, village):
        raise NotFound(_NONE)


def _refuse_moved(found: HouseholdDraft, seen: str) -> None:
    state = state_of(found.fields)
    if version_of(state) != seen:
        raise Moved(differing(state, seen), version_of(state))


def _refuse_registered(session: Session, village: str, draft: UUID) -> None:
    home = registered_as(session, village, draft)
    if home is not None:
        raise Refusal(
            N_(
                "This interview is registered already, as household %(number)s. What you typed is "
                "still here: open that household, and write there what differs."
            ),
            number=home.number,
        )


def _refuse_too_many(session: Session, village: str) -> None:
    query = select(func.count()).where(col(HouseholdDraft.village) == village)
    if session.exec(query).one() >= MOST:
        raise Refusal(
            N_("Your village keeps %(most)s interviews already. Finish some of them first."),
            most=MOST,
        )


def check_told(pairs: Sequence[Sequence[str]], manners: Manners) -> None:
    """Raise Refusal for a personal number in what was told, or where it is too long to be kept."""
    for name, value in pairs:
        if find_personal_data(value, manners) == "national_id":
            raise Refusal(
                N_("This looks like a national identity number. It is never stored here."), name
            )
    if sum(len(value) for _, value in pairs) > _LONGEST:
        raise Refusal(N_("This is too long to be kept. Write less."))
