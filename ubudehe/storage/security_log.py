"""What happened to accounts, roles, keys and backups: lines of JSON, a file for each month.

Nothing in it is personal: accounts stand under a pseudonym that only this server's key makes, and
addresses without what tells customers of one network apart. A line is written at once, so that
several processes never mix theirs; a month's file is removed when it is a year old. A line of what
changes what somebody may do is on the disk before it goes on; others within seconds (`settle`).
"""

import hashlib
import hmac
import ipaddress
import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from ubudehe.storage.counters import Counters
from ubudehe.storage.kept import sync
from ubudehe.storage.replica import Following

OFTEN = (
    *("sign_in", "sign_in.failed", "sign_in.waits", "sign_out"),
    *("second", "second.failed", "second.waits", "code", "code.failed", "code.waits"),
    *("pin", "pin.failed", "pin.waits", "slip.failed", "refused"),
)
"""What anybody can let happen a thousand times: no line of it waits for the disk."""
EVENTS = (
    *OFTEN,
    *("sessions.ended", "pin.changed", "slip.opened", "factor.set", "factor.codes"),
    *("role.grant", "role.end", "role.depute", "role.recall"),
    *("slip.seal", "account.number", "account.block", "account.unblock"),
    *("account.sign_out", "factor.end", "admin.create", "key.rotate", "key.revoke"),
    *("backup", "restore", "roll_back", "check.failed"),
    *("village.leave", "village.arrive", "village.stay", "village.forget"),
)
"""Everything that is noted; those of acts are called as in the table of acts."""
REFUSED = tuple(f"status {status}" for status in (400, 403, 404, 405, 408, 409, 413, 422, 500, 503))
OTHER = "status other"
LANES = ("guests", "people")
STEPS = tuple(
    f"step {name}"
    for name in ("publishing", "destroying", "counting", "summing", "noting", "clearing")
)
"""What is done again and again while the app is served: how often it failed."""
REPLICA = tuple(f"replica {state}" for state in Following)
MONTHS = 12
_LATELY = 60
"""Seconds since a file was written for which `settle` asks the disk for it once more."""
_log = logging.getLogger(__name__)


def counters_of(folder: Path) -> Counters:
    """Return what a server with this data folder counts."""
    names = (*EVENTS, *REFUSED, OTHER, *LANES, *REPLICA, *STEPS)
    return Counters(folder / "counters", names, frozenset(LANES))


@dataclass(frozen=True)
class SecurityLog:
    """The log in a data folder; `secret` makes pseudonyms."""

    folder: Path
    secret: bytes
    counters: Counters

    def note(
        self,
        event: str,
        at: datetime,
        *,
        who: UUID | None = None,
        network: str = "",
        **more: str | int,
    ) -> None:
        """Write down that something happened; KeyError for what is none of EVENTS.

        `who` is an account and `network` where it came from; `more` must not be personal. A disk
        that takes no line stops nobody's work: the server's own log tells of it.
        """
        line: dict[str, str | int] = {"at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        line["event"] = event
        if who is not None:
            line["who"] = self.pseudonym(who)
        if network:
            line["from"] = truncated(network)
        try:
            self.counters.add(event)
            text = json.dumps({**line, **more}, ensure_ascii=False)
            self._write(at, text, at_once=event not in OFTEN)
        except OSError as error:
            _log.error("the security log takes no line: %s", type(error).__name__)

    def settle(self) -> None:
        """Wait until all that was written lately is on the disk; OSError where it cannot be."""
        for path in self.folder.glob("????-??.jsonl"):
            if path.stat().st_mtime > time.time() - _LATELY:
                with path.open("rb") as file:
                    os.fsync(file.fileno())

    def pseudonym(self, account: UUID) -> str:
        """Return how an account is called in this log, and nowhere else."""
        key = hmac.new(self.secret, b"security log\n" + account.bytes, hashlib.sha256)
        return key.hexdigest()[:12]

    def lines(self, since: date | None = None) -> Iterator[str]:
        """Yield all lines from a day on, the oldest first."""
        first = since.isoformat() if since else ""
        for path in sorted(self.folder.glob("????-??.jsonl")):
            if path.stem < first[:7]:
                continue
            for line in path.read_text("utf-8", "replace").splitlines():
                day = _day(line)
                if day and day >= first:
                    yield line

    def _write(self, at: datetime, line: str, *, at_once: bool) -> None:
        path = self.folder / f"{at.astimezone(UTC):%Y-%m}.jsonl"
        if new := not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sync(self.folder.parent)
            for old in sorted(self.folder.glob("????-??.jsonl"))[: -MONTHS + 1]:
                old.unlink(missing_ok=True)
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            is_cut = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            os.write(file, f"{chr(10) * is_cut}{line}\n".encode())
            if at_once:
                os.fsync(file)
        finally:
            os.close(file)
        if new:
            sync(self.folder)


def _day(line: str) -> str:
    """Return when something happened, as its line says it; empty where the line was cut short."""
    try:
        return str(json.loads(line)["at"])
    except ValueError:
        return ""


def truncated(network: str) -> str:
    """Return an address without what tells people of one network apart: /24, of IPv6 /48."""
    try:
        address = ipaddress.ip_address(network.partition("/")[0])
    except ValueError:
        return ""
    bits = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, bits), strict=False))
