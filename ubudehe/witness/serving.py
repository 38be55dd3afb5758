"""The witness over HTTP: C2SP tlog-witness, two addresses, both under the same prefix."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ubudehe.record.rules.add_checkpoint import MAX_REQUEST, parse_request
from ubudehe.record.rules.notes import BadNote
from ubudehe.witness.state import NotSigned, UnknownLog, WitnessState, WrongProof, WrongSize


def witness_app(state: WitnessState) -> ASGIApp:
    """Return the app of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _bounded_body(request)
        if body is None:
            return PlainTextResponse("too large\n", 413)
        return await run_in_threadpool(_add, state, body)

    def checkpoint(request: Request) -> Response:
        found = state.latest(request.path_params["origin"])
        if found is None:
            return PlainTextResponse("no such log\n", 404)
        return PlainTextResponse(found, headers={"cache-control": "no-cache"})

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin}/checkpoint", checkpoint, methods=["GET"]),
        ]
    )


async def _bounded_body(request: Request) -> bytes | None:
    """Return the body; None as soon as it is longer than any request may be."""
    read = b""
    async for piece in request.stream():
        read += piece
        if len(read) > MAX_REQUEST:
            return None
    return read


def _add(state: WitnessState, body: bytes) -> Response:
    try:
        return PlainTextResponse(state.add(parse_request(body)))
    except BadNote as error:
        return PlainTextResponse(f"{error}\n", 400)
    except UnknownLog:
        return PlainTextResponse("this log is not watched here\n", 404)
    except NotSigned as error:
        return PlainTextResponse(f"{error}\n", 403)
    except WrongSize as error:
        return Response(f"{error.size}\n", 409, {"content-type": "text/x.tlog.size"})
    except WrongProof as error:
        return PlainTextResponse(f"{error}\n", 422)
