"""The map as it stands."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.households.social_map.rules import Spot, near, spot_name
from ubudehe.households.social_map.tables import MapFeature, MapPoint
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.record.append import total
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class MapProgress:
    """How many of the registered households have their place on the map."""

    placed: int
    registered: int

    @property
    def complete(self) -> bool:
        """Tell whether every household is drawn; none are where none is registered."""
        return 0 < self.registered <= self.placed

    @property
    def scale(self) -> int:
        """Return where a meter ends: one without length cannot be drawn."""
        return max(self.registered, 1)


@dataclass(frozen=True)
class MapHome:
    """A household and its place, if it has one."""

    household: UUID
    number: int
    isibo: str
    head: str
    spot: Spot | None

    @property
    def named(self) -> str:
        """Return the place as people name it, «» where there is none."""
        return spot_name(self.spot) if self.spot else ""


@dataclass(frozen=True)
class Feature:
    """A landmark named by a letter; a road or water has an end and no letter."""

    id: UUID
    kind: str
    label: str
    spots: tuple[Spot, ...]
    letter: str

    @property
    def named(self) -> str:
        """Return its place or places as people name them."""
        return " – ".join(spot_name(spot) for spot in self.spots)


@dataclass(frozen=True)
class PlaceHeld:
    """A place on the map, and what stands there: numbers of households, letters of landmarks."""

    named: str
    holds: tuple[str, ...]


@dataclass(frozen=True)
class SocialMap:
    """Everything on the map of a village."""

    homes: tuple[MapHome, ...]
    features: tuple[Feature, ...]

    def around(self, spot: Spot) -> tuple[PlaceHeld, ...]:
        """Return the places around one that was tapped, with what stands there already."""
        held: dict[Spot, list[str]] = {}
        for home in self.homes:
            if home.spot is not None:
                held.setdefault(home.spot, []).append(str(home.number))
        for one in self.features:
            if one.letter:
                held.setdefault(one.spots[0], []).append(one.letter)
        return tuple(PlaceHeld(spot_name(one), tuple(held.get(one, ()))) for one in near(spot))

    @property
    def progress(self) -> MapProgress:
        """Return how many households are drawn."""
        return MapProgress(sum(home.spot is not None for home in self.homes), len(self.homes))

    @property
    def undrawn(self) -> tuple[MapHome, ...]:
        """Return the households that have no place yet."""
        return tuple(home for home in self.homes if home.spot is None)


def map_progress(session: Session, village: str) -> MapProgress:
    """Return how many of a village's households are drawn."""
    query = (
        select(MapPoint.household)
        .join(Household, col(Household.id) == MapPoint.household)
        .where(MapPoint.village == village, col(Household.ended).is_(None))
    )
    return MapProgress(len(session.exec(query).all()), total(session, village, "households"))


def social_map(session: Session, village: str) -> SocialMap:
    """Return the whole map of a village."""
    rows = session.execute(
        pick(
            Household.id,
            Household.number,
            Household.isibo,
            HouseholdIdentity.head,
            MapPoint.row,
            MapPoint.column,
        )
        .join(HouseholdIdentity, col(HouseholdIdentity.household) == Household.id)
        .outerjoin(MapPoint, col(MapPoint.household) == Household.id)
        .where(Household.village == village, col(Household.ended).is_(None))
        .order_by(col(Household.isibo), col(Household.number))
    ).all()
    homes = tuple(
        MapHome(id_, number, isibo, head, None if row is None else (row, column))
        for id_, number, isibo, head, row, column in rows
    )
    drawn = session.exec(
        select(MapFeature)
        .where(MapFeature.village == village)
        .order_by(col(MapFeature.row), col(MapFeature.column), col(MapFeature.id))
    ).all()
    return SocialMap(homes, _features(list(drawn)))


def _features(drawn: list[MapFeature]) -> tuple[Feature, ...]:
    found, letters = [], iter("abcdefghijklmnopqrstuvwxyz")
    for one in drawn:
        spots: tuple[Spot, ...] = ((one.row, one.column),)
        if one.to_row is not None and one.to_column is not None:
            spots += ((one.to_row, one.to_column),)
        letter = next(letters, "") if len(spots) == 1 else ""
        found.append(Feature(one.id, one.kind, one.label, spots, letter))
    return tuple(found)
