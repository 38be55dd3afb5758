"""What the record says of the map: where households and landmarks stand."""

from uuid import UUID

from ubudehe.households.social_map.rules import Home, lay_out, read_spot
from ubudehe.households.social_map.tables import MapFeature, MapPoint
from ubudehe.language.messages import N_
from ubudehe.language.names import bare
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject

_LONG = {"road", "water"}


def _placed(rows: Rows, said: Said) -> Subject:
    typed = said.private.get("places", {})
    typed = typed | {one["household"]: one["at"] for one in said.numbered("place")}
    if "places" in said.gone:
        _forget(rows)
    for household, text in typed.items():
        spot = read_spot(text)
        if spot:
            rows.put("map_point", household, row=spot[0], column=spot[1])
    return said.log


def _laid_out(rows: Rows, said: Said) -> Subject:
    points = rows.tables["map_point"]
    homes, taken = [], []
    here = {id_: home for (id_,), home in rows.tables["household"].items() if not home.get("ended")}
    for id_, home in here.items():
        point = points.get((id_,))
        if "isibo" not in home or (point is not None and "row" not in point):
            # What is erased meanwhile had its share in where the others were put.
            _forget(rows)
            for one in here:
                points.setdefault((one,), {})
            return said.log
        if point is None:
            isibo = bare(home["isibo"]) if "by" in said.private else str(home["isibo"])
            homes.append(Home(UUID(str(id_)), isibo, home["number"]))
        else:
            taken.append((point["row"], point["column"]))
    for household, (row, column) in lay_out(homes, taken).items():
        rows.put("map_point", str(household), row=row, column=column)
    return said.log


def _forget(rows: Rows) -> None:
    """Say that where households stand cannot be told any more, until they are placed anew."""
    for row in rows.tables["map_point"].values():
        row.clear()
    rows.allow("map_point", {})


def _drawn(rows: Rows, said: Said) -> Subject:
    form = said.private["feature"]
    at, to = read_spot(form["at"]), read_spot(form["to"]) if form.get("to") else None
    end = to if form["kind"] in _LONG and to else (None, None)
    rows.put(
        "map_feature",
        said.id,
        kind=form["kind"],
        label=form.get("label") or "",
        row=at[0] if at else None,
        column=at[1] if at else None,
        to_row=end[0],
        to_column=end[1],
    )
    return said.id


def _removed(rows: Rows, said: Said) -> Subject:
    rows.drop("map_feature", said.private["feature"])
    return str(said.private["feature"])


MAP = Replay(
    handlers={
        "map.place": _placed,
        "map.lay_out": _laid_out,
        "map.draw": _drawn,
        "map.remove": _removed,
    },
    kept=(
        Kept(MapPoint, N_("Household on the map"), ("household",)),
        Kept(MapFeature, N_("Landmark on the map")),
    ),
)
