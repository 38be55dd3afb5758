"""`ubudehe village` as operators type it, on two machines."""

import zipfile
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.moving.servers import HOST, REASON
from tests.preparing import Prepared, clone
from tests.record.backing_up import run
from ubudehe.moving.importing import renewed
from ubudehe.moving.rows import Lines, read_lines, read_people
from ubudehe.record.heads import NATIONAL
from ubudehe.settings import Settings
from ubudehe.storage.backups.rows import tables_of
from ubudehe.storage.engine import Database
from ubudehe.storage.schema import migrate
from ubudehe.web.services import open_services


@pytest.fixture
def there(prepared: Prepared, tmp_path: Path) -> Settings:
    """The settings of another machine, which has the country's places."""
    folder = tmp_path / "there"
    folder.mkdir()
    url = clone(prepared.blank, "", folder / "own.sqlite")
    return Settings(data=folder, database_url=url, host=HOST, country=None, https=False)


def test_a_village_is_invited_sent_checked_and_taken_in(
    world: World,
    there: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    here, file = world.services.settings, str(tmp_path / "village")

    def village(settings: Settings, *typed: str) -> tuple[int, str]:
        monkeypatch.setenv("UBUDEHE_HOST", settings.host)
        code = run(monkeypatch, settings, "village", *typed)
        told = capfd.readouterr()
        return code, told.out + told.err

    code, said = village(there, "invite")
    assert code == 0
    going = said.split("\n")[2].split()
    assert going[:2] == ["--move", f"http://{HOST}"]
    sending = ("export", VILLAGE, file, "--unsealed")
    assert "see `ubudehe village invite`" in village(here, *sending, "--move", HOST)[1]
    assert "--reason" in village(here, *sending, *going)[1]
    assert "no number of a person" in village(here, *sending, *going, "--reason", "0788123456")[1]
    assert not Path(file).exists()

    code, said = village(here, *sending)
    assert (code, "events" in said) == (0, True)
    assert "It is a copy." in village(here, "check", file)[1]
    assert "It is a copy" in village(there, "import", file)[1]
    code, said = village(here, *sending, *going, "--reason", REASON)
    assert (code, "only read here" in said) == (0, True)
    assert Path(file).stat().st_mode & 0o777 == 0o600
    paper = world.services.heads.vkeys(VILLAGE)[0]
    code, said = village(there, "check", file, "--key", paper)
    assert (code, f"It moves to http://{HOST}" in said) == (0, True)
    assert village(there, "import", str(tmp_path / "nothing"))[0] == 1
    code, said = village(there, "import", file, "--key", paper)
    assert (code, "all is what its record says" in said) == (0, True), said
    assert "nothing to do" in village(there, "import", file)[1]
    assert run(monkeypatch, there, "check") == 0
    assert run(monkeypatch, there, "check", VILLAGE) == 0
    assert "1 records checked, 0 faults" in capfd.readouterr().out
    code, said = village(here, "stay", VILLAGE, "--reason", REASON)
    assert (code, "stays here" in said) == (0, True)


def test_nothing_personal_stands_in_the_public_part(
    world: World, there: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed to a key where the library is there, else the private part is looked at by itself."""
    file = tmp_path / "village"
    age = pytest.importorskip("pyrage", reason="the extra «encryption» is not installed")
    identity = age.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"{identity}\n")
    here, key = world.services.settings, there_key(there, monkeypatch)
    typed = ("village", "export", VILLAGE, str(file), "--to", str(identity.to_public()))
    going = ("--move", f"http://{HOST}", "--key", key, "--reason", REASON)
    assert run(monkeypatch, here, *typed, *going) == 0
    with zipfile.ZipFile(file) as parts:
        assert set(parts.namelist()) == {"record.zip", "private.age", "manifest.json"}
        public = parts.read("manifest.json")
    phone = world.find("facilitator", VILLAGE).phone.encode()
    assert phone not in public
    assert phone not in file.read_bytes()
    monkeypatch.setenv("UBUDEHE_HOST", HOST)
    assert run(monkeypatch, there, "village", "import", str(file)) == 1
    with_key = ("--identity", str(tmp_path / "key"))
    assert run(monkeypatch, there, "village", "import", str(file), *with_key) == 0


def there_key(there: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    services = open_services(there)
    services.database.close()
    return services.heads.vkeys(NATIONAL)[0]


def test_rows_of_an_older_version_are_brought_to_todays_tables(
    world: World, tmp_path: Path
) -> None:
    """A file of revision 0032 lacks what came later: whole tables, and columns of others."""
    connection = world.services.database.engine.connect()
    with connection, connection.begin():
        lines = read_lines(connection, VILLAGE)
        people = read_people(connection, lines.ids(), ())
    lines.put("account", people.columns["account"], people.of["account"])
    older = as_of("0032", lines, tmp_path)
    assert older.of.keys() < lines.of.keys()
    found = renewed(older, VILLAGE, "0032")
    assert found.of.keys() == lines.of.keys()
    assert {table: found.of[table] for table in found.of.keys() - older.of.keys()} == {
        table: [] for table in found.of.keys() - older.of.keys()
    }
    again = as_of("0032", found, tmp_path)
    assert again.of == older.of


def as_of(revision: str, lines: Lines, folder: Path) -> Lines:
    """Return the rows as a database of `revision` could hold them."""
    database = Database(f"sqlite:///{folder / revision}.sqlite")
    migrate(database, revision)
    with database.engine.connect() as connection:
        known = {one.name: set(one.columns.keys()) for one in tables_of(connection)}
    database.close()
    found = Lines()
    for table in lines.of.keys() & known.keys():
        names = [name for name, _ in lines.columns[table]]
        kept = [at for at, name in enumerate(names) if name in known[table]]
        columns = [lines.columns[table][at] for at in kept]
        found.put(table, columns, [[line[at] for at in kept] for line in lines.of[table]])
    return found
