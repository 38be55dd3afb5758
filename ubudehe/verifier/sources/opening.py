"""From what a person typed to a source."""

import re
from pathlib import Path
from typing import NamedTuple

from ubudehe.verifier.sources.folder import FolderSource
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import Source, Unreadable
from ubudehe.verifier.sources.zip_file import ZipSource

CODE = re.compile("[0-9]{1,16}")
"""The code of a place, which is the name of its record."""
_ADDRESS = re.compile("(https?://[^?#]+?)(?:/v/([0-9]{1,16})/?|/)?")


class OpenedSource(NamedTuple):
    """A source, and the code of the place that was asked for, where one was."""

    source: Source
    code: str | None


def open_source(text: str) -> OpenedSource:
    """Return the folder, ZIP file or site that `text` names; Unreadable otherwise."""
    if text.startswith(("http://", "https://")):
        found = _ADDRESS.fullmatch(text)
        if found is None:
            raise Unreadable(f"{text} is not the address of a record")
        return OpenedSource(SiteSource(found[1]), found[2])
    path = Path(text)
    if path.is_dir():
        return OpenedSource(FolderSource(path), None)
    if path.is_file():
        return OpenedSource(ZipSource(path), None)
    raise Unreadable(f"{text}: no such folder or file")
