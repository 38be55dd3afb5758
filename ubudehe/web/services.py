"""What every page may use, put together once at the start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ubudehe.people.hashing import Hashing
from ubudehe.people.roles import check_roles
from ubudehe.places.keeping import Clearing
from ubudehe.places.pack import Country
from ubudehe.places.reading import NotAPack, load_country
from ubudehe.record.heads import Heads
from ubudehe.record.keys import LogKeys, web_secret
from ubudehe.record.publishing import Publisher
from ubudehe.settings import Settings, WrongSetting
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.counters import Counters
from ubudehe.storage.engine import Database
from ubudehe.storage.kept import own_file, own_folder
from ubudehe.storage.rehearsals import Rehearsals
from ubudehe.storage.security_log import SecurityLog, counters_of
from ubudehe.storage.vault import FileVault
from ubudehe.web.moved import Moves
from ubudehe.web.versions import Versions


def _now() -> datetime:
    return datetime.now(UTC)


def _country(settings: Settings) -> Country:
    try:
        country = load_country(settings.country)
        check_roles(country)
    except NotAPack as wrong:
        raise WrongSetting(f"UBUDEHE_COUNTRY: {wrong}") from wrong
    return country


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


def open_services(settings: Settings, clock: Callable[[], datetime] = _now) -> Services:
    """Open everything that `settings` names; folders and keys are made where they are missing."""
    _close(settings)
    country, database = _country(settings), Database(settings.database_url)
    versions = Versions(database)
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
    )
