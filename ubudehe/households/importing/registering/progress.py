"""How far a running import is, told outside the database, whose one writer is busy with it."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True)
class ImportStep:
    """So many households of so many, told at a time of the machine's own clock."""

    done: int
    of: int
    at: datetime


class Progress:
    """A folder with one small file per running import."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def tell(self, import_id: UUID, done: int, of: int) -> None:
        """Say that `done` of `of` households are through."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(import_id)
        unready = path.with_suffix(f".{os.getpid()}")
        unready.write_text(json.dumps({"done": done, "of": of}))
        unready.replace(path)

    def read(self, import_id: UUID) -> ImportStep | None:
        """Return how far it is, or None where nothing was told."""
        path = self._path(import_id)
        try:
            body = json.loads(path.read_text())
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        return ImportStep(body["done"], body["of"], at)

    def forget(self, import_id: UUID) -> None:
        """Remove what was told."""
        self._path(import_id).unlink(missing_ok=True)

    def _path(self, import_id: UUID) -> Path:
        return self._folder / f"{import_id}.json"
