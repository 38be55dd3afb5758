"""The server from which or to which a village moves."""

from dataclasses import dataclass

from ubudehe.places.pack import Country
from ubudehe.record.heads import Heads
from ubudehe.record.publishing import Publisher
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database


@dataclass(frozen=True)
class Server:
    """What of a running server a move needs."""

    database: Database
    heads: Heads
    publisher: Publisher
    blobs: Blobs
    country: Country
    address: str
    """Where people reach it, without a slash at the end."""


class WillNotMove(Exception):
    """Nothing was written and nothing told: one sentence says why."""
