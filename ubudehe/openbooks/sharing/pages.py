"""The addresses of icons, of the manifest, and of the picture of a place."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ubudehe.language.catalogues import say
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.rules.accounts import is_liquid
from ubudehe.openbooks.sharing.cards import card, icon
from ubudehe.openbooks.sums import sums_of
from ubudehe.places.queries import find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.web.pages import Pages
from ubudehe.web.rendering import Speech
from ubudehe.web.services import Services

pages = Pages()

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 36 36">'
    '<path fill="#0b5a36" d="M-3-3h36v36H-3z"/><path fill="#f2b632" d="M15 1 25 12H5z"/>'
    '<path fill="#fbf7ee" d="M3 14h24c0 9-4 15-12 15S3 23 3 14z"/><path fill="#a8481a"'
    ' d="m4 20 4-4 4 4 4-4 4 4 4-4 2 2-.6 2.5-1.4-1-4 4-4-4-4 4-4-4-2 2z"/></svg>'
)
_SIZES = (192, 512)
_DAY = "public, max-age=86400"
_MINUTES = "public, max-age=600"


@pages.machine("/icon.svg")
def icon_drawn(_services: Services, _request: Request) -> Response:
    """Answer the sign of the app."""
    return _told(ICON.encode(), "image/svg+xml", _DAY)


@pages.machine("/favicon.ico")
def icon_of_old(_services: Services, _request: Request) -> Response:
    """Answer browsers that ask for it without being told of the other."""
    return _told(icon(48), "image/png", _DAY)


@pages.machine("/icon/{size:number}.png")
def icon_of_size(_services: Services, request: Request) -> Response:
    """Answer the sign in a size that the manifest names."""
    size = int(request.path_params["size"])
    if size not in _SIZES:
        raise HTTPException(404)
    return _told(icon(size), "image/png", _DAY)


@pages.machine("/manifest.webmanifest")
def manifest(_services: Services, _request: Request) -> Response:
    """Answer how the app stands among others on a phone."""
    icons = [
        {"src": f"/icon/{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in _SIZES
    ]
    told = {
        "name": "Ubudehe",
        "short_name": "Ubudehe",
        "start_url": "/",
        "display": "browser",
        "theme_color": "#0b5a36",
        "background_color": "#fbf7ee",
        "icons": [{"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml"}, *icons],
    }
    return JSONResponse(
        told, media_type="application/manifest+json", headers={"cache-control": _DAY}
    )


@pages.machine("/card/{lang}/{code}.png", near=True)
def picture(services: Services, request: Request) -> Response:
    """Answer a picture of what came to a place, what was spent, and what a village has."""
    lang, country = str(request.path_params["lang"]), services.country
    if lang not in country.languages:
        raise HTTPException(404)
    try:
        code = parse_code(str(request.path_params["code"]), country)
    except NotACode:
        raise NotFound("") from None
    speech = Speech(lang, country)
    with services.database.read() as session:
        if services.moves.away(session, code) is not None:
            raise NotFound("")  # what is told of it now stands on the other server
        place, sums = find_place(session, code), sums_of(session, code, country)
        rows = [(N_("Received"), sums.money_in), (N_("Spent"), sums.money_out)]
        if is_village(code, country):
            own = balances(session, code).items()
            here = (n for (a, unit), n in own if is_liquid(a) and unit == country.currency)
            rows.append((N_("It has today"), sum(here)))
    told = [(say(lang, words), speech.money(amount)) for words, amount in rows]
    return _told(card(speech.place(place), speech.around(place), told), "image/png", _MINUTES)


def _told(content: bytes, media: str, kept: str) -> Response:
    return Response(
        content,
        media_type=media,
        headers={
            "cache-control": kept,
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'",
        },
    )
