"""Registering households and changing what is written about them."""

from collections.abc import Collection, Mapping
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.households.duplicates.actions import open_case
from ubudehe.households.duplicates.queries import Twin, find_twins
from ubudehe.households.duplicates.rules import Traits
from ubudehe.households.forms import NO_GROUP, HouseholdForm
from ubudehe.households.isibos.listing import isibo_called
from ubudehe.households.roster.queries import following_from_list, rename_head
from ubudehe.households.tables import Household, HouseholdHealth, HouseholdIdentity
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.names import fold, in_any_order
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.places.queries import find_village
from ubudehe.record.append import Event
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import of_village

F = TypeVar("F", bound=HouseholdForm)

_LAST = Prepared(select(func.max(Household.number)).where(Household.village == given("village")))

_NO_HOUSEHOLD = N_("There is no such household in this village.")
_WITH_IT = {"household", "seen", "source_key", "why", "isibo_new"}
_ELSEWHERE = _WITH_IT | {
    "head",
    "phone",
    "disability",
    "illness",
    "isibo",
    "origin",
    "distinct",
}


class Registered(HouseholdForm):
    """A household as it is registered; an import names the key by which its list knows it."""

    source_key: str | None = Field(default=None, max_length=200)


class HouseholdChange(HouseholdForm, Seen):
    """A household as it is to be written from now on."""

    household: UUID
    why: Passage | None = None
    """Why it is changed: for the household's history."""


