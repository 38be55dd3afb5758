"""Drawing the map on a small phone, and printing it as a poster."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from ubudehe.households.social_map import actions, queries, rules
from ubudehe.households.social_map.actions import (
    KINDS,
    DrawForm,
    PlaceForm,
    RemoveForm,
    draw_feature,
    lay_out_rest,
    place_households,
    remove_feature,
)
from ubudehe.language.paging import Paging, read_start
from ubudehe.people.acts import Nothing
from ubudehe.people.rules import Right
from ubudehe.people.seen import NOTHING
from ubudehe.web.pages import Pages
from ubudehe.web.rendering import render
from ubudehe.web.visit import Visit

pages = Pages()
SCREEN = 20
TAPPED = 240
"""Width in pixels of the picture that one taps on."""


class TapForm(BaseModel):
    """A household, and where it was tapped or typed."""

    household: UUID
    at: str | None = Field(default=None, max_length=8)
    spot: dict[str, int] = Field(default_factory=dict, max_length=2)


@dataclass(frozen=True)
class Drawing:
    """What the template draws: ready SVG paths and texts."""

    whole: int
    grid: str
    edge: list[tuple[str, int, int]]
    dots: str
    size: int
    """Of the numbers, in drawing units."""
    numbers: list[tuple[str, int, int]]
    roads: list[str]
    waters: list[str]
    landmarks: list[tuple[str, int, int]]


@pages.work("/{place}/map", Right.HOUSEHOLDS)
def show_map(visit: Visit) -> Response:
    """Show the map, whole or one quarter with the households' numbers."""
    place = visit.place
    page = queries.social_map(visit.session, place.code)
    asked = visit.query("part")
    part = rules.quarter(int(asked)) if asked in ("0", "1", "2", "3") else rules.Part()
    drawing = _drawing(page, part, numbers=bool(asked))
    return visit.render("households/map.html", page, place=place, drawing=drawing, part=asked)


@pages.work("/{place}/map/tap", Right.HOUSEHOLDS)
def tap(visit: Visit) -> Response:
    """Put one household after another where somebody taps on the map."""
    place = visit.place
    form, tapped = visit.form(TapForm, {"household": visit.query("household") or None}), None
    if form.submitted and form.value is not None:
        value = form.value
        x, y = value.spot.get("x", -1), value.spot.get("y", -1)
        if not value.at and min(x, y) >= 0:
            tapped = rules.tapped_spot(x, y, TAPPED)
        where = PlaceForm(place={value.household: value.at or ""})
        if not tapped and visit.perform_by(form, place_households, where, place.code):
            return visit.redirect(f"/work/{place.code}/map/tap", "recorded")
        problem = form.errors.pop(f"place.{value.household}", None)
        if problem:
            form.errors["at"] = problem
    page = queries.social_map(visit.session, place.code)
    chosen = form.typed.get("household") or ""
    if not chosen and page.undrawn:
        form.typed["household"] = str(page.undrawn[0].household)
    return visit.render(
        "households/map_tap.html",
        page,
        form=form,
        place=place,
        width=TAPPED,
        near=page.around(tapped) if tapped else (),
    )


@pages.work("/{place}/map/picture", Right.HOUSEHOLDS)
def picture(visit: Visit) -> Response:
    """Give the picture that one taps on."""
    place = visit.place
    page = queries.social_map(visit.session, place.code)
    drawing = _drawing(page, rules.Part(), numbers=False)
    text = render(
        "households/map_picture.html", visit.lang, visit.country, {"drawing": drawing, "label": ""}
    )
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(text, 200, headers, "image/svg+xml")


