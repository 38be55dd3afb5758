"""One backup as one file: a ZIP of parts, and a manifest that names each with its SHA-256."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

FORMAT = "ubudehe-backup/v1"
_MANIFEST = "manifest.json"
_THEN = (1980, 1, 1, 0, 0, 0)
_MOST = 1 << 31
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
"""Names of parts as we write them: none leads out of the folder into which its part is laid."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError)


class Broken(Exception):
    """A backup that cannot be believed: one sentence says why."""


@dataclass(frozen=True)
class Entry:
    """A part of a backup: its name, digest and size; `rows` where it holds rows of a table."""

    name: str
    sha256: str
    bytes: int
    rows: int | None

    @property
    def table(self) -> str:
        """Return the table whose rows it holds."""
        return self.name.split("/")[1]


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. Its id is the digest of these very bytes."""

    id: str
    said: dict[str, Any]
    entries: tuple[Entry, ...]

    def under(self, folder: str) -> Iterator[Entry]:
        """Yield the parts whose name begins with `folder`."""
        return (one for one in self.entries if one.name.startswith(folder))


class Writer:
    """Writes a backup; parts whose digest is `known` are named but left out."""

    def __init__(self, out: BinaryIO, known: Iterable[str] = (), format_: str = FORMAT) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._known, self._format = set(known), format_
        self._entries: list[Entry] = []

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_failed: object) -> None:
        self._zip.close()

    def add(self, name: str, data: bytes, rows: int | None = None) -> None:
        """Add a part; the same content is kept once."""
        digest = hashlib.sha256(data).hexdigest()
        self._entries.append(Entry(name, digest, len(data), rows))
        if digest not in self._known:
            self._known.add(digest)
            self._write(name, data)

    @property
    def digests(self) -> list[tuple[str, str]]:
        """Return the name and the SHA-256 of each part so far."""
        return [(one.name, one.sha256) for one in self._entries]

    def finish(self, said: dict[str, Any]) -> str:
        """Write the manifest, which ends the file; return the backup's id."""
        entries = [[one.name, one.sha256, one.bytes, one.rows] for one in self._entries]
        whole = {"format": self._format, **said, "entries": entries}
        data = json.dumps(whole, ensure_ascii=False, indent=0, separators=(",", ":")).encode()
        self._write(_MANIFEST, data)
        self._zip.close()
        return hashlib.sha256(data).hexdigest()

    def _write(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, _THEN)
        info.external_attr = 0o600 << 16
        # Photos are packed already.
        packed = not name.startswith("blobs/")
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip.writestr(info, data)


class Backup:
    """A backup to be read: the newest file of a chain, with those before that it rests on."""

    def __init__(self, files: Sequence[BinaryIO], format_: str = FORMAT) -> None:
        """Open the files, in any order; Broken where one is none, does not belong, or lacks."""
        opened = [_opened(file, format_) for file in files]
        opened.sort(key=lambda one: len(one[1].said["bases"]))
        self.manifest = opened[-1][1]
        self._where: dict[str, tuple[zipfile.ZipFile, str]] = {}
        for file, manifest in opened:
            lying, named = set(file.namelist()) - {_MANIFEST}, set()
            for one in manifest.entries:
                if one.name in lying:
                    self._where.setdefault(one.sha256, (file, one.name))
                    named.add(one.name)
            if lying != named:
                raise Broken(f"It holds {min(lying - named)}, which its list does not name.")
        given, chain = [manifest.id for _, manifest in opened[:-1]], self.manifest.said["bases"]
        for id_ in chain:
            if id_ not in given:
                raise Broken(
                    f"It rests on the backup {id_[:16]}…, which was not given: name every file "
                    "from the whole one on."
                )
        for id_ in given:
            if id_ not in chain:
                raise Broken(f"The backup {id_[:16]}… is not one that the newest rests on.")

    def read(self, entry: Entry) -> bytes:
        """Return the bytes of a part; Broken unless they are those that the manifest tells of."""
        found = self._where.get(entry.sha256)
        if found is None:
            raise Broken(f"{entry.name} is missing.")
        file, name = found
        try:
            with file.open(name) as part:
                data = part.read(min(entry.bytes, _MOST) + 1)
        except (*_UNREADABLE, NotImplementedError) as error:
            raise Broken(f"{entry.name} cannot be read.") from error
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise Broken(f"{entry.name} is not what the backup was made of.")
        return data

    def prove_parts(self) -> int:
        """Read every part once; return how many. Broken at the first that is not right."""
        for entry in self.manifest.entries:
            data = self.read(entry)
            if entry.rows is not None and data.count(b"\n") != entry.rows:
                raise Broken(f"{entry.name} does not hold {entry.rows} rows.")
        return len(self.manifest.entries)


def manifest_of(file: BinaryIO) -> Manifest:
    """Return the manifest of a backup; Broken where it is none."""
    return _opened(file)[1]


def _opened(file: BinaryIO, format_: str = FORMAT) -> tuple[zipfile.ZipFile, Manifest]:
    try:
        opened = zipfile.ZipFile(file)
        data = opened.read(_MANIFEST)
        said = json.loads(data)
        if said["format"] != format_:
            raise Broken(f"It is of another format: {str(said['format'])[:40]}.")
        entries = tuple(Entry(*one) for one in said.pop("entries"))
        for one in entries:
            if not _NAME.fullmatch(one.name):
                raise Broken("A part of it bears a name that no backup gives.")
        return opened, Manifest(hashlib.sha256(data).hexdigest(), said, entries)
    except (*_UNREADABLE, KeyError, TypeError) as error:
        raise Broken("It is no backup, or it was cut short.") from error
