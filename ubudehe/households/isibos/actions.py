"""Making isibos, renaming one, joining one into another, and taking it out again."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import update
from sqlmodel import Session, col, select

from ubudehe.households.isibos.listing import add_isibo, known_isibos
from ubudehe.households.isibos.rules import meant, names_in
from ubudehe.households.isibos.tables import Isibo
from ubudehe.households.tables import Household
from ubudehe.language.fields import PublicLine, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.names import bare
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

MOST = 100
"""Isibos of one village, also those that were joined into others."""
_LONGEST = 60


class IsibosForm(BaseModel):
    """New isibos, one name a line. Everybody can read the names: they are of places, not people."""

    names: PublicPassage


class IsiboRenamed(Seen):
    """How an isibo is called from now on."""

    isibo: UUID
    name: PublicLine


class IsiboJoined(Seen):
    """Into which other isibo one goes."""

    isibo: UUID
    into: UUID


class IsiboParted(BaseModel):
    """Which isibo is taken out of the one it was joined into."""

    isibo: UUID


def isibo_of(session: Session, village: str, isibo: object) -> Isibo:
    """Return an isibo of a village; NotFound where there is none."""
    found = of_village(session, Isibo, isibo, village)
    if found is None:
        raise NotFound(N_("There is no such isibo in this village."))
    return found


def _as_listed(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    found = of_village(session, Isibo, ids["isibo"], place)
    return None if found is None else {"name": found.name, "into": found.joined_into}


@act(
    "isibo.make",
    Right.HOUSEHOLDS,
    said=N_("They are in the list. Every form that asks for an isibo offers them now."),
    corrected_by=("isibo.rename", "isibo.join"),
    offline=Offline.STATE,
)
def make_isibos(desk: Desk, form: IsibosForm) -> Event:
    """Write isibos into the village's list, one or all at once."""
    _refuse_without_groups(desk)
    known = known_isibos(desk.session, desk.place)
    names = names_in(form.names)
    if not names:
        raise Refusal(N_("Write the name of at least one isibo."), "names")
    if len(known) + len(names) > MOST:
        raise Refusal(N_("A village has at most %(most)s isibos."), "names", most=MOST)
    taken = [one.id for one in known]
    for name in names:
        _check_name(name, "names")
        _refuse_known(desk, name, "names")
        taken.append(add_isibo(desk.session, desk.place, name, taken))
    made = [str(one) for one in taken[len(known) :]]
    return Event(public={"names": list(names)}, private={"isibos": made}, subject=made[0])


@act(
    "isibo.rename",
    Right.HOUSEHOLDS,
    said=N_("The isibo and its households have the new name. A list with the old one finds it."),
    corrected_by=("isibo.rename",),
    offline=Offline.ASKS,
    state=_as_listed,
)
def rename_isibo(desk: Desk, form: IsiboRenamed) -> Event:
    """Give an isibo another name; what was closed under the old one keeps it."""
    found = _active(desk, form.isibo)
    was = found.name
    _check_name(form.name, "name")
    if form.name == was:
        raise Refusal(N_("The isibo has this name already."), "name")
    _refuse_known(desk, form.name, "name", found.id)
    _call_households(desk, was, form.name)
    names = [one for one in (*found.formerly, found.folded) if one != bare(form.name)]
    found.formerly = list(dict.fromkeys(names))
    found.name, found.folded = form.name, bare(form.name)
    said = {"id": str(found.id), "was": was, "formerly": found.formerly}
    return Event(public={"name": form.name}, private={"isibo": said}, subject=str(found.id))


@act(
    "isibo.join",
    Right.HOUSEHOLDS,
    said=N_("The two are one isibo now, with all their households. It can be taken out again."),
    corrected_by=("isibo.part",),
    offline=Offline.STATE,
    state=_as_listed,
)
def join_isibo(desk: Desk, form: IsiboJoined) -> Event:
    """Join an isibo into another one: its households move."""
    found, into = _active(desk, form.isibo), _active(desk, form.into)
    if found.id == into.id:
        raise Refusal(N_("Choose another isibo than this one."), "into")
    query = select(Household.id).where(
        Household.village == desk.place, Household.isibo == found.name
    )
    moved = sorted(str(one) for one in desk.session.exec(query).all())
    _call_households(desk, found.name, into.name)
    found.joined_into, found.moved = into.id, moved
    said = {
        "id": str(found.id),
        "name": found.name,
        "into": str(into.id),
        "into_name": into.name,
        "moved": moved,
    }
    return Event(private={"isibo": said}, subject=str(found.id))


@act(
    "isibo.part",
    Right.HOUSEHOLDS,
    said=N_("It is an isibo of its own again, with the households that it brought."),
    corrected_by=("isibo.join",),
    offline=Offline.STATE,
)
def part_isibo(desk: Desk, form: IsiboParted) -> Event:
    """Take an isibo out of the one it was joined into, with its households that are still there."""
    found = isibo_of(desk.session, desk.place, form.isibo)
    into = meant(known_isibos(desk.session, desk.place), found.name)
    if found.joined_into is None or into is None:
        raise Refusal(N_("This isibo is one of its own already."))
    query = select(Household).where(
        Household.village == desk.place,
        Household.isibo == into.name,
        col(Household.id).in_([UUID(one) for one in found.moved]),
    )
    homes = list(desk.session.exec(query).all())
    for home in homes:
        home.isibo = found.name
    found.joined_into, found.moved = None, []
    said = {"id": str(found.id), "homes": sorted(str(home.id) for home in homes)}
    return Event(private={"isibo": said}, subject=str(found.id))


def _active(desk: Desk, isibo: UUID) -> Isibo:
    found = isibo_of(desk.session, desk.place, isibo)
    if found.joined_into is not None:
        raise Refusal(N_("This isibo was joined into another one meanwhile."))
    return found


def _refuse_without_groups(desk: Desk) -> None:
    if not desk.country.groups:
        raise NotFound(N_("There is no such isibo in this village."))


def _check_name(name: str, field: str) -> None:
    if not bare(name):
        raise Refusal(N_("Write the name of at least one isibo."), field)
    if len(name) > _LONGEST:
        raise Refusal(
            N_("This is too long: at most %(max_length)s characters."), field, max_length=_LONGEST
        )


def _refuse_known(desk: Desk, name: str, field: str, itself: UUID | None = None) -> None:
    """Refuse a name that another isibo has today, also one that was joined into another."""
    for one in known_isibos(desk.session, desk.place):
        if one.id != itself and bare(one.name) == bare(name):
            raise Refusal(
                N_("%(name)s was joined into another isibo. Take it out again, or choose a name.")
                if one.joined_into
                else N_("%(name)s is in the list already. Two that are one can be joined."),
                field,
                name=one.name,
            )


def _call_households(desk: Desk, was: str, name: str) -> None:
    desk.session.execute(
        update(Household)
        .where(col(Household.village) == desk.place, col(Household.isibo) == was)
        .values(isibo=name)
    )
