"""The books for programs, at addresses that stay."""

import tempfile
from collections.abc import Callable

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ubudehe.language.refusals import NotFound
from ubudehe.ledger.exports.archive import write_archive
from ubudehe.ledger.exports.asking import asked_of
from ubudehe.ledger.exports.books import AskedBooks, ExportedBooks
from ubudehe.ledger.exports.journals import beancount_journal, hledger_journal
from ubudehe.ledger.exports.reading import books_of
from ubudehe.ledger.exports.sheets import csv_table, workbook
from ubudehe.ledger.exports.sums import sums_of
from ubudehe.places.queries import find_place
from ubudehe.places.rules import NotACode, is_village, parse_code
from ubudehe.record.heads import NATIONAL
from ubudehe.record.rules.canonical import canonical_value
from ubudehe.record.rules.policies import policy_for
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.web.pages import Pages
from ubudehe.web.services import Services

pages = Pages()
_PIECE = 1 << 16
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAKERS: dict[str, tuple[str, Callable[[ExportedBooks], str | bytes]]] = {
    "journal.hledger": ("text/plain", hledger_journal),
    "journal.beancount": ("text/plain", beancount_journal),
    "ledger.csv": ("text/csv", csv_table),
    "ledger.xlsx": (_XLSX, workbook),
}


def books(services: Services, request: Request) -> Response:
    """Answer the posted entries of a village in one of four forms.

    `?from=` and `?to=` bound the days of the entries, `?as-of=` (a number of acts, or a day) asks
    what the record said then.
    """
    code, file = _code(services, request), request.url.path.rsplit("/", 1)[1]
    if not is_village(code, services.country):
        raise HTTPException(404)
    head = services.heads.last_signed(code)
    with services.database.read() as session:
        _check_place(session, code)
        newest, query, now = (
            head.checkpoint if head else None,
            request.query_params,
            services.clock(),
        )
        asked, at = asked_of(query, session, code, newest, services.country, now)
        origin = services.heads.origin(code)
        found = books_of(session, code, origin, at, services.country, asked)
    media, make = _MAKERS[file]
    return Response(
        make(found),
        media_type=media,
        headers={
            "content-disposition": f'attachment; filename="{_file_name(code, file, asked)}"',
            "x-content-type-options": "nosniff",
        },
    )


for _file in _MAKERS:
    pages.machine(f"/data/{{code}}/{_file}", near=True)(books)


@pages.machine("/v/{code}/record.zip")
def archive(services: Services, request: Request) -> Response:
    """Answer a place's own public record as one file that verifies alone; 0 is the country."""
    said = str(request.path_params["code"])
    code = said if said == COUNTRY else _code(services, request)
    if services.heads.last_signed(code) is None:
        raise HTTPException(404)
    national = services.publisher.cosigned.read()
    logs = [(vkey, f"{services.settings.address}/log") for vkey in services.heads.vkeys(NATIONAL)]
    policy = policy_for(logs, services.publisher.policy_text())
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    with services.database.read() as session:
        write_archive(
            file,
            session,
            code,
            services.heads,
            national,
            services.blobs,
            services.country,
            (services.settings.address, policy),
        )
    size = file.tell()
    file.seek(0)
    return StreamingResponse(
        iter(lambda: file.read(_PIECE), b""),
        media_type="application/zip",
        background=BackgroundTask(file.close),
        headers={
            "content-length": str(size),
            "content-disposition": f'attachment; filename="ubudehe-{code}.zip"',
        },
    )


@pages.machine("/v/{code}/sums", near=True)
def sums(services: Services, request: Request) -> Response:
    """Answer what the villages of a place hold, each at a size of its record."""
    code = _code(services, request)
    with services.database.read() as session:
        _check_place(session, code)
    with services.database.read() as session:
        found = sums_of(session, code, services.country)
    return Response(canonical_value(found), media_type="application/json")


def _file_name(code: str, file: str, asked: AskedBooks) -> str:
    name, _, ending = file.rpartition(".")
    return f"{code}-{name}-{asked.name}.{ending}"


def _code(services: Services, request: Request) -> str:
    try:
        return parse_code(str(request.path_params["code"]), services.country)
    except NotACode:
        raise HTTPException(404) from None


def _check_place(session: Session, code: str) -> None:
    try:
        find_place(session, code)
    except NotFound:
        raise HTTPException(404) from None