def as_written(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return what is written about a household, as its form would have it."""
    found = of_village(session, Household, ids["household"], place)
    if found is None:
        return None
    identity = session.get_one(HouseholdIdentity, found.id)
    health = session.get_one(HouseholdHealth, found.id)
    return {
        **found.answers,
        "isibo": found.isibo,
        "head": identity.head,
        "phone": identity.phone,
        "disability": health.disability,
        "illness": health.illness,
        "origin": found.origin,
    }


@act(
    "household.register",
    Right.HOUSEHOLDS,
    said=N_("The household is registered. Go on with the next one."),
    corrected_by=("household.change", "household.void"),
    offline=Offline.ADDS,
    takes=HouseholdForm | Registered,
)
def register_household(desk: Desk, form: HouseholdForm) -> Event:
    """Register a household under the village's next number."""
    _check_members(form)
    form = _in_the_list(desk, form)
    origin = _origin(desk, form)
    twins = _twins(desk, form, origin)
    household = Household(
        id=desk.new_id(),
        village=desk.place,
        number=(_LAST.first(desk.session, village=desk.place) or 0) + 1,
        source_key=getattr(form, "source_key", None),
        isibo=form.isibo,
        members=form.members,
        answers=_answers(form),
        origin=origin,
        changed_at=desk.now,
    )
    desk.session.add(household)
    desk.session.flush()
    identity = HouseholdIdentity(household=household.id, head="", folded="")
    _write_names(identity, form)
    desk.session.add(identity)
    desk.session.add(
        HouseholdHealth(household=household.id, disability=form.disability, illness=form.illness)
    )
    for twin in twins:
        open_case(desk, household, twin)
    return Event(
        private={"household": {**_whole(household, form), "twins": [_pair(one) for one in twins]}},
        subject=str(household.id),
        totals={"households": 1, "people": form.members},
    )


@act(
    "household.change",
    Right.HOUSEHOLDS,
    said=N_("The household is written down as it is now. What was written before stays known."),
    corrected_by=("household.change",),
    offline=Offline.ASKS,
    state=as_written,
)
def change_household(desk: Desk, form: HouseholdChange) -> Event:
    """Write down that a household changed, or correct what was written."""
    found = household_of(desk.session, desk.place, form.household)
    if found.ended:
        raise Refusal(N_("This household is no longer in the village."))
    follows = following_from_list(desk.session, found, form.members, desk.today)
    form = _in_the_list(desk, form.model_copy(update=follows))
    _check_members(form)
    change = form.members - found.members
    origin = _origin(desk, form)
    twins = _twins(desk, form, origin, found.id)
    for twin in twins:
        open_case(desk, found, twin)
    found.origin = origin
    found.isibo, found.members, found.changed_at = form.isibo, form.members, desk.now
    found.answers = _answers(form)
    identity = desk.session.get_one(HouseholdIdentity, form.household)
    rename_head(desk.session, found.id, identity.head, form.head)
    _write_names(identity, form)
    health = desk.session.get_one(HouseholdHealth, form.household)
    health.disability, health.illness = form.disability, form.illness
    pairs = {"twins": [_pair(one) for one in twins]} if twins else {}
    why = {"why": form.why} if form.why else {}
    return Event(
        private={"household": {**_whole(found, form), **pairs}, **why},
        subject=str(form.household),
        totals={"people": change} if change else {},
    )


def household_of(session: Session, village: str, household: UUID) -> Household:
    """Return a household of a village; NotFound where there is none."""
    found = of_village(session, Household, household, village)
    if found is None:
        raise NotFound(_NO_HOUSEHOLD)
    return found


def households_of(
    session: Session, village: str, households: Collection[UUID]
) -> dict[UUID, Household]:
    """Return some households of a village by id; NotFound where one of them is none."""
    query = select(Household).where(Household.village == village, col(Household.id).in_(households))
    found = {one.id: one for one in session.exec(query)}
    if len(found) < len(set(households)):
        raise NotFound(_NO_HOUSEHOLD)
    return found


def _in_the_list(desk: Desk, form: F) -> F:
    """Return the form with its isibo as the village's list has it; Refusal where it has none.

    A list from elsewhere adds what it names: what is another isibo was said before.
    """
    add = bool(form.isibo_new) or isinstance(form, Registered)
    groups, village = desk.country.groups, desk.place
    name = isibo_called(desk.session, village, form.isibo, add=add) if groups else NO_GROUP
    return form.model_copy(update={"isibo": name})


def _origin(desk: Desk, form: HouseholdForm) -> str | None:
    if form.origin is None:
        return None
    return find_village(desk.session, form.origin, desk.country, "origin").code


def _twins(
    desk: Desk, form: HouseholdForm, origin: str | None, itself: UUID | None = None
) -> tuple[Twin, ...]:
    """Return the entries that look like this household; Refusal until somebody says what it is.

    `itself` is the entry that is changed: pairs that were told before are not asked about again.
    """
    twins = find_twins(desk.session, traits_of(form, desk.place, origin), itself)
    here = [twin for twin in twins if twin.village == desk.place]
    explained = form.distinct == "yes" or all(twin.village == origin for twin in twins)
    if twins and not explained:
        raise Refusal(
            _alike(here[0], form.head)
            if here
            else N_(
                "A household with this name and phone number is registered in another village. If "
                "it moved here, write below where it lived before. If it is another one, say so."
            ),
            "head",
            number=here[0].number if here else "",
        )
    return twins


def traits_of(form: HouseholdForm, village: str, origin: str | None) -> Traits:
    """Return what is compared of a household that is written down."""
    name = in_any_order(form.head)
    return Traits(village, name, form.phone, form.members, origin, form.isibo)


def _alike(twin: Twin, head: str) -> str:
    if "phone" not in twin.signs:
        return N_(
            "Household %(number)s of this village has this name, this isibo and as many people. If "
            "yours is another one, say so."
        )
    if "name" not in twin.signs:
        return N_("Household %(number)s of this village has this phone and a part of this name.")
    if twin.folded != fold(head):
        return N_(
            "Household %(number)s of this village has this phone and the same names in another "
            "order."
        )
    return N_("Household %(number)s of this village has this name and phone number.")


def _check_members(form: HouseholdForm) -> None:
    if form.members < 1:
        raise Refusal(N_("At least one person lives in a household."), "f_18_35")


def _write_names(identity: HouseholdIdentity, form: HouseholdForm) -> None:
    identity.head, identity.folded, identity.phone = form.head, fold(form.head), form.phone
    identity.words = in_any_order(form.head)


def _answers(form: BaseModel) -> dict[str, object]:
    return form.model_dump(mode="json", exclude=_ELSEWHERE, exclude_none=True)


def _whole(household: Household, form: HouseholdForm) -> dict[str, object]:
    return {
        "id": str(household.id),
        "number": household.number,
        "form": form.model_dump(mode="json", exclude=_WITH_IT, exclude_none=True),
        "origin": household.origin,
        "source_key": household.source_key,
    }


def _pair(twin: Twin) -> list[object]:
    return [twin.village, str(twin.household), list(twin.signs)]
