"""Sources that are no records: too large, cut, elsewhere, silent. Each is given up in words."""

import gzip
import json
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.verifier import records
from tests.verifier.checking import CODE, bundle_of, check, told
from tests.verifier.records import Village
from ubudehe.record.rules.tiles import Tile
from ubudehe.verifier.sources import site
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import SourceTooLarge, Unreadable


def test_huge_entry(tmp_path: Path, village: Village) -> None:
    mirror = records.write_mirror(tmp_path, village)
    path = bundle_of(mirror, len(village.events))
    path.write_bytes(path.read_bytes() + b"\xff\xff" + b" " * 65_535)
    assert "cannot be read" in told(check(mirror))


def test_huge_bundle_in_a_folder(mirror: Path, village: Village) -> None:
    path = bundle_of(mirror, len(village.events))
    with path.open("r+b") as file:
        file.truncate(10**12)
    assert "larger than such a file can be" in told(check(mirror))


def test_zip_bomb(tmp_path: Path, mirror: Path, village: Village) -> None:
    packed = tmp_path / "bomb.zip"
    name = f"v/{CODE}/{Tile(-1, 0, len(village.events)).path}"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as packing:
        for path in mirror.rglob("*"):
            if path.is_file() and str(path.relative_to(mirror)) != name:
                packing.write(path, path.relative_to(mirror))
        with packing.open(name, "w") as file:
            for _ in range(64):
                file.write(bytes(1 << 20))
    assert packed.stat().st_size < 200_000
    assert "larger than such a file can be" in told(check(packed))
    lying = packed.read_bytes().replace((64 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    packed.write_bytes(lying)
    assert "cannot be read" in told(check(packed))


@contextmanager
def serving(answer: bytes, **headers: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(headers.get("status", "200")))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_gzip_bomb_from_a_site() -> None:
    with serving(gzip.compress(bytes(64 << 20)), content_encoding="gzip") as url:
        with pytest.raises(SourceTooLarge):
            SiteSource(url).read("log/checkpoint", 1_000_000)
        assert SiteSource(url).read("x", 64 << 20) == bytes(64 << 20)


def test_other_bad_answers_of_a_site() -> None:
    whole = gzip.compress(b"x" * 1_000)
    with serving(whole[:-9], content_encoding="gzip") as url, pytest.raises(Unreadable):
        SiteSource(url).read("x", 9_999)
    with serving(b"x", content_encoding="br") as url, pytest.raises(Unreadable):
        SiteSource(url).read("x", 9_999)
    for there in ("ftp://127.0.0.1/x", "http://localhost/x", "http://127.0.0.1:9/x", "/loop"):
        with serving(b"x", status="302", location=there) as url, pytest.raises(Unreadable):
            SiteSource(url).read("x", 9_999)
    with serving(b"x", status="404") as url:
        assert SiteSource(url).read("x", 9_999) is None
    with serving(b"x", status="500") as url, pytest.raises(Unreadable):
        SiteSource(url).read("x", 9_999)


def test_links_and_paths_out_of_a_mirror(tmp_path: Path, mirror: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("private")
    path = mirror / "v" / CODE / "key"
    path.unlink()
    path.symlink_to(secret)
    report = check(mirror)
    assert "outside of the folder" in told(report)
    path.unlink()
    os.mkfifo(path)
    assert "not a file" in told(check(mirror))
    path.unlink()
    (mirror / "v" / CODE / "logs").write_text("../../../../etc\n")
    assert "not well formed" in told(check(mirror))


def test_a_list_of_others_alone_leaves_out_what_was_asked_for(mirror: Path) -> None:
    asked = "43060101"
    (mirror / "mirror.json").write_text(json.dumps({"code": asked}))
    (mirror / "v" / asked).mkdir()
    (mirror / "v" / asked / "logs").write_text(f"{CODE}\n")
    report = check(mirror)
    assert [log.code for log in report.logs] == [CODE, asked]
    assert not report.is_good


def test_build_from_a_mirror_with_the_network_off(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert check(mirror).is_good


def test_a_source_without_a_record(tmp_path: Path) -> None:
    for source in (tmp_path, tmp_path / "none"):
        with pytest.raises(Unreadable):
            check(source)
    (tmp_path / "bad.zip").write_bytes(b"PK")
    with pytest.raises(Unreadable):
        open_source(str(tmp_path / "bad.zip"))
    with pytest.raises(Unreadable):
        open_source("https://example.org/v/abc?x#y")


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "_LONGEST", -1)
    with serving(b"x") as url, pytest.raises(Unreadable, match="too slowly"):
        SiteSource(url).read("x", 9_999)
