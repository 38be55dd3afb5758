"""A mirror of all records of a place: made once, then brought up to date."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ubudehe.verifier.mirrors.copying import Forked, copy_log
from ubudehe.verifier.mirrors.files import MirrorFiles
from ubudehe.verifier.mirrors.photos import Photos, Showing
from ubudehe.verifier.sources.opening import CODE
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import (
    MAX_LIST,
    MAX_NOTE,
    MAX_SUMS,
    Unreadable,
)

FORMAT = "ubudehe-mirror/v1"
PROOF = "proof-of-fork"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass
class Copied:
    """What one run did."""

    logs: int = 0
    entries: int = 0
    photos: int = 0
    missing: int = 0
    """Photos and recordings that did not come, or not as the record names them."""
    requests: int = 0
    received: int = 0
    """Bytes that came over the wire."""


def mirror(
    source: SiteSource, code: str, folder: Path, keys: tuple[str, ...] = (), photos: bool = True
) -> Copied:
    """Bring the mirror of the place `code` in `folder` up to date.

    Unreadable where the site's records are not whole, and Forked, both notes kept below
    `proof-of-fork`, where one does not extend its copy. What was copied before stays as it was.
    """
    files = MirrorFiles(folder)
    done = Copied()
    try:
        national = _copy(source, files, "log/", keys, None)
        places = _places(source, code)
        showing = Showing(files, places)
        for place in places:
            wanted = Photos(files, place)
            new = _copy(source, files, f"v/{place}/", keys, wanted)
            if new is None:
                raise Unreadable(f"there is no record v/{place}")
            done.logs += 1
            done.entries += new
            showing.add(wanted, fetch=photos)
        done.photos, done.missing = showing.fetch(source)
        showing.drop()
        if done.entries or national or not files.has("mirror.json"):
            _copy_small(source, files, code)
    finally:
        done.requests, done.received = source.requests, source.received
    return done


def zip_mirror(folder: Path, target: Path) -> None:
    """Write the mirror as one ZIP file, the same bytes for the same files."""
    aside = target.with_name(target.name + ".part")
    with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as packing:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _LONG_AGO)
                info.compress_type = zipfile.ZIP_DEFLATED
                packing.writestr(info, path.read_bytes())
    aside.replace(target)


def _copy(
    source: SiteSource,
    files: MirrorFiles,
    prefix: str,
    keys: tuple[str, ...],
    photos: Photos | None,
) -> int | None:
    def take(entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        if photos is not None:
            photos.take(entries, leaves)

    try:
        return copy_log(source, files, prefix, keys, take)
    except Forked as fork:
        name = prefix.strip("/").replace("/", "-")
        files.write(f"{PROOF}/{name}-kept.note", fork.kept)
        files.write(f"{PROOF}/{name}-shown.note", fork.shown)
        raise


def _places(source: SiteSource, code: str) -> list[str]:
    data = source.read(f"v/{code}/logs", MAX_LIST)
    places = data.decode("ascii", "replace").split() if data is not None else [code]
    if not all(CODE.fullmatch(place) for place in places):
        raise Unreadable(f"v/{code}/logs is not a list of records")
    return places


def _copy_small(source: SiteSource, files: MirrorFiles, code: str) -> None:
    limits = {f"v/{code}/logs": MAX_LIST, f"v/{code}/sums": MAX_SUMS, "policy": MAX_NOTE}
    for path, most in limits.items():
        data = source.read(path, most)
        if data is not None and data != files.read(path):
            files.write(path, data)
    about: dict[str, Any] = {"format": FORMAT, "url": source.name, "code": code}
    files.write("mirror.json", (json.dumps(about) + "\n").encode())
    files.forget()
