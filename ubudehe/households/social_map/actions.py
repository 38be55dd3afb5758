"""Drawing the map: placing households, laying out the rest, landmarks, roads and water."""

from collections.abc import Mapping
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from ubudehe.households.actions import household_of
from ubudehe.households.social_map.rules import Home, Spot, lay_out, read_spot, spot_name
from ubudehe.households.social_map.tables import MapFeature, MapPoint
from ubudehe.households.tables import Household
from ubudehe.language.fields import Line
from ubudehe.language.messages import N_
from ubudehe.language.names import bare
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Nothing, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import NOTHING, Seen, still
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

Kind = Literal[
    "road",
    "water",
    "bridge",
    "water_point",
    "school",
    "health",
    "market",
    "church",
    "mosque",
    "office",
    "other",
]
KINDS: tuple[str, ...] = get_args(Kind)
LONG = {"road", "water"}
"""These go from one place to another."""
MOST_FEATURES = 26
"""Landmarks are named by letters on the map."""
_NO_SUCH_SPOT = N_("Write a letter from A to X and a number from 1 to 24, such as B7.")


class PlaceForm(BaseModel):
    """Places of households as they were typed («B7»).

    `was` is where they stood when the form was opened (NOTHING for nowhere): who was moved
    meanwhile is left out and asked about again.
    """

    place: dict[UUID, str] = Field(min_length=1, max_length=60)
    was: dict[UUID, str] = Field(default_factory=dict, max_length=60)


class DrawForm(BaseModel):
    """A landmark, a road or a piece of water."""

    kind: Kind
    at: str = Field(min_length=1, max_length=8)
    to: str | None = Field(default=None, max_length=8)
    label: Line | None = None


class RemoveForm(Seen):
    """Something drawn that goes."""

    feature: UUID


