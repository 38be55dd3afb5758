"""Mirrors: made, brought up to date with little, verified offline, and never overwritten."""

import functools
import hashlib
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.verifier import records
from tests.verifier.checking import CODE, KEY, check, told
from tests.verifier.records import NOW, Village, year
from ubudehe.spoken.speaking import SPEAKABLE
from ubudehe.verifier.mirrors.copying import Forked
from ubudehe.verifier.mirrors.mirror import Copied, mirror, zip_mirror
from ubudehe.verifier.mirrors.public_files import UNHEARD, PublicFiles
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import Unreadable
from ubudehe.verifier.verify import Wish, verify

PHOTO = b"a photo of a receipt"
NAME = hashlib.sha256(PHOTO).hexdigest()


class Site:
    """A static site over a folder, with what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, list[str]()
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                asked.append(self.path)

        handler = functools.partial(Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def copy(self, target: Path, code: str = CODE) -> Copied:
        self.asked.clear()
        return mirror(SiteSource(self.url), code, target, ())

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def village() -> Village:
    village = year(payments=150)
    village.paid("2026-02-01", 5, ev=[{"h": NAME, "b": len(PHOTO), "m": "image/webp"}])
    return village


@pytest.fixture
def site(tmp_path: Path, village: Village) -> Iterator[Site]:
    folder = records.write_mirror(tmp_path / "site", village)
    (folder / "mirror.json").unlink()
    (folder / "r").mkdir()
    (folder / "r" / NAME).write_bytes(PHOTO)
    site = Site(folder)
    yield site
    site.close()


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_mirror_is_the_site_byte_for_byte(site: Site, tmp_path: Path) -> None:
    copied = site.copy(tmp_path / "copy")
    ours, theirs = files(tmp_path / "copy"), files(site.folder)
    ours.pop("mirror.json")
    assert ours == theirs
    assert (copied.logs, copied.photos) == (1, 1)
    report = check(tmp_path / "copy")
    assert told(report) == ""
    assert report.is_good


def test_a_second_run_fetches_only_what_is_new(
    site: Site, tmp_path: Path, village: Village
) -> None:
    copy = tmp_path / "copy"
    site.copy(copy)
    assert site.copy(copy).entries == 0
    assert set(site.asked) == {"/log/checkpoint", f"/v/{CODE}/checkpoint", f"/v/{CODE}/logs"}
    before = len(village.events)
    village.paid("2026-02-02", 6)
    records.write_mirror(site.folder, village, earlier=(before,))
    done = site.copy(copy)
    assert done.entries == 2
    fetched = [path for path in site.asked if f"/v/{CODE}/tile" in path]
    assert fetched == [f"/v/{CODE}/tile/entries/001.p/{before + 2 - 256}"]
    assert f"/r/{NAME}" not in site.asked
    assert check(copy).is_good
    assert not (copy / f"v/{CODE}/tile/0/001.p/{before - 256}").exists()


def test_a_photo_taken_back_is_not_kept(site: Site, tmp_path: Path, village: Village) -> None:
    copy = tmp_path / "copy"
    site.copy(copy)
    entry = village.events[-2]["id"]
    before = len(village.events)
    village.write("evidence.remove", "d", "data_protection", entry=entry, h=NAME)
    records.write_mirror(site.folder, village, earlier=(before,))
    site.copy(copy)
    assert not (copy / "r" / NAME).exists()
    assert check(copy).is_good


def test_a_photo_that_did_not_come_is_asked_for_again(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (site.folder / "r" / NAME).write_bytes(b"another photo")
    assert (site.copy(copy).missing, (copy / "r").exists()) == (1, False)
    (site.folder / "r" / NAME).unlink()
    assert site.copy(copy).missing == 1
    (site.folder / "r" / NAME).write_bytes(PHOTO)
    again = site.copy(copy)
    assert (again.entries, again.photos, again.missing) == (0, 1, 0)
    assert (copy / "r" / NAME).read_bytes() == PHOTO
    site.copy(copy)
    assert f"/r/{NAME}" not in site.asked
    assert not list((copy / "wanting").iterdir())


def test_a_run_without_photos_is_made_good_by_one_with_them(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    mirror(SiteSource(site.url), CODE, copy, (), photos=False)
    assert not (copy / "r").exists()
    assert site.copy(copy).photos == 1


class Failing(SiteSource):
    """A site that gives its records and fails at every photo."""

    def read(self, path: str, most: int) -> bytes | None:
        if path.startswith("r/"):
            self.requests += 1
            raise Unreadable(f"{path}: the site answers 503")
        return super().read(path, most)


def test_a_site_that_fails_at_photos_keeps_nobody_from_the_records(
    site: Site, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    assert mirror(Failing(site.url), CODE, copy).missing == 1
    assert site.copy(copy).photos == 1


def two_villages(site: Site, village: Village) -> Village:
    """Let a second village show the same photo as the first."""
    other = year("22120309")
    other.paid("2026-02-01", 5, ev=[{"h": NAME, "b": len(PHOTO), "m": "image/webp"}])
    (site.folder / "v" / "2212").mkdir()
    (site.folder / "v" / "2212" / "logs").write_text(f"{CODE}\n{other.code}\n")
    for one in (village, other):
        write(site, one)
    return other


def write(site: Site, village: Village) -> None:
    folder = site.folder / "v" / village.code
    records.write_log(folder, records.origin_of(village.code), village.entries)


@pytest.mark.parametrize("first", [True, False])
def test_a_photo_covered_in_one_village_stays_where_another_shows_it(
    site: Site, tmp_path: Path, village: Village, first: bool
) -> None:
    copy, other = tmp_path / "copy", two_villages(site, village)
    site.copy(copy, "2212")
    one = village if first else other
    entry = one.events[-2]["id"]
    covered = {"h": "c" * 64, "b": 3, "m": "image/webp"}
    one.write("evidence.replace", "f", "facilitator", entry=entry, old=NAME, ev=[covered])
    write(site, one)
    site.copy(copy, "2212")
    assert (copy / "r" / NAME).read_bytes() == PHOTO


@pytest.mark.parametrize("first", [True, False])
def test_a_photo_removed_under_the_law_in_one_village_goes_from_all(
    site: Site, tmp_path: Path, village: Village, first: bool
) -> None:
    copy, other = tmp_path / "copy", two_villages(site, village)
    site.copy(copy, "2212")
    one, still = (village, other) if first else (other, village)
    entry = one.events[-2]["id"]
    one.write("evidence.remove", "d", "data_protection", entry=entry, h=NAME)
    write(site, one)
    (site.folder / "r" / NAME).unlink()
    assert site.copy(copy, "2212").missing == 0
    assert not (copy / "r" / NAME).exists()
    still.paid("2026-02-02", 6)
    write(site, still)
    grown = site.copy(copy, "2212")
    assert (grown.entries, grown.missing, f"/r/{NAME}" in site.asked) == (2, 0, False)


def test_a_fork_is_refused_and_both_notes_are_kept(
    site: Site, tmp_path: Path, village: Village
) -> None:
    copy = tmp_path / "copy"
    site.copy(copy)
    before = files(copy)
    village.events[9]["at"] = village.events[9]["at"].replace(":00Z", ":01Z")
    village.paid("2026-02-02", 6)
    shown = records.write_log(site.folder / "v" / CODE, records.origin_of(CODE), village.entries)
    with pytest.raises(Forked):
        site.copy(copy)
    after = files(copy)
    assert after.pop(f"proof-of-fork/v-{CODE}-shown.note").decode() == shown
    assert after.pop(f"proof-of-fork/v-{CODE}-kept.note") == before[f"v/{CODE}/checkpoint"]
    assert after == before
    assert check(copy).is_good


def test_a_shorter_record_is_refused(site: Site, tmp_path: Path, village: Village) -> None:
    copy = tmp_path / "copy"
    site.copy(copy)
    del village.events[-2:]
    records.write_log(site.folder / "v" / CODE, records.origin_of(CODE), village.entries)
    assert len(village.events) > 256
    with pytest.raises(Forked):
        site.copy(copy)
    assert check(copy).is_good


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"P001", b"P002", 1)),
    ],
)
def test_a_record_that_is_not_whole_leaves_the_copy_as_it_was(
    site: Site, tmp_path: Path, village: Village, harm: object
) -> None:
    copy = tmp_path / "copy"
    site.copy(copy)
    before = files(copy)
    size = len(village.events)
    village.paid("2026-02-02", 6)
    records.write_mirror(site.folder, village, earlier=(size,))
    width = len(village.events) - 256
    harm(site.folder / f"v/{CODE}/tile/entries/001.p/{width}")  # type: ignore[operator]
    with pytest.raises(Unreadable):
        site.copy(copy)
    now = files(copy)
    assert {path: data for path, data in now.items() if path.startswith("v/")} == {
        path: data for path, data in before.items() if path.startswith("v/")
    }


def test_a_district_with_two_villages(site: Site, tmp_path: Path) -> None:
    other = year("22120309")
    records.write_log(site.folder / "v" / other.code, records.origin_of(other.code), other.entries)
    (site.folder / "v" / "2212").mkdir()
    (site.folder / "v" / "2212" / "logs").write_text(f"{CODE}\n{other.code}\n")
    copied = site.copy(tmp_path / "copy", "2212")
    assert copied.logs == 2
    report = check(tmp_path / "copy")
    assert [log.code for log in report.logs] == [CODE, other.code]
    assert report.is_good
    live = verify(open_source(f"{site.url}/v/2212"), Wish((KEY,), now=NOW, photos=True))
    assert live.is_good
    assert [log.size for log in live.logs] == [log.size for log in report.logs]


def test_a_zip_of_a_mirror(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    site.copy(copy)
    for name in ("a.zip", "b.zip"):
        zip_mirror(copy, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert set(packed.namelist()) == set(files(copy))
    assert check(tmp_path / "a.zip").is_good


def test_of_each_thing_only_the_file_that_it_shows_now_is_copied() -> None:
    files = PublicFiles()
    for kind, fields in (
        ("statement.add", {"id": "c1", "ev": [{"h": "a"}]}),
        ("statement.add", {"id": "c2", "ev": [{"h": "a"}]}),
        ("statement.cover", {"count": "c2", "old": "a", "ev": [{"h": "b"}]}),
        ("statement.add", {"id": "c3", "ev": [{"h": "c"}]}),
        ("statement.remove", {"count": "c3", "h": "c"}),
        ("proposal.add", {"id": "p1", "photo": "d"}),
        ("proposal.add", {"id": "p2", "photo": "d"}),
        ("proposal.revise", {"proposal": "p1", "photo": None}),
        ("proposal.picture", {"proposal": "p1", "photo": "e"}),
        ("vote.show_tally", {"vote": "v1", "photo": "f"}),
        ("vote.show_tally", {"vote": "v1", "photo": "g"}),
        ("vote.show_tally", {"vote": "v1"}),
        ("vote.remove_tally", {"vote": "v1", "photo": "f"}),
        ("prompt.record", {"id": "r1", "about": "ballot", "key": "points", "ev": [{"h": "h"}]}),
        ("prompt.record", {"id": "r2", "about": "ballot", "key": "points", "ev": [{"h": "i"}]}),
        ("prompt.record", {"id": "r3", "about": "project", "key": "p1", "ev": [{"h": "j"}]}),
        ("prompt.silence", {"prompt": "r3"}),
        ("prompt.record", {"id": "r4", "about": "question", "key": "q", "ev": [{"h": "k"}]}),
    ):
        files.take({"t": kind, **fields})
    assert files.present == set("bdegi")
    assert files.gone == set("acfhj")


def test_what_a_village_hears_alone_is_not_asked_of_its_site() -> None:
    assert {about for about, kind in SPEAKABLE.items() if not kind.public} == UNHEARD
