"""Open data of a place of any level, streamed, at addresses that stay; and the page that says so.

`0` is the country. What is written here is what the public pages show, no more.
"""

import json
from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.language.wanted import wanted_language
from ubudehe.openbooks.data.gathering import Gathering
from ubudehe.openbooks.data.rows import (
    FROM_FACTS,
    Row,
    begun,
    budget_rows,
    csv_pieces,
    document_pieces,
    entry_rows,
    objects,
    village_rows,
)
from ubudehe.openbooks.news import news_of
from ubudehe.openbooks.rules.open_data import iati, oc4ids, ocds, tables
from ubudehe.openbooks.rules.open_data.facts import DataPublisher, moment
from ubudehe.openbooks.rules.open_data.feed import feed
from ubudehe.openbooks.rules.open_data.package import package, resource
from ubudehe.openbooks.rules.open_data.tables import Column
from ubudehe.people.buckets import PROGRAMS
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.settings import UNREGISTERED
from ubudehe.web.pages import Pages
from ubudehe.web.services import Services
from ubudehe.web.visit import Visit

pages = Pages()
_ABOVE_SECONDS = 30
_FOR_ALL = {"access-control-allow-origin": "*", "x-content-type-options": "nosniff"}
_JSON, _CSV, _XML = "application/json", "text/csv", "application/xml"


def publisher_of(services: Services) -> DataPublisher:
    """Return who publishes, as the settings say."""
    settings = services.settings
    return DataPublisher(
        name=settings.publisher or settings.host,
        address=settings.address,
        iati=settings.iati,
        ocds=settings.ocds,
        licence=settings.licence[0],
        licence_url=settings.licence[1],
    )


@pages.machine("/data/{code}/ocds.json")
def open_contracting(services: Services, request: Request) -> Response:
    """Answer a release package of OCDS 1.1."""
    asked = _asked(services, request)
    items = (
        ocds.release(village, project, asked.publisher)
        for village in asked.facts()
        for project in village.projects
    )
    head = ocds.package(_uri(asked, request), asked.publisher, moment(asked.now))
    return _answer(asked, request, document_pieces(head, "releases", items), _JSON)


@pages.machine("/data/{code}/oc4ids.json")
def infrastructure(services: Services, request: Request) -> Response:
    """Answer a project package of OC4IDS 0.9."""
    asked = _asked(services, request)
    items = (
        oc4ids.project_of(village, project, asked.publisher)
        for village in asked.facts()
        for project in village.projects
    )
    head = oc4ids.package(_uri(asked, request), asked.publisher, moment(asked.now))
    return _answer(asked, request, document_pieces(head, "projects", items), _JSON)


@pages.machine("/data/{code}/iati.xml")
def aid(services: Services, request: Request) -> Response:
    """Answer the activities of IATI 2.03."""
    asked = _asked(services, request)
    return _answer(
        asked, request, iati.activities(asked.facts(), asked.publisher, moment(asked.now)), _XML
    )


@pages.machine("/data/{code}/entries.csv")
def entries(services: Services, request: Request) -> Response:
    """Answer one line for each posting; `?from=`, `?to=`, `?as-of=` as for a village's books."""
    asked = _asked(services, request)
    rows = begun(entry_rows(asked, request.query_params))
    return _answer(asked, request, csv_pieces(tables.ENTRIES, rows), _CSV)


@pages.machine("/data/{code}/entries.json")
def entries_as_json(services: Services, request: Request) -> Response:
    """Answer the same as one JSON document, with the meaning of each column."""
    asked = _asked(services, request)
    rows = begun(entry_rows(asked, request.query_params))
    fields = [column.field for column in tables.ENTRIES]
    head = {"licence": asked.publisher.licence_url, "fields": fields}
    return _answer(
        asked, request, document_pieces(head, "entries", objects(tables.ENTRIES, rows)), _JSON
    )


@pages.machine("/data/{code}/projects.csv")
def projects(services: Services, request: Request) -> Response:
    """Answer one line for each chosen project."""
    return _table(services, request, "projects")


@pages.machine("/data/{code}/budget.csv")
def budgets(services: Services, request: Request) -> Response:
    """Answer one line for each budget line of each project and year: planned and realised."""
    asked = _asked(services, request)
    return _answer(asked, request, csv_pieces(tables.BUDGET, budget_rows(asked)), _CSV)


@pages.machine("/data/{code}/grants.csv")
def grants(services: Services, request: Request) -> Response:
    """Answer one line for each grant."""
    return _table(services, request, "grants")


@pages.machine("/data/{code}/villages.csv")
def villages(services: Services, request: Request) -> Response:
    """Answer one line for each village that keeps a record, with its signed head."""
    asked = _asked(services, request)
    return _answer(asked, request, csv_pieces(tables.VILLAGES, village_rows(asked)), _CSV)


