"""Asking witnesses to cosign the country's checkpoint, as C2SP tlog-witness has it.

A witness is somebody else's server: whatever it answers is measured, checked and, if it is no
cosignature of its own key, thrown away. One that is slow or silent is not asked again at once.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ubudehe.record.heads import SignedHead
from ubudehe.record.rules.add_checkpoint import parse_size, write_request
from ubudehe.record.rules.cosignatures import cosignatures
from ubudehe.record.rules.notes import BadNote, parse_checkpoint, parse_note, verify_note
from ubudehe.record.rules.policies import Policy, Witness

_log = logging.getLogger(__name__)
_SECONDS = 10
_MOST_BYTES = 16_384
_MOST_AT_ONCE = 8
_RENEW = timedelta(hours=1)
"""A checkpoint that nobody outgrows is cosigned again so often: readers see that all is watched."""
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 300.0


class Refused(Exception):
    """A witness did not cosign, for reasons that will pass: silence, overload, an unknown log."""


class WitnessedFork(Exception):
    """A witness holds a checkpoint, signed by our own key, of a tree that ours does not extend.

    Either the database and the signed heads were put back to an older state, or somebody else
    signs with the key. The note is the proof; a witness's mere word would let one of them stop us.
    """

    def __init__(self, witness: str, note: str) -> None:
        super().__init__(f"{witness} holds another history")
        self.note = note


@dataclass(frozen=True)
class Growing:
    """A signed head to be cosigned: the log's keys, its proofs of growth, its older roots."""

    signed: SignedHead
    vkeys: tuple[str, ...]
    prove: Callable[[int], list[bytes]]
    """From an older size, the consistency proof to the size of the head."""
    root: Callable[[int], bytes]
    """From an older size, the root at that size."""


@dataclass
class _Memory:
    size: int = 0
    pause: float = 0.0
    not_before: float = 0.0


class Witnesses:
    """The witnesses of one log, and what this process remembers about each of them."""

    def __init__(self) -> None:
        self._known: dict[str, _Memory] = {}

    def cosign(
        self, growing: Growing, policy: Policy, times: dict[str, datetime], now: datetime
    ) -> str:
        """Return the cosignature lines under a signed head of all witnesses that give one.

        `times` tells who cosigned exactly this checkpoint already, and when. WitnessedFork if a
        witness can show another history.
        """
        due = [
            witness
            for witness in policy.witnesses.values()
            if witness.url
            and (witness.vkey not in times or now - times[witness.vkey] >= _RENEW)
            and self._of(witness).not_before <= time.monotonic()
        ]
        if not due:
            return ""
        with ThreadPoolExecutor(min(len(due), _MOST_AT_ONCE)) as pool:
            return "".join(pool.map(lambda one: self._lines(one, growing), due))

    def _of(self, witness: Witness) -> _Memory:
        return self._known.setdefault(witness.vkey, _Memory())

    def _lines(self, witness: Witness, growing: Growing) -> str:
        memory, name = self._of(witness), witness.vkey.partition("+")[0]
        try:
            lines = _ask(witness, growing, memory.size)
        except Refused as error:
            memory.pause = min(max(_FIRST_PAUSE, memory.pause * 2), _LONGEST_PAUSE)
            memory.not_before = time.monotonic() + memory.pause
            _log.warning("witness %s did not cosign: %s", name, error)
            return ""
        memory.size, memory.pause = growing.signed.checkpoint.size, 0.0
        return lines


def _ask(witness: Witness, growing: Growing, old: int) -> str:
    """Return the lines of one witness; a second question follows where it stood elsewhere."""
    signed, url = growing.signed, f"{_prefix(witness)}/add-checkpoint"
    size = signed.checkpoint.size
    for _ in range(2):
        old = min(old, size)
        status, body = _send(url, write_request(old, growing.prove(old), signed.note))
        if status == 200:
            return _own_lines(body, witness, signed)
        if status == 422:
            _look_for_a_fork(witness, growing)
        if status != 409:
            break
        told = _told(body)
        if told > size or told == old:
            _look_for_a_fork(witness, growing)
        old = told
    raise Refused(f"it answered {status}")


def _prefix(witness: Witness) -> str:
    return (witness.url or "").rstrip("/")


def _told(body: bytes) -> int:
    try:
        return parse_size(body)
    except BadNote as error:
        raise Refused(str(error)) from error


def _look_for_a_fork(witness: Witness, growing: Growing) -> None:
    """Raise WitnessedFork if what the witness shows was signed by us and is not of our tree."""
    ours = growing.signed.checkpoint
    name = hashlib.sha256(ours.origin.encode()).hexdigest()
    status, body = _send(f"{_prefix(witness)}/{name}/checkpoint")
    if status != 200:
        return
    try:
        shown = parse_checkpoint(verify_note(body, growing.vkeys))
    except BadNote:
        return
    if shown.origin != ours.origin:
        return
    if shown.size > ours.size or growing.root(shown.size) != shown.root:
        raise WitnessedFork(witness.vkey.partition("+")[0], body.decode())


def _own_lines(body: bytes, witness: Witness, signed: SignedHead) -> str:
    """Return the lines of an answer that are this witness's good cosignatures of `signed`."""
    try:
        lines = body.decode("utf-8").splitlines(keepends=True)
        good = [line for line in lines if _is_good(line, witness, signed)]
    except UnicodeDecodeError as error:
        raise Refused("it answered no text") from error
    if not good:
        raise Refused("it answered no cosignature of its key")
    return good[-1]


def _is_good(line: str, witness: Witness, signed: SignedHead) -> bool:
    try:
        note = parse_note((signed.note + line).encode())
        return bool(cosignatures(note, [witness.vkey]))
    except BadNote:
        return False


def _send(url: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Return the status and the body of the answer; Refused where there is none in time."""
    if not url.startswith(("https://", "http://")):
        raise Refused("its address is none")
    request = Request(url, body, {"content-type": "text/plain; charset=utf-8"})  # noqa: S310
    until = time.monotonic() + _SECONDS
    try:
        try:
            answer = _opener.open(request, timeout=_SECONDS)
        except HTTPError as error:
            answer = error
        with answer:
            read = b""
            while piece := answer.read1(4096):
                read += piece
                if len(read) > _MOST_BYTES or time.monotonic() > until:
                    raise Refused("its answer is too long, or too slow")
            return int(answer.status), read
    except (OSError, HTTPException, ValueError) as error:
        raise Refused(type(error).__name__) from error


class _Nowhere(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Follow nobody elsewhere."""
        return


_opener = build_opener(_Nowhere)
