"""Writing down on which basis a household's data are kept; withdrawing a consent, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from ubudehe.households.actions import household_of
from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.tables import Household
from ubudehe.language.fields import Day, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village


class BasisForm(Seen):
    """What a household was told: on which basis its data are kept, who of it, and when."""

    household: UUID
    basis: Annotated[str, Field(max_length=20)]
    told: Literal["head", "spouse", "other_member"]
    told_on: Day


class WithdrawnForm(Seen):
    """When a household withdrew its consent, and in which words."""

    household: UUID
    withdrawn_on: Day
    words: Passage | None = None


class ConsentBackForm(Seen):
    """Why a consent holds after all."""

    household: UUID
    reason: Passage


def as_told(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return on which basis a household's data are kept, as the form would have it."""
    home = of_village(session, Household, ids["household"], place)
    if home is None:
        return None
    found = session.get(HouseholdBasis, home.id)
    names = ("basis", "told", "told_on", "withdrawn_on")
    return {name: getattr(found, name, None) for name in names}


@act(
    "basis.write",
    Right.HOUSEHOLDS,
    said=N_("It is written down on which basis the household's data are kept, and who was told."),
    corrected_by=("basis.write",),
    offline=Offline.ASKS,
    state=as_told,
)
def write_basis(desk: Desk, form: BasisForm) -> Event:
    """Write down on which basis a household's data are kept, and who of it was told when."""
    home = _here(desk, form.household)
    if form.basis not in [one.code for one in desk.country.lawful_bases]:
        raise Refusal(N_("Choose one of the answers shown."), "basis")
    _check_day(desk, form.told_on, "told_on")
    found = desk.session.get(HouseholdBasis, home.id)
    if found is None:
        found = HouseholdBasis(
            household=home.id,
            basis=form.basis,
            told=form.told,
            told_on=form.told_on,
            written_by=desk.person.account,
        )
        desk.session.add(found)
    found.basis, found.told, found.told_on = form.basis, form.told, form.told_on
    found.written_by, found.withdrawn_on, found.words = desk.person.account, None, None
    said = form.model_dump(mode="json", exclude={"seen"})
    return Event(private={"basis": said}, subject=str(home.id))


@act(
    "basis.withdraw",
    Right.HOUSEHOLDS,
    said=N_("The consent is withdrawn. The household can ask for its data to be erased."),
    corrected_by=("basis.restore", "basis.write"),
    offline=Offline.STATE,
    state=as_told,
)
def withdraw_consent(desk: Desk, form: WithdrawnForm) -> Event:
    """Write down that a household withdrew its consent; what was done before stays lawful."""
    home = _here(desk, form.household)
    found = desk.session.get(HouseholdBasis, home.id)
    if found is None or not desk.country.is_consent(found.basis):
        raise Refusal(N_("These data rest on no consent. The household can object instead."))
    if found.withdrawn_on is not None:
        raise Refusal(N_("The consent was withdrawn already."))
    _check_day(desk, form.withdrawn_on, "withdrawn_on")
    if form.withdrawn_on < found.told_on:
        raise Refusal(N_("The household agreed later than on this day."), "withdrawn_on")
    found.withdrawn_on, found.words = form.withdrawn_on, form.words
    said = form.model_dump(mode="json", exclude={"seen"})
    return Event(private={"withdrawn": said}, subject=str(home.id))


@act(
    "basis.restore",
    Right.HOUSEHOLDS,
    said=N_("The consent holds as before."),
    corrected_by=("basis.withdraw",),
    offline=Offline.STATE,
    state=as_told,
)
def restore_consent(desk: Desk, form: ConsentBackForm) -> Event:
    """Let a consent hold again that was not withdrawn, or is given anew as it was."""
    home = _here(desk, form.household)
    found = desk.session.get(HouseholdBasis, home.id)
    if found is None or found.withdrawn_on is None:
        raise Refusal(N_("No consent is withdrawn here."))
    found.withdrawn_on, found.words = None, None
    said = form.model_dump(mode="json", exclude={"seen"})
    return Event(private={"restored": said}, subject=str(home.id))


def _here(desk: Desk, household: UUID) -> Household:
    home = household_of(desk.session, desk.place, household)
    if home.ended == "erased":
        raise Refusal(N_("The data of this household were erased."))
    return home


def _check_day(desk: Desk, day: date, name: str) -> None:
    if day > desk.today:
        raise Refusal(N_("This day is still to come."), name)
