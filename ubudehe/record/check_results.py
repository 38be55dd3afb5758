"""What the last `ubudehe check` of this server found, kept beside its data for `/healthz`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_FILE = "check.json"


@dataclass(frozen=True)
class CheckResult:
    """When everything was checked, how many records that were, and how many faults there are."""

    at: datetime
    records: int
    faults: int


def keep_result(folder: Path, at: datetime, records: int, faults: int) -> None:
    """Keep the result of a check in the data folder; only numbers, nothing of what was found."""
    text = json.dumps({"at": at.astimezone(UTC).isoformat(), "records": records, "faults": faults})
    partly = folder / f"{_FILE}.new"
    partly.write_text(text, "utf-8")
    partly.replace(folder / _FILE)


def last_result(folder: Path) -> CheckResult | None:
    """Return the result of the last check; None where nobody has checked, or it is unreadable."""
    try:
        said = json.loads((folder / _FILE).read_text("utf-8"))
        return CheckResult(datetime.fromisoformat(said["at"]), said["records"], said["faults"])
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None
