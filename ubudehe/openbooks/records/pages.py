"""The record for programs: checkpoints, keys, tiles and proofs as C2SP defines them."""

import gzip
import logging
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ubudehe.record.heads import NATIONAL, SignedHead, WillNotSign
from ubudehe.record.published import entry_bytes, logs_under, proof_file, tile_bytes, witnessed_file
from ubudehe.record.rules.policies import policy_for
from ubudehe.record.rules.tiles import BadTile, parse_path
from ubudehe.storage.engine import AWAY
from ubudehe.web.pages import Pages
from ubudehe.web.services import Services

_log = logging.getLogger(__name__)
pages = Pages()
_LONGEST = 16
_SHORT = {"cache-control": "public, max-age=5"}
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}


@pages.machine("/v/{code}/checkpoint")
def checkpoint(services: Services, request: Request) -> Response:
    """Answer the signed head of a place's record as a C2SP note."""
    code = _code(request)
    try:
        with services.database.read() as session:
            note = services.heads.sign(session, code)
    except (WillNotSign, *AWAY) as error:
        # What was signed last stays true; who rebuilds the tree sees that it is not there any more.
        _log.error("the record of %s is not signed: %s", code, type(error).__name__)
        signed = services.heads.last_signed(code)
        if signed is None and not isinstance(error, WillNotSign):
            raise
        note = signed.note if signed else None
    if note is None:
        raise HTTPException(404)
    return PlainTextResponse(note, headers=_SHORT)


@pages.machine("/v/{code}/key")
def verifier_keys(services: Services, request: Request) -> Response:
    """Answer the verifier keys with which the checkpoints of a place are checked, newest last."""
    return _keys(services, _code(request))


@pages.machine("/v/{code}/tile/{rest:path}")
def tile(services: Services, request: Request) -> Response:
    """Answer a tile of hashes or a bundle of entries of a place's record."""
    log = _code(request)
    return _tile(services, log, services.heads.last_signed(log), request)


@pages.machine("/v/{code}/entry/{index}")
def entry(services: Services, request: Request) -> Response:
    """Answer the bytes of one signed entry, which its proof is about."""
    log, index = _code(request), _index(request)
    signed = services.heads.last_signed(log)
    if signed is None or index >= signed.checkpoint.size:
        raise HTTPException(404)
    with services.database.read() as session:
        data = entry_bytes(session, log, index)
    return Response(data, media_type="application/json", headers=_FOR_EVER)


@pages.machine("/v/{code}/proof/{index}")
def proof(services: Services, request: Request) -> Response:
    """Answer the proof of one entry under the newest checkpoint, as a C2SP tlog-proof."""
    log = _code(request)
    return _proof(services, log, services.heads.last_signed(log), request)


@pages.machine("/v/{code}/witnessed")
def witnessed(services: Services, request: Request) -> Response:
    """Answer the proof that a head of this record stands in the country's witnessed log.

    A C2SP tlog-proof whose `extra` is the leaf; 404 until enough witnesses have cosigned.
    """
    log = _code(request)
    with services.database.read() as session:
        found = witnessed_file(session, log, services.publisher.cosigned.read())
    if found is None:
        raise HTTPException(404)
    return PlainTextResponse(found, headers=_SHORT)


@pages.machine("/v/{code}/logs")
def logs(services: Services, request: Request) -> Response:
    """Answer which records there are at or under a place, a code a line; 0 is the country."""
    code = _code(request)
    with services.database.read() as session:
        found = logs_under(session, "" if code == "0" else code)
    return PlainTextResponse("".join(f"{log}\n" for log in found), headers=_SHORT)


@pages.machine("/log/checkpoint")
def national_checkpoint(services: Services, _request: Request) -> Response:
    """Answer the head of the country's log of checkpoints, with its witnesses' cosignatures."""
    given = services.publisher.cosigned.read()
    if given is None:
        raise HTTPException(404)
    return PlainTextResponse(given.note, headers=_SHORT)


@pages.machine("/log/key")
def national_keys(services: Services, _request: Request) -> Response:
    """Answer the verifier keys of the country's log, the newest last."""
    return _keys(services, NATIONAL)


@pages.machine("/log/tile/{rest:path}")
def national_tile(services: Services, request: Request) -> Response:
    """Answer a tile of hashes or a bundle of entries of the country's log."""
    return _tile(services, NATIONAL, services.heads.last_signed(NATIONAL), request)


@pages.machine("/log/proof/{index}")
def national_proof(services: Services, request: Request) -> Response:
    """Answer the proof that one checkpoint stands in the country's log, as a C2SP tlog-proof."""
    return _proof(services, NATIONAL, services.publisher.cosigned.read(), request)


@pages.machine("/policy")
def policy(services: Services, _request: Request) -> Response:
    """Answer whom to trust, as a C2SP tlog-policy: this log, its witnesses, and their quorum."""
    text = services.publisher.policy_text()
    logs = [(vkey, f"{services.settings.address}/log") for vkey in services.heads.vkeys(NATIONAL)]
    return PlainTextResponse(policy_for(logs, text), headers=_SHORT)


def _keys(services: Services, log: str) -> Response:
    lines = "".join(f"{vkey}\n" for vkey in services.heads.vkeys(log))
    return PlainTextResponse(lines, headers=_SHORT)


def _tile(services: Services, log: str, signed: SignedHead | None, request: Request) -> Response:
    try:
        wanted = parse_path(f"tile/{request.path_params['rest']}")
    except BadTile:
        raise HTTPException(404) from None
    with services.database.read() as session:
        found = tile_bytes(session, log, wanted, signed)
    if found is None:
        raise HTTPException(404)
    headers = dict(_FOR_EVER)
    if wanted.level < 0:
        headers["vary"] = "accept-encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            found = gzip.compress(found, mtime=0)
    return Response(found, headers=headers, media_type="application/octet-stream")


def _proof(services: Services, log: str, signed: SignedHead | None, request: Request) -> Response:
    with services.database.read() as session:
        found = proof_file(session, log, _index(request), signed)
    if found is None:
        raise HTTPException(404)
    return PlainTextResponse(found, headers=_SHORT)


def _index(request: Request) -> int:
    index = str(request.path_params["index"])
    if not re.fullmatch("0|[1-9][0-9]{0,17}", index):
        raise HTTPException(404)
    return int(index)


def _code(request: Request) -> str:
    code = str(request.path_params["code"])
    if not (code.isascii() and code.isdigit() and len(code) <= _LONGEST):
        raise HTTPException(404)
    return code
