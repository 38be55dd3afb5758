"""A village's record as one file: what a donor keeps verifies alone, with nothing else."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.ledger.books import CAME, posted
from ubudehe.language.catalogues import say
from ubudehe.people.administrators import make_administrator
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.telling import as_text
from ubudehe.verifier.verify import Wish, verify


def told(path: Path) -> str:
    report = verify(open_source(str(path)), Wish())
    return as_text(report, lambda msgid, params: say("en", msgid, **params))


def archive(world: World) -> bytes:
    answer = world.client().get(f"/v/{VILLAGE}/record.zip")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


def test_the_archive_of_a_village_verifies_alone(world: World, tmp_path: Path) -> None:
    posted(world, CAME, "came")
    world.services.publisher.step(world.clock.now)
    path = tmp_path / "record.zip"
    path.write_bytes(archive(world))
    text = told(path)
    assert "RESULT: good" in text
    assert "photos of receipts are those of the record" in text
    assert "The published sums are exactly those of 1 villages." in text
    assert "national log of" in text


def test_the_archive_is_the_same_bytes_until_the_record_grows(world: World) -> None:
    posted(world, CAME, "came")
    first = archive(world)
    assert archive(world) == first
    posted(world, {**CAME, "what": "More"}, "came")
    assert archive(world) != first


@pytest.mark.both_engines
def test_a_changed_photo_in_an_archive_is_found(world: World, tmp_path: Path) -> None:
    posted(world, CAME, "came")
    path = tmp_path / "changed.zip"
    with (
        zipfile.ZipFile(BytesIO(archive(world))) as given,
        zipfile.ZipFile(path, "w") as changed,
    ):
        for name in given.namelist():
            content = given.read(name)
            changed.writestr(name, content + b"!" if name.startswith("r/") else content)
    assert "RESULT: NOT GOOD" in told(path)


def test_the_archive_of_the_country_verifies_alone(world: World, tmp_path: Path) -> None:
    """It holds the country's own record, which tells of villages that left, and no village's."""
    with world.services.database.write() as session:
        named = ("Uwera Aline", "+250788111222", "")
        make_administrator(session, world.services.country, *named, world.clock.now)
    world.services.publisher.step(world.clock.now)
    path = tmp_path / "record.zip"
    path.write_bytes(world.client().get("/v/0/record.zip").content)
    text = told(path)
    assert "RESULT: good" in text
    with zipfile.ZipFile(path) as packed:
        assert {name.split("/")[1] for name in packed.namelist() if name.startswith("v/")} == {"0"}


def test_there_is_no_archive_of_what_has_no_record(world: World) -> None:
    for code in ("x", "99999999", "11010101"):
        assert world.client().get(f"/v/{code}/record.zip").status_code == 404