def _drawn(session: Session, _place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    feature = session.get(MapFeature, ids["feature"])
    return None if feature is None else {"feature": feature.id, "label": feature.label}


@act(
    "map.place",
    Right.HOUSEHOLDS,
    said=N_("The places are on the map. A household moves when its place is written anew."),
    corrected_by=("map.place",),
    offline=Offline.ASKS,
)
def place_households(desk: Desk, form: PlaceForm) -> Event:
    """Give households their places; a place holds one household."""
    typed = still(form.place, form.was, spots_of(desk.session, desk.place))
    spots = {home: _read(home, text) for home, text in sorted(typed.items())}
    taken = _taken(desk, set(spots))
    for household, spot in spots.items():
        field = f"place.{household}"
        if household_of(desk.session, desk.place, household).ended:
            raise Refusal(N_("This household is no longer in the village."), field)
        if spot in taken:
            raise Refusal(
                N_("At %(spot)s is household %(number)s already. Move that one first."),
                field,
                spot=spot_name(spot),
                number=taken[spot],
            )
        taken[spot] = desk.session.get_one(Household, household).number
        _put(desk, household, spot)
    # Each has its own commitment, so that one household's place can be erased.
    return Event(
        private={
            f"place{n}": {"household": str(household), "at": text}
            for n, (household, text) in enumerate(sorted(typed.items()))
        },
        subject=desk.place,
    )


_BARE = "bare name"
"""By what households are put together: acts from before isibos were a list have the name."""


@act(
    "map.lay_out",
    Right.HOUSEHOLDS,
    said=N_("The rest are laid out by isibo. Move those that stand wrong."),
    corrected_by=("map.place",),
    offline=Offline.STATE,
)
def lay_out_rest(desk: Desk, _form: Nothing) -> Event:
    """Give every household without a place one, each isibo together; people move them then."""
    rows = desk.session.exec(
        select(Household, MapPoint)
        .outerjoin(MapPoint, col(MapPoint.household) == Household.id)
        .where(Household.village == desk.place, col(Household.ended).is_(None))
    ).all()
    taken = [(point.row, point.column) for _, point in rows if point]
    homes = [Home(home.id, bare(home.isibo), home.number) for home, point in rows if not point]
    if not homes:
        raise Refusal(N_("Every household is on the map already."))
    desk.session.add_all(
        MapPoint(household=household, village=desk.place, row=row, column=column)
        for household, (row, column) in lay_out(homes, taken).items()
    )
    return Event(private={"count": len(homes), "by": _BARE}, subject=desk.place)


@act(
    "map.draw",
    Right.HOUSEHOLDS,
    said=N_("It is drawn. Draw the next thing, or take it away if it was wrong."),
    corrected_by=("map.remove",),
    offline=Offline.ADDS,
)
def draw_feature(desk: Desk, form: DrawForm) -> Event:
    """Draw a landmark, a road or water."""
    at, to = read_spot(form.at), read_spot(form.to) if form.to else None
    if at is None:
        raise Refusal(_NO_SUCH_SPOT, "at")
    if form.to and to is None:
        raise Refusal(_NO_SUCH_SPOT, "to")
    if form.kind in LONG and (to is None or to == at):
        raise Refusal(N_("A road or water goes from one place to another."), "to")
    drawn = desk.session.exec(select(MapFeature.id).where(MapFeature.village == desk.place)).all()
    if len(drawn) >= MOST_FEATURES:
        raise Refusal(N_("The map is full of landmarks. Take one away first."))
    feature = MapFeature(
        id=desk.act_id,
        village=desk.place,
        kind=form.kind,
        label=form.label or "",
        row=at[0],
        column=at[1],
    )
    if form.kind in LONG and to:
        feature.to_row, feature.to_column = to
    desk.session.add(feature)
    return Event(private={"feature": form.model_dump(mode="json")}, subject=str(feature.id))


@act(
    "map.remove",
    Right.HOUSEHOLDS,
    said=N_("It is taken off the map. Draw it again if that was a mistake."),
    corrected_by=("map.draw",),
    offline=Offline.ASKS,
    state=_drawn,
)
def remove_feature(desk: Desk, form: RemoveForm) -> Event:
    """Take away something that was drawn."""
    feature = of_village(desk.session, MapFeature, form.feature, desk.place)
    if feature is None:
        raise NotFound(N_("There is no such thing on this map."))
    desk.session.delete(feature)
    return Event(private={"feature": str(form.feature)}, subject=str(form.feature))


def spots_of(session: Session, village: str) -> dict[UUID, str]:
    """Return where each household that has a place stands, as people type it."""
    points = session.exec(select(MapPoint).where(MapPoint.village == village))
    return {one.household: spot_name((one.row, one.column)) for one in points}


def moved_meanwhile(session: Session, village: str, form: PlaceForm | None) -> dict[str, str]:
    """Return the households of a form that somebody else had moved, and where they stand now."""
    now = spots_of(session, village)
    wanted = form.place.items() if form else ()
    return {
        str(home): now.get(home, NOTHING)
        for home, text in wanted
        if (spot := read_spot(text)) and now.get(home, "") != spot_name(spot)
    }


def _read(household: UUID, text: str) -> Spot:
    spot = read_spot(text)
    if spot is None:
        raise Refusal(_NO_SUCH_SPOT, f"place.{household}")
    return spot


def _taken(desk: Desk, moving: set[UUID]) -> dict[Spot, int]:
    """Return the places of the village's households, those aside that are being moved."""
    query = (
        select(MapPoint, Household.number)
        .join(Household, col(Household.id) == MapPoint.household)
        .where(MapPoint.village == desk.place, col(Household.ended).is_(None))
    )
    return {
        (point.row, point.column): number
        for point, number in desk.session.exec(query)
        if point.household not in moving
    }


def _put(desk: Desk, household: UUID, spot: Spot) -> None:
    point = desk.session.get(MapPoint, household)
    if point is None:
        point = MapPoint(household=household, village=desk.place, row=0, column=0)
        desk.session.add(point)
    point.row, point.column = spot
    desk.session.flush()
