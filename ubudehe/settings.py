"""One settings object, read from the environment once, at the door."""

import os
from dataclasses import dataclass
from pathlib import Path


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

    @property
    def address(self) -> str:
        """Return where this server is reached, without a slash at the end."""
        return f"{'https' if self.https else 'http'}://{self.host}"


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Return the settings that `environ` (the process's own by default) asks for."""
    env = dict(os.environ) if environ is None else environ
    data = Path(env.get("UBUDEHE_DATA", "data")).resolve()
    country = env.get("UBUDEHE_COUNTRY")
    return Settings(
        data=data,
        database_url=env.get("UBUDEHE_DATABASE_URL") or f"sqlite:///{data / 'ubudehe.sqlite'}",
        host=env.get("UBUDEHE_HOST", "localhost:8000"),
        country=Path(country) if country else None,
        https=env.get("UBUDEHE_HTTPS", "0") == "1",
        witnesses=Path(env.get("UBUDEHE_WITNESSES") or data / "policy").resolve(),
    )
