"""What the last check and the last backup of this server came to, kept beside its data.

`/healthz` and `/metrics` tell of them: a backup that stopped being made is noticed.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_FILE, _BACKUP = "check.json", "backup.json"


@dataclass(frozen=True)
class CheckResult:
    """When everything was checked, how many records that were, and how many faults there are."""

    at: datetime
    records: int
    faults: int


def keep_result(folder: Path, at: datetime, records: int, faults: int) -> None:
    """Keep the result of a check in the data folder; only numbers, nothing of what was found."""
    _keep(folder / _FILE, at, records=records, faults=faults)


def keep_backup(folder: Path, at: datetime, id_: str) -> None:
    """Keep when the last backup was made, and its id: with it a file is known to be that one."""
    _keep(folder / _BACKUP, at, id=id_)


def last_backup(folder: Path) -> datetime | None:
    """Return when the last backup was made; None where none was, or it is unreadable."""
    try:
        return datetime.fromisoformat(json.loads((folder / _BACKUP).read_text("utf-8"))["at"])
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def last_result(folder: Path) -> CheckResult | None:
    """Return the result of the last check; None where nobody has checked, or it is unreadable."""
    try:
        said = json.loads((folder / _FILE).read_text("utf-8"))
        return CheckResult(datetime.fromisoformat(said["at"]), said["records"], said["faults"])
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def _keep(path: Path, at: datetime, **values: object) -> None:
    text = json.dumps({"at": at.astimezone(UTC).isoformat(), **values})
    partly = path.with_suffix(".json.new")
    partly.write_text(text, "utf-8")
    partly.replace(path)
