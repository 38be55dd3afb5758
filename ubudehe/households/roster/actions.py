"""Listing members: switched on or off; added, corrected, taken out and back, a new head."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session

from ubudehe.households.actions import household_of
from ubudehe.households.roster.queries import as_counted, keeps_roster, rows_of
from ubudehe.households.roster.rules import HEAD, OLDEST, after_new_head, derived, list_counts
from ubudehe.households.roster.tables import HouseholdMember, VillageRoster
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.language.fields import PersonName
from ubudehe.language.messages import N_
from ubudehe.language.names import bare, fold, in_any_order
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Nothing, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

MOST = 60
"""People in the list of one household."""

Relation = Literal[
    "head", "spouse", "child", "parent", "sibling", "grandchild", "relative", "other"
]
BirthYear = Annotated[int | None, Field(ge=1, le=9_999)]


class MemberForm(BaseModel):
    """Somebody who lives in a household."""

    household: UUID
    name: PersonName
    relation: Relation
    sex: Literal["f", "m"]
    birth_year: BirthYear = None


class MemberChange(Seen):
    """Somebody of the list as they are written from now on."""

    household: UUID
    member: UUID
    name: PersonName
    relation: Relation
    sex: Literal["f", "m"]
    birth_year: BirthYear = None


class MemberGone(Seen):
    """Who lives there no longer, and why."""

    household: UUID
    member: UUID
    gone: Literal["moved", "died", "mistake"]


class MemberBack(Seen):
    """Who was taken out of the list and lives there after all."""

    household: UUID
    member: UUID


class NewHeadForm(Seen):
    """Who of the list heads the household from now on, and the full name of theirs."""

    household: UUID
    member: UUID
    name: PersonName


def member_of(session: Session, village: str, household: object, member: object) -> HouseholdMember:
    """Return somebody of a household's list; NotFound where there is nobody."""
    home = of_village(session, Household, household, village)
    found = session.get(HouseholdMember, member) if home is not None else None
    if home is None or found is None or found.household != home.id:
        raise NotFound(N_("There is nobody like this in the list of this household."))
    return found


