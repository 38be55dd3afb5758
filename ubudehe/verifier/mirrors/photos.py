"""The photos and recordings of a mirror: each that a record shows, and none that is gone.

A record whose photos may not all be there has a mark in the mirror, put into place together with
its entries: a run that was broken off, or a photo that did not come, is made good by the next run.
"""

import hashlib
from collections.abc import Collection, Sequence

from ubudehe.ledger.rules.public_books.books import Books
from ubudehe.record.rules.canonical import NotCanonical, parse_many
from ubudehe.record.rules.notes import BadNote, parse_checkpoint, parse_note
from ubudehe.record.rules.tiles import BadTile, parse_bundle, tiles_of
from ubudehe.verifier.mirrors.files import MirrorFiles
from ubudehe.verifier.mirrors.public_files import PublicFiles
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import MAX_PHOTO, Unreadable

WANTING = "wanting"
"""The folder of the marks, one for each record, named by its place."""
REMOVED = "removed-photos"
"""The names of all photos that a record of the mirror ever told to be removed under the law."""
_PATIENCE = 3
"""After so many photos in a row at which the site failed, the rest is left to the next run."""


class Photos:
    """Which photos and recordings a record shows now, and which no longer."""

    def __init__(self, files: MirrorFiles, place: str) -> None:
        self._files, self._prefix = files, f"v/{place}/"
        self.mark = f"{WANTING}/{place}"
        self._books, self._public = Books(), PublicFiles()
        self._index = 0

    def take(self, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Take a bundle that is staged; entries that are none are left to the verifier to find."""
        if not self._index:
            self._files.stage(self.mark, b"")
        self._read(entries, leaves)

    @property
    def present(self) -> set[str]:
        """Return the files that are shown now, by the hash of their bytes."""
        return (self._books.sums().photos.keys() | self._public.present) - self.removed

    @property
    def removed(self) -> set[str]:
        """Return the files that were removed under the law: no village shows them any more."""
        return {*self._books.photos_removed, *self._public.removed}

    @property
    def ever(self) -> set[str]:
        """Return all files that were ever shown."""
        return self._books.photos_ever.keys() | self._public.present | self._public.gone

    def read_again(self) -> None:
        """Take all entries from the copy, unless they were taken as they came."""
        for bundle in () if self._index else _bundles(self._files, self._prefix):
            self._read(bundle, [hashlib.sha256(b"\x00" + entry).digest() for entry in bundle])

    def _read(self, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        for event, leaf in zip(parse_many(entries), leaves, strict=True):
            if not isinstance(event, NotCanonical) and "t" in event:
                self._books.take(self._index, leaf, event)
                self._public.take(event)
            self._index += 1


class Showing:
    """What all records of a mirror show: a photo may stand in several, and go from one of them."""

    def __init__(self, files: MirrorFiles, places: Collection[str]) -> None:
        self._files, self._places = files, places
        self._known = files.read(REMOVED) or b""
        self._removed = set(self._known.decode("ascii", "replace").split())
        self._gone: set[str] = set()
        self._shown: dict[str, set[str]] = {}
        """By the mark of each record that may lack some."""

    def add(self, photos: Photos, *, fetch: bool) -> None:
        """Take a record that is copied; what it lacks is fetched later where `fetch` says so."""
        wanting = fetch and self._files.has(photos.mark)
        if wanting:
            photos.read_again()
            self._shown[photos.mark] = photos.present
        self._removed |= photos.removed
        self._gone |= photos.ever - photos.present

    def fetch(self, source: SiteSource) -> tuple[int, int]:
        """Copy what lacks, but for what was removed; return how many came and how many did not."""
        came, missing, failed = 0, set[str](), 0
        for name in sorted({one for shown in self._shown.values() for one in shown}):
            if name in self._removed or self._files.has(f"r/{name}"):
                continue
            data = None
            try:
                data = source.read(f"r/{name}", MAX_PHOTO) if failed < _PATIENCE else None
                failed = failed if failed >= _PATIENCE else 0
            except Unreadable:
                failed += 1
            if data is not None and hashlib.sha256(data).hexdigest() == name:
                self._files.write(f"r/{name}", data)
                came += 1
            else:
                missing.add(name)
        self._shown = {mark: shown & missing for mark, shown in self._shown.items()}
        return came, len(missing)

    def drop(self) -> None:
        """Remove what is gone from a record, unless another still shows it, and settled marks.

        What was removed under the law no record shows, whatever it says itself.
        """
        unsure = {one for one in self._gone - self._removed if self._files.has(f"r/{one}")}
        for name in (*self._removed, *(unsure - self._still_shown(unsure))):
            self._files.remove(f"r/{name}")
        known = "".join(f"{name}\n" for name in sorted(self._removed)).encode()
        if known != self._known:
            self._files.write(REMOVED, known)
        for mark, missing in self._shown.items():
            if not missing:
                self._files.remove(mark)

    def _still_shown(self, names: Collection[str]) -> set[str]:
        found: set[str] = set()
        for place in self._places if names else ():
            if _names_any(self._files, f"v/{place}/", names):
                photos = Photos(self._files, place)
                photos.read_again()
                found |= photos.present
        return found


def _names_any(files: MirrorFiles, prefix: str, names: Collection[str]) -> bool:
    wanted = [name.encode() for name in names]
    return any(
        name in entry for bundle in _bundles(files, prefix) for entry in bundle for name in wanted
    )


def _bundles(files: MirrorFiles, prefix: str) -> list[list[bytes]]:
    """Return the entries of a copied log, bundle by bundle; none where it cannot be read."""
    note = files.read(f"{prefix}checkpoint")
    try:
        size = 0 if note is None else parse_checkpoint(parse_note(note).text).size
        return [
            parse_bundle(files.read(prefix + tile.path) or b"", tile.width)
            for tile in tiles_of(size, -1)
        ]
    except (BadNote, BadTile):
        return []
