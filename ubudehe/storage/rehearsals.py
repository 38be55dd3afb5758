"""Databases for practice: one small file per village, made to be wiped."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path

from ubudehe.storage.engine import Database
from ubudehe.storage.vault import FileVault


class Rehearsals:
    """The practice databases under one folder; nothing in them reaches a record or a page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Database] = {}
        self._lock = threading.Lock()

    def exists(self, village: str) -> bool:
        """Tell whether `village` has a rehearsal at hand."""
        return self._path(village).exists()

    def name(self, village: str) -> str:
        """Return what tells this rehearsal of `village` from any other; «» where there is none."""
        try:
            return self._path(village).with_suffix(".name").read_text()
        except FileNotFoundError:
            return ""

    def database(self, village: str) -> Database:
        """Return the practice database of `village`; FileNotFoundError where there is none."""
        with self._lock:
            if village not in self._open:
                if not self.exists(village):
                    raise FileNotFoundError(village)
                self._open[village] = Database(f"sqlite:///{self._path(village)}")
            return self._open[village]

    def vault(self, village: str) -> FileVault:
        """Return the keys of the practice votes of `village`."""
        return FileVault(self._path(village).with_suffix(".keys"))

    def create(self, village: str, fill: Callable[[Database], None]) -> None:
        """Make the practice database of `village` anew and let `fill` set the scene."""
        self.wipe(village)
        self._folder.mkdir(parents=True, exist_ok=True)
        unready = self._folder / f"{village}.new.sqlite"
        _remove(unready)
        database = Database(f"sqlite:///{unready}")
        try:
            fill(database)
            database.truncate_journal()
        finally:
            database.close()
        self._path(village).with_suffix(".name").write_text(secrets.token_hex(8))
        unready.replace(self._path(village))
        _remove(unready)

    def wipe(self, village: str) -> None:
        """Remove the practice database of `village` and everything in it."""
        with self._lock:
            if (database := self._open.pop(village, None)) is not None:
                database.close()
            _remove(self._path(village))
            self.vault(village).clear()
            self._path(village).with_suffix(".name").unlink(missing_ok=True)

    def _path(self, village: str) -> Path:
        if not village.isdigit():
            raise ValueError("not a village code")
        return self._folder / f"{village}.sqlite"


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-queue"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
