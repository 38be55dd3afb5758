"""What every page may use, put together once at the start."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from threading import Semaphore
from typing import TypeVar

from sqlmodel import Session

from ubudehe.people.hashing import Hashing
from ubudehe.people.roles import check_roles
from ubudehe.places.keeping import Clearing
from ubudehe.places.pack import Country
from ubudehe.places.reading import NotAPack, load_country
from ubudehe.record.heads import Heads, SignedHead
from ubudehe.record.keys import LogKeys, web_secret
from ubudehe.record.publishing import Publisher
from ubudehe.settings import Settings, WrongSetting
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.counters import Counters
from ubudehe.storage.engine import AWAY, Database
from ubudehe.storage.kept import own_file, own_folder, sync
from ubudehe.storage.rehearsals import Rehearsals
from ubudehe.storage.replica import Following, NearDatabase, Replica
from ubudehe.storage.security_log import SecurityLog, counters_of
from ubudehe.storage.vault import FileVault
from ubudehe.web.away import Moves
from ubudehe.web.versions import Versions

Answer = TypeVar("Answer")
_AT_ONCE = 3
"""So many forms of people who are signed in are worked on at once by one process."""


def _now() -> datetime:
    return datetime.now(UTC)


def _country(settings: Settings) -> Country:
    try:
        country = load_country(settings.country)
        check_roles(country)
    except NotAPack as wrong:
        raise WrongSetting(f"UBUDEHE_COUNTRY: {wrong}") from wrong
    return country


class Newer(Exception):
    """A head was signed of what the replica may not have."""


class KnownHeads(Heads):
    """Heads for a page of which what it reads must be as new as the head that it tells."""

    def __init__(self, heads: Heads, versions: Versions) -> None:
        self.__dict__.update(heads.__dict__)
        self._versions, self._growths = versions, versions.growths

    def last_signed(self, log: str) -> SignedHead | None:
        """Return the newest head of `log`; raise where the page may be older."""
        signed = super().last_signed(log)
        if signed is not None:
            self._versions.grew(log, signed.checkpoint.size)
            if self._versions.grew_since(log, self._growths):
                raise Newer
        return signed

    def sign(self, session: Session, log: str) -> str | None:
        """Sign nothing: that needs the database itself."""
        raise Newer


@dataclass(frozen=True)
class Services:
    """The running server's parts."""

    settings: Settings
    country: Country
    database: Database
    rehearsals: Rehearsals
    heads: Heads
    publisher: Publisher
    blobs: Blobs
    drafts: Blobs
    """Photos that nobody is served yet: somebody is still covering something on them."""
    versions: Versions
    moves: Moves
    secret: bytes
    vault: FileVault
    """The keys of votes that are not closed; no backup takes them."""
    counters: Counters
    """What all processes of this server count together."""
    clock: Callable[[], datetime] = _now
    hashing: Hashing = field(default_factory=Hashing)
    replica: Replica | None = None
    """What follows the database, and is read for public pages."""
    acting: Semaphore = field(default_factory=partial(Semaphore, _AT_ONCE))
    """Whoever is signed in and sends a form waits here until few others are at work: many at once
    take the processor from one another and from the database (decision 0184)."""

    def reading(self, work: Callable[["Services"], Answer]) -> Answer:
        """Return what `work`, which only reads what is public, makes of these services.

        It reads from the replica where that has all which this process knows; where it does not,
        or fails meanwhile, from the database.
        """
        if self.replica is not None:
            if self.versions.stale:
                self.versions.refresh()
            near = NearDatabase(self.database, self.replica)
            heads = KnownHeads(self.heads, self.versions)
            with suppress(Newer, *AWAY):
                return work(replace(self, database=near, heads=heads, replica=None))
        return work(self)

    @property
    def clearing(self) -> Clearing:
        """Return what is cleared away by now, once its time is over."""
        return Clearing(self.database, self.country, self.clock(), self.blobs, self.drafts)

    @property
    def security(self) -> SecurityLog:
        """Return the log of what happens to accounts, roles, keys and backups."""
        return SecurityLog(self.settings.data / "security", self.secret, self.counters)


def _close(settings: Settings) -> None:
    """Let nobody else on this machine into the data folder and the file of the database."""
    own_folder(settings.data)
    own_folder(settings.data / "keys")
    own_folder(settings.data / "heads")
    file = settings.sqlite
    if file is not None and file.parent.is_dir():
        own_file(file)
        for beside in file.parent.glob(f"{file.name}-*"):
            own_file(beside)
            # What a killed process committed may not be on the disk yet, and is told from now on.
            sync(beside)


def open_services(settings: Settings, clock: Callable[[], datetime] = _now) -> Services:
    """Open everything that `settings` names; folders and keys are made where they are missing."""
    _close(settings)
    country, database = _country(settings), Database(settings.database_url, settings.workers)
    versions = Versions(database, followed=bool(settings.replica_url))
    keys, counters = settings.data / "keys", counters_of(settings.data)
    heads = Heads(settings.data / "heads", settings.host, LogKeys(keys))
    return Services(
        settings=settings,
        country=country,
        database=database,
        rehearsals=Rehearsals(settings.data / "rehearsals"),
        heads=heads,
        publisher=Publisher(database, heads, settings.witnesses),
        blobs=Blobs(settings.data / "blobs"),
        drafts=Blobs(settings.data / "drafts"),
        versions=versions,
        moves=Moves(versions, country.zone),
        secret=web_secret(keys),
        vault=FileVault(settings.data / "vote-keys"),
        counters=counters,
        clock=clock,
        hashing=Hashing(counters),
        replica=_replica(settings.replica_url, versions, counters),
    )


def _replica(url: str, versions: Versions, counters: Counters) -> Replica | None:
    def count(state: Following) -> None:
        counters.add(f"replica {state}")

    return Replica(url, versions.needed, count) if url else None