def as_listed(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return what is written about somebody of a list, as the form would have it."""
    try:
        found = member_of(session, place, ids["household"], ids["member"])
    except NotFound:
        return None
    return {
        "name": found.name,
        "relation": found.relation,
        "sex": found.sex,
        "birth_year": found.birth_year,
        "gone": found.gone,
    }


@act(
    "roster.on",
    Right.HOUSEHOLDS,
    said=N_("Members are listed from now on. Each household's page leads to its list."),
    corrected_by=("roster.off",),
    offline=Offline.STATE,
)
def switch_roster_on(desk: Desk, _form: Nothing) -> Event:
    """List the members of households one by one: the counts of who is listed follow from it."""
    return _switch(desk, True, N_("Members are listed already."))


@act(
    "roster.off",
    Right.HOUSEHOLDS,
    said=N_("Members are not listed any more. The counts stay as they are, and are typed again."),
    corrected_by=("roster.on",),
    offline=Offline.STATE,
)
def switch_roster_off(desk: Desk, _form: Nothing) -> Event:
    """List no members any more; what is listed stays with its household and counts nothing."""
    return _switch(desk, False, N_("Members are not listed here."))


def _switch(desk: Desk, kept: bool, already: str) -> Event:
    found = desk.session.get(VillageRoster, desk.place)
    if kept == (found is not None and found.kept):
        raise Refusal(already)
    if found is None:
        found = VillageRoster(village=desk.place, kept=kept, since=desk.now)
        desk.session.add(found)
    found.kept, found.since = kept, desk.now
    return Event()


@act(
    "member.add",
    Right.HOUSEHOLDS,
    said=N_("They are in the list. Go on with the next one."),
    corrected_by=("member.change", "member.remove"),
    offline=Offline.STATE,
)
def add_member(desk: Desk, form: MemberForm) -> Event:
    """Write somebody into the list of a household."""
    home, rows = _open(desk, form.household)
    counting = list_counts(len(as_counted(rows)), home.members)
    if len(as_counted(rows)) >= MOST:
        raise Refusal(N_("A household's list has at most %(most)s people."), most=MOST)
    row = HouseholdMember(
        id=desk.new_id(),
        household=home.id,
        name="",
        sex=form.sex,
        position=len(rows) + 1,
    )
    _write(desk, home, rows, row, form)
    desk.session.add(row)
    desk.session.flush()
    return _done(desk, home, row, counting)


@act(
    "member.change",
    Right.HOUSEHOLDS,
    said=N_("They stand in the list as you wrote it now."),
    corrected_by=("member.change",),
    offline=Offline.ASKS,
    state=as_listed,
)
def change_member(desk: Desk, form: MemberChange) -> Event:
    """Correct what is written about somebody of a household."""
    home, rows = _open(desk, form.household)
    row = _present(desk, form.household, form.member)
    counting = list_counts(len(as_counted(rows)), home.members)
    if row.relation == HEAD and form.relation != HEAD:
        raise Refusal(N_("Say who heads the household now: the others then follow."), "relation")
    _write(desk, home, [one for one in rows if one.id != row.id], row, form)
    desk.session.flush()
    return _done(desk, home, row, counting)


@act(
    "member.remove",
    Right.HOUSEHOLDS,
    said=N_("They are not in the list any more. They can be taken back into it."),
    corrected_by=("member.restore",),
    offline=Offline.STATE,
    state=as_listed,
)
def remove_member(desk: Desk, form: MemberGone) -> Event:
    """Take somebody out of the list: they moved out, died, or never lived there."""
    home, rows = _open(desk, form.household)
    row = _present(desk, form.household, form.member)
    counting = list_counts(len(as_counted(rows)), home.members)
    if counting and home.members == 1:
        raise Refusal(
            N_("Nobody would be left. If nobody of it is left, write that down as what happened.")
        )
    row.gone = form.gone
    desk.session.flush()
    return _done(desk, home, row, counting)


@act(
    "member.restore",
    Right.HOUSEHOLDS,
    said=N_("They are in the list again."),
    corrected_by=("member.remove",),
    offline=Offline.STATE,
    state=as_listed,
)
def restore_member(desk: Desk, form: MemberBack) -> Event:
    """Take somebody back into the list who was taken out of it."""
    home, rows = _open(desk, form.household)
    row = member_of(desk.session, desk.place, form.household, form.member)
    if row.gone is None:
        raise Refusal(N_("They are in the list already."))
    counting = list_counts(len(as_counted(rows)), home.members)
    _refuse_same(rows, row.name)
    if len(as_counted(rows)) >= MOST:
        raise Refusal(N_("A household's list has at most %(most)s people."), most=MOST)
    row.gone = None
    if row.relation == HEAD and _head_of(rows, row.id) is not None:
        row.relation = None
    desk.session.flush()
    return _done(desk, home, row, counting)


@act(
    "member.head",
    Right.HOUSEHOLDS,
    said=N_("The household has this head now. Look at what the others are to the new head."),
    corrected_by=("member.head",),
    offline=Offline.STATE,
    state=as_listed,
)
def choose_head(desk: Desk, form: NewHeadForm) -> Event:
    """Let somebody of the list head the household; what the others are to them follows."""
    home, rows = _open(desk, form.household)
    row = _present(desk, form.household, form.member)
    here = [one for one in rows if not one.gone]
    identity = desk.session.get_one(HouseholdIdentity, home.id)
    if row.relation == HEAD and row.name == form.name == identity.head:
        raise Refusal(N_("They head the household already."))
    _refuse_same([one for one in here if one.id != row.id], form.name)
    relations = after_new_head({one.id: one.relation for one in here}, row.id)
    for one in here:
        one.relation = relations[one.id]
    row.name = form.name
    counting = list_counts(len(here), home.members)
    identity.head, identity.folded = form.name, fold(form.name)
    identity.words = in_any_order(form.name)
    home.answers = {**home.answers, "head_sex": row.sex}
    desk.session.flush()
    told = {str(id_): relation for id_, relation in relations.items()}
    return _done(desk, home, row, counting, {"relations": told})


def _open(desk: Desk, household: UUID) -> tuple[Household, list[HouseholdMember]]:
    home = household_of(desk.session, desk.place, household)
    if home.ended:
        raise Refusal(N_("This household is no longer in the village."))
    if not keeps_roster(desk.session, desk.place):
        raise Refusal(N_("Your village lists no members. Switch it on first."))
    return home, rows_of(desk.session, home.id)


def _present(desk: Desk, household: UUID, member: UUID) -> HouseholdMember:
    found = member_of(desk.session, desk.place, household, member)
    if found.gone:
        raise Refusal(N_("They are not in the list any more. Take them back into it first."))
    return found


def _write(
    desk: Desk,
    home: Household,
    others: list[HouseholdMember],
    row: HouseholdMember,
    form: MemberForm | MemberChange,
) -> None:
    """Write what a form says of somebody; the head is called as the household's head is."""
    check_birth_year(form.birth_year, desk.today)
    name = form.name
    if form.relation == HEAD:
        name = desk.session.get_one(HouseholdIdentity, home.id).head
        if row.relation != HEAD and _head_of(others, row.id) is not None:
            raise Refusal(
                N_("Somebody else of the list is the head. Choose the new head instead."),
                "relation",
            )
    _refuse_same(others, name)
    row.name, row.relation, row.sex = name, form.relation, form.sex
    row.birth_year = form.birth_year


def _head_of(rows: list[HouseholdMember], but: UUID) -> HouseholdMember | None:
    return next(
        (one for one in rows if one.relation == HEAD and not one.gone and one.id != but), None
    )


def check_birth_year(year: int | None, today: date) -> None:
    """Raise Refusal for a year in which nobody who lives today was born."""
    if year is not None and not today.year - OLDEST <= year <= today.year:
        raise Refusal(N_("Write the year of birth, such as 1985, or leave it empty."), "birth_year")


def _refuse_same(others: list[HouseholdMember], name: str) -> None:
    refuse_namesake([one.name for one in others if not one.gone], name)


def refuse_namesake(others: Sequence[str], name: str) -> None:
    """Refuse the name of somebody else who is in the list: two would be taken for one."""
    same = [one for one in others if bare(one) == bare(name)]
    if same:
        raise Refusal(
            N_(
                "%(name)s is in the list already. If this is somebody else, write a name that "
                "tells the two apart."
            ),
            "name",
            name=same[0],
        )


def _done(
    desk: Desk,
    home: Household,
    row: HouseholdMember,
    counting: bool,
    more: Mapping[str, object] | None = None,
) -> Event:
    """Let the counts follow from the list where it counts; return what is said of it."""
    people = as_counted(rows_of(desk.session, home.id))
    counts = counting or list_counts(len(people), home.members)
    change = len(people) - home.members if counts else 0
    if counts:
        home.answers = {**home.answers, **derived(people, desk.today)}
        home.members = len(people)
    home.changed_at = desk.now
    said: dict[str, object] = {
        "household": str(home.id),
        "id": str(row.id),
        "name": row.name,
        "relation": row.relation,
        "sex": row.sex,
        "birth_year": row.birth_year,
        "gone": row.gone,
        "counts": counts,
        **(more or {}),
    }
    return Event(
        private={"member": said},
        subject=str(home.id),
        totals={"people": change} if change else {},
    )