@pages.machine("/data/{code}/datapackage.json")
def data_package(services: Services, request: Request) -> Response:
    """Answer the Data Package 2.0 of a place's tables; a village's with the hash of each."""
    asked = _asked(services, request)
    code = asked.code or COUNTRY
    of_village = is_village(asked.code, asked.country)
    resources = []
    if of_village:
        (facts,) = tuple(asked.facts()) or (None,)
        if facts is None:
            raise HTTPException(404)
        title, created = facts.full_name, moment(facts.changed_at)
        resources.append(
            _resource("entries", tables.ENTRIES, (), entry_rows(asked, request.query_params))
        )
        for name, (columns, key, rows) in FROM_FACTS.items():
            resources.append(_resource(name, columns, key, rows(facts)))
    else:
        title, created = asked.title, moment(asked.now)
        resources.append(resource("entries", tables.ENTRIES, (), None))
        for name, (columns, key, _) in FROM_FACTS.items():
            resources.append(resource(name, columns, key, None))
        resources.append(_resource("villages", tables.VILLAGES, ("village",), village_rows(asked)))
    made = package(code, title, created, asked.publisher, resources)
    return _answer(asked, request, [json.dumps(made, ensure_ascii=False, indent=1)], _JSON)


@pages.machine("/feed/{code}.atom", near=True)
def news(services: Services, request: Request) -> Response:
    """Answer what happened last, in the reader's language or in `?lang=`."""
    asked, spoken = _asked(services, request), services.country.languages
    wanted = request.query_params.get("lang", "")
    if wanted not in spoken:
        wanted = wanted_language(request.headers.get("accept-language", ""), spoken)
    with services.database.read() as session:
        told = news_of(session, asked.code, services.country, wanted, asked.publisher)
    title, home = asked.title, f"/{wanted}/p/{asked.code}" if asked.code else f"/{wanted}/"
    made = feed(
        title, _uri(asked, request), asked.publisher.of(home), wanted, asked.publisher, told
    )
    headers = {**_FOR_ALL, "vary": "accept-language"}
    return Response(made, media_type="application/atom+xml", headers=headers)


@pages.public("/p/{code}/data")
def data_of_place(visit: Visit) -> Response:
    """Explain every file of a place's open data."""
    try:
        code = parse_code(visit.param("code"), visit.country)
    except NotACode:
        raise NotFound("") from None
    return _explained(visit, code, find_place(visit.session, code))


@pages.public("/data")
def data_of_country(visit: Visit) -> Response:
    """Explain every file of the whole country's open data."""
    return _explained(visit, COUNTRY, None)


def _explained(visit: Visit, code: str, place: PlaceLine | None) -> Response:
    visit.hold_for(_ABOVE_SECONDS)
    publisher = publisher_of(visit.services)
    of_village = is_village(code, visit.country)
    return visit.render(
        "openbooks/data.html",
        FILES,
        code=code,
        place=place,
        of_village=of_village,
        publisher=publisher,
        unregistered=UNREGISTERED in (publisher.iati, publisher.ocds),
        api=f"/api/v1/{'villages' if of_village else 'places'}/{code}",
        most=PROGRAMS.holds,
        each=timedelta(minutes=1) // PROGRAMS.leaks,
    )


FILES = (
    ("datapackage.json", "Data Package 2.0", N_("All tables with the meaning of each column.")),
    ("entries.csv", "CSV", N_("Every posting of the books.")),
    ("entries.json", "JSON", N_("Every posting of the books.")),
    ("projects.csv", "CSV", N_("Every chosen project: planned, spent, work given.")),
    ("budget.csv", "CSV", N_("Every budget line by project and year: planned, realised.")),
    ("grants.csv", "CSV", N_("Every grant: promised, come, spent.")),
    ("ocds.json", "OCDS 1.1", N_("Projects as contracts, each payment with its receipt.")),
    ("oc4ids.json", "OC4IDS 0.9", N_("Projects with their budget, work and gifts.")),
    ("iati.xml", "IATI 2.03", N_("Grants as donors exchange them.")),
    ("villages.csv", "CSV", N_("The villages that keep books, each with its signed head.")),
)
"""The files of a place: name, form, and what stands in them."""


def _table(services: Services, request: Request, name: str) -> Response:
    asked = _asked(services, request)
    columns, _, rows = FROM_FACTS[name]
    told = (row for village in asked.facts() for row in rows(village))
    return _answer(asked, request, csv_pieces(columns, told), _CSV)


def _asked(services: Services, request: Request) -> Gathering:
    said = str(request.path_params["code"])
    try:
        code = "" if said == COUNTRY else parse_code(said, services.country)
    except NotACode:
        raise HTTPException(404) from None
    if code:
        with services.database.read() as session:
            _find(session, code)
    now, publisher = services.clock(), publisher_of(services)
    return Gathering(services.database, services.heads, services.country, publisher, now, code)


def _uri(asked: Gathering, request: Request) -> str:
    return asked.publisher.of(request.url.path)


def _answer(asked: Gathering, request: Request, pieces: Iterable[str], media: str) -> Response:
    """Stream what is asked, or say that it is what was fetched before."""
    etag = asked.etag(str(request.url))
    headers = {**_FOR_ALL, "etag": etag, "cache-control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return StreamingResponse(pieces, media_type=media, headers=headers)


def _find(session: Session, code: str) -> None:
    try:
        find_place(session, code)
    except NotFound:
        raise HTTPException(404) from None


def _resource(
    name: str, columns: tuple[Column, ...], key: tuple[str, ...], rows: Iterable[Row]
) -> dict[str, object]:
    return resource(name, columns, key, "".join(csv_pieces(columns, rows)).encode())
