"""The record for programs: signed checkpoints."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ubudehe.web.pages import Pages
from ubudehe.web.services import Services

pages = Pages()
_LONGEST = 16


@pages.machine("/v/{code}/checkpoint")
def checkpoint(services: Services, request: Request) -> Response:
    """Answer the signed head of a place's record as a C2SP note."""
    code = _code(request)
    with services.database.read() as session:
        note = services.heads.sign(session, code)
    if note is None:
        raise HTTPException(404)
    return PlainTextResponse(note, headers={"cache-control": "max-age=5"})


@pages.machine("/v/{code}/key")
def verifier_key(services: Services, request: Request) -> Response:
    """Answer the verifier key with which the checkpoints of a place are checked."""
    return PlainTextResponse(services.heads.vkey(_code(request)) + "\n")


def _code(request: Request) -> str:
    code = str(request.path_params["code"])
    if not (code.isascii() and code.isdigit() and len(code) <= _LONGEST):
        raise HTTPException(404)
    return code
