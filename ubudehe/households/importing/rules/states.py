"""How far the import of a list is."""

from enum import StrEnum


class ImportState(StrEnum):
    """A list was read, its columns were named, it runs, and is done; or it broke off."""

    NEW = "new"
    MAPPED = "mapped"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