@pages.work("/{place}/map/type", Right.HOUSEHOLDS)
def type_places(visit: Visit) -> Response:
    """Type the places of many households on one screen."""
    place = visit.place
    page = queries.social_map(visit.session, place.code)
    asked = min(read_start(visit.query("from")), max(len(page.homes) - 1, 0))
    part = Paging(asked // SCREEN * SCREEN, SCREEN, len(page.homes))
    homes = part.of(page.homes)
    named: dict[str, object] = {str(home.household): home.named for home in homes}
    form = visit.form(
        PlaceForm, {"place": named, "was": {home: at or NOTHING for home, at in named.items()}}
    )
    value = form.value
    if visit.perform(form, place_households, place.code) or form.overtaken:
        moved = actions.moved_meanwhile(visit.session, place.code, value)
        if not moved and not form.overtaken:
            more = f"/type?from={part.after}" if part.after else ""
            return visit.redirect(f"/work/{place.code}/map{more}", "recorded")
        form.ask_again("place", moved)
        homes = tuple(home for home in page.homes if str(home.household) in moved)
    return visit.render("households/map_type.html", homes, form=form, place=place, part=part)


@pages.work("/{place}/map/lay-out", Right.HOUSEHOLDS)
def lay_out(visit: Visit) -> Response:
    """Place all the rest by isibo."""
    place = visit.place
    form = visit.form(Nothing)
    if visit.perform(form, lay_out_rest, place.code):
        return visit.redirect(f"/work/{place.code}/map", "recorded")
    page = queries.social_map(visit.session, place.code)
    return visit.render("households/map_lay_out.html", page, form=form, place=place)


@pages.work("/{place}/map/draw", Right.HOUSEHOLDS)
def draw(visit: Visit) -> Response:
    """Draw a road, water or a landmark."""
    place = visit.place
    form = visit.form(DrawForm)
    if visit.perform(form, draw_feature, place.code):
        return visit.redirect(f"/work/{place.code}/map/draw", "recorded")
    page = queries.social_map(visit.session, place.code)
    return visit.render("households/map_draw.html", page, form=form, place=place, kinds=KINDS)


@pages.work("/{place}/map/remove", Right.HOUSEHOLDS)
def remove(visit: Visit) -> Response:
    """Take something away from the map."""
    place = visit.place
    filled = {"feature": visit.query_id("feature")} if not visit.data else {}
    form = visit.form(RemoveForm, filled, of=remove_feature)
    if visit.perform(form, remove_feature, place.code):
        return visit.redirect(f"/work/{place.code}/map/draw", "recorded")
    page = queries.social_map(visit.session, place.code)
    chosen = [one for one in page.features if str(one.id) == form.typed.get("feature")]
    return visit.render("households/map_remove.html", chosen, form=form, place=place)


@pages.work("/{place}/map/poster", Right.HOUSEHOLDS)
def poster(visit: Visit) -> Response:
    """Show the map as a poster for A3 or A4."""
    place = visit.place
    page = queries.social_map(visit.session, place.code)
    drawing = _drawing(page, rules.Part(), numbers=True)
    return visit.render("households/map_poster.html", page, place=place, drawing=drawing)


def _drawing(page: queries.SocialMap, part: rules.Part, *, numbers: bool) -> Drawing:
    spots = {home.number: home.spot for home in page.homes if home.spot is not None}
    texts = []
    if numbers:
        for spot, here in rules.by_spot(spots).items():
            if part.holds(spot):
                texts.append((",".join(map(str, here)), *part.middle(spot)))
    lines: dict[str, list[str]] = {"road": [], "water": []}
    landmarks = []
    for one in page.features:
        if one.kind in lines:
            lines[one.kind].append(rules.line(one.spots, part))
        elif part.holds(one.spots[0]):
            landmarks.append((one.letter, *part.middle(one.spots[0])))
    return Drawing(
        whole=rules.WHOLE,
        grid=rules.grid(part),
        edge=rules.edge(part),
        dots="" if numbers else rules.dots(spots.values(), part),
        size=part.cell // 2,
        numbers=texts,
        roads=lines["road"],
        waters=lines["water"],
        landmarks=landmarks,
    )
