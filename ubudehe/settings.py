"""One settings object, read from the environment once, at the door, and proved there."""

import os
import re
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)
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
    workers: int = 1
    """How many processes serve (`UBUDEHE_WORKERS`)."""
    named: bool = True
    """Whether `host` was chosen; else people reach the server as they asked for it."""

    @property
    def address(self) -> str:
        """Return where this server is reached, without a slash at the end."""
        return f"{'https' if self.https else 'http'}://{self.host}"


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
    if not url.startswith("sqlite"):
        _prove_driver()
    if country and not (Path(country) / "pack.toml").is_file():
        raise WrongSetting(f"UBUDEHE_COUNTRY: there is no pack.toml in the folder «{country}».")
    return Settings(
        data=data,
        database_url=url,
        host=_host(env.get("UBUDEHE_HOST", "localhost:8000")),
        country=Path(country) if country else None,
        https=_yes_or_no("UBUDEHE_HTTPS", env.get("UBUDEHE_HTTPS", "0")),
        witnesses=Path(env.get("UBUDEHE_WITNESSES") or data / "policy").resolve(),
        workers=_number("UBUDEHE_WORKERS", env.get("UBUDEHE_WORKERS", "1")),
        named="UBUDEHE_HOST" in env,
    )


def prove_folder(settings: Settings) -> None:
    """Make the data folder where it is missing; raise WrongSetting if it cannot be written."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data):
            pass
    except OSError as error:
        raise WrongSetting(
            f"UBUDEHE_DATA: the folder «{settings.data}» cannot be written: {error.strerror}."
        ) from error


def _prove_driver() -> None:
    try:
        import_module("psycopg")
    except ImportError as error:
        raise WrongSetting(
            "UBUDEHE_DATABASE_URL: the driver of PostgreSQL is missing. Install it with "
            "pip install 'ubudehe[postgresql]'."
        ) from error


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


def _yes_or_no(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise WrongSetting(f"{name}: «{value}» is neither 0 nor 1.")
    return value == "1"
