"""One settings object, read from the environment once, at the door, and proved there."""

import os
import re
import stat
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)
_IDENTIFIER = re.compile("[A-Za-z0-9-]{2,60}")
_CONTACT = re.compile(r"(?:mailto:[!-~]+@[!-~]+|https://[!-~]+|tel:\+[0-9()-]{6,20})")
UNREGISTERED = "xxxxxx"
"""Stands where a standard wants the name of a registered publisher, and there is none."""
CC_BY = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
_DATABASES = ("sqlite:///", "postgresql+psycopg://")


class WrongSetting(Exception):
    """A setting that cannot be: one sentence for who starts the server."""


@dataclass(frozen=True)
class Settings:
    """What a deployment may choose; every default works on an empty folder."""

    data: Path
    """Folder of the SQLite file, receipts, keys and signed heads (`UBUDEHE_DATA`)."""
    database_url: str
    """SQLAlchemy address (`UBUDEHE_DATABASE_URL`); SQLite inside `data` unless told otherwise."""
    host: str
    """Public name of this server (`UBUDEHE_HOST`): the origin of its records, and its links."""
    country: Path | None
    """Folder of another country pack (`UBUDEHE_COUNTRY`); None for the one shipped."""
    https: bool
    """Whether people reach it by https (`UBUDEHE_HTTPS`=1): cookies are then `Secure`."""
    witnesses: Path | None = None
    """C2SP tlog-policy file that names witnesses and quorum (`UBUDEHE_WITNESSES`); `policy` inside
    `data` unless told otherwise, and it need not be there."""
    publisher: str = ""
    """Who publishes open data (`UBUDEHE_PUBLISHER`); the host unless told otherwise."""
    iati: str = UNREGISTERED
    """The publisher's identifier at IATI (`UBUDEHE_IATI`)."""
    ocds: str = UNREGISTERED
    """The prefix that the Open Contracting Partnership gave (`UBUDEHE_OCDS`)."""
    licence: tuple[str, str] = CC_BY
    """Name and address of the open data's licence (`UBUDEHE_LICENCE`, the two with a space)."""
    two_factors: bool = False
    """Whether officers, treasurers and administrators have to have a second factor
    (`UBUDEHE_SECOND_FACTOR`, «required» or «offered»)."""
    security_contact: tuple[str, ...] = ()
    """Where to tell of a hole (`UBUDEHE_SECURITY_CONTACT`): addresses for `security.txt`, with
    spaces between them."""
    workers: int = 1
    """How many processes serve (`UBUDEHE_WORKERS`)."""
    replica_url: str = ""
    """SQLAlchemy address of a server that follows the database (`UBUDEHE_REPLICA_URL`): public
    pages are read from it where it has all that is known. «» where there is none."""
    named: bool = True
    """Whether `host` was chosen; else people reach the server as they asked for it."""
    port: int = 8000
    """Where `ubudehe serve` listens on this machine: its address while no `host` is chosen."""

    @property
    def sqlite(self) -> Path | None:
        """Return the file of the database; None where it lies on a server."""
        begins = _DATABASES[0]
        url = self.database_url
        return Path(url.removeprefix(begins)) if url.startswith(begins) else None

    @property
    def restoring(self) -> Path:
        """Return the folder that is there only while a backup is being restored."""
        return self.data / "restoring"

    @property
    def address(self) -> str:
        """Return where this server is reached, without a slash at the end."""
        host = self.host if self.named else f"localhost:{self.port}"
        return f"{'https' if self.https else 'http'}://{host}"


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Return the settings that `environ` (the process's own by default) asks for.

    Raise WrongSetting where one of them cannot be.
    """
    env = dict(os.environ) if environ is None else environ
    data = Path(env.get("UBUDEHE_DATA", "data")).resolve()
    country = env.get("UBUDEHE_COUNTRY")
    url = env.get("UBUDEHE_DATABASE_URL") or f"sqlite:///{data / 'ubudehe.sqlite'}"
    if not url.startswith(_DATABASES):
        # The address itself holds a password: it is not repeated.
        raise WrongSetting(f"UBUDEHE_DATABASE_URL must begin with {' or '.join(_DATABASES)}.")
    _prove_address("UBUDEHE_DATABASE_URL", url)
    replica = _replica(env.get("UBUDEHE_REPLICA_URL", ""), url)
    if country and not (Path(country) / "pack.toml").is_file():
        raise WrongSetting(f"UBUDEHE_COUNTRY: there is no pack.toml in the folder «{country}».")
    return Settings(
        data=data,
        database_url=url,
        host=_host(env.get("UBUDEHE_HOST", "localhost:8000")),
        country=Path(country) if country else None,
        https=_yes_or_no("UBUDEHE_HTTPS", env.get("UBUDEHE_HTTPS", "0")),
        witnesses=Path(env.get("UBUDEHE_WITNESSES") or data / "policy").resolve(),
        publisher=env.get("UBUDEHE_PUBLISHER", ""),
        iati=_identifier("UBUDEHE_IATI", env.get("UBUDEHE_IATI") or UNREGISTERED),
        ocds=_identifier("UBUDEHE_OCDS", env.get("UBUDEHE_OCDS") or UNREGISTERED),
        licence=_licence(env.get("UBUDEHE_LICENCE") or " ".join(CC_BY)),
        two_factors=_required("UBUDEHE_SECOND_FACTOR", env.get("UBUDEHE_SECOND_FACTOR", "offered")),
        security_contact=_contacts(env.get("UBUDEHE_SECURITY_CONTACT", "")),
        workers=_number("UBUDEHE_WORKERS", env.get("UBUDEHE_WORKERS", "1")),
        replica_url=replica,
        named="UBUDEHE_HOST" in env,
    )


def prove_folder(settings: Settings) -> None:
    """Make the data folder where it is missing; raise WrongSetting if it cannot be written.

    The same where a restore was begun in it and not finished: half a server is none.
    """
    if settings.restoring.exists():
        raise WrongSetting(
            "A restore was begun here and did not end. Empty the database, remove the folder "
            f"«{settings.restoring}», and restore again."
        )
    if settings.data.is_dir() and settings.data.stat().st_mode & stat.S_ISVTX:
        raise WrongSetting(
            f"UBUDEHE_DATA: the folder «{settings.data}» is everybody's on this machine. Name one "
            "that is for this server alone."
        )
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data):
            pass
    except OSError as error:
        raise WrongSetting(
            f"UBUDEHE_DATA: the folder «{settings.data}» cannot be written: {error.strerror}."
        ) from error


def _prove_address(name: str, url: str) -> None:
    """Raise WrongSetting where the address of a database cannot be read; it is not repeated."""
    if url.startswith(_DATABASES[0]):
        if not url.removeprefix(_DATABASES[0]).strip("/") or ":memory:" in url or "?" in url:
            raise WrongSetting(f"{name}: sqlite:/// goes before the path of a file, nothing else.")
        if Path(url.removeprefix(_DATABASES[0])).is_dir():
            raise WrongSetting(f"{name}: what stands behind sqlite:/// is a folder, and no file.")
        return
    _prove_driver()
    try:
        import_module("sqlalchemy").make_url(url)
    except (ValueError, import_module("sqlalchemy.exc").ArgumentError) as error:
        raise WrongSetting(
            f"{name} cannot be read: postgresql+psycopg://user:password@host:port/name, with "
            "percent signs for what is special in a password."
        ) from error


def _prove_driver() -> None:
    try:
        import_module("psycopg")
    except ImportError as error:
        raise WrongSetting(
            "UBUDEHE_DATABASE_URL: the driver of PostgreSQL is missing. Install it with "
            "pip install 'ubudehe[postgresql]'."
        ) from error


def _replica(value: str, database: str) -> str:
    if value and not value.startswith(_DATABASES[1]):
        raise WrongSetting(f"UBUDEHE_REPLICA_URL must begin with {_DATABASES[1]}.")
    if value and not database.startswith(_DATABASES[1]):
        raise WrongSetting(
            "UBUDEHE_REPLICA_URL: only PostgreSQL has replicas, and the database is SQLite."
        )
    if value and value == database:
        raise WrongSetting(
            "UBUDEHE_REPLICA_URL is the address of the database itself: name a server that "
            "follows it, or leave it out."
        )
    if value:
        _prove_address("UBUDEHE_REPLICA_URL", value)
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise WrongSetting(
            f"UBUDEHE_HOST: «{value}» is no host name. Write the name alone, such as "
            "books.example.org or localhost:8000, without https:// and without a slash."
        )
    return value


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:4]) <= 256:
        raise WrongSetting(f"{name}: «{value}» is no number from 1 to 256.")
    return int(value)


def _identifier(name: str, value: str) -> str:
    if not _IDENTIFIER.fullmatch(value):
        raise WrongSetting(f"{name}: «{value}» is no identifier of letters, digits and dashes.")
    return value


def _licence(value: str) -> tuple[str, str]:
    name, _, url = value.partition(" ")
    if not name or not url.startswith("https://") or " " in url:
        raise WrongSetting(
            f"UBUDEHE_LICENCE: «{value}» is not a name, a space and an address, such as "
            f"«{' '.join(CC_BY)}»."
        )
    return name, url


def _contacts(value: str) -> tuple[str, ...]:
    for one in value.split():
        if not _CONTACT.fullmatch(one):
            raise WrongSetting(
                f"UBUDEHE_SECURITY_CONTACT: «{one}» is no address that begins with mailto:, tel: "
                "or https://."
            )
    return tuple(value.split())


def _required(name: str, value: str) -> bool:
    if value not in ("offered", "required"):
        raise WrongSetting(f"{name}: «{value}» is neither offered nor required.")
    return value == "required"


def _yes_or_no(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise WrongSetting(f"{name}: «{value}» is neither 0 nor 1.")
    return value == "1"
