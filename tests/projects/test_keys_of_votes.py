"""The key of a vote: outside the database, destroyed with the box, and what if it is missing."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.conftest import World
from tests.projects.ballots import cast, closed, codes, come, prepared, row
from ubudehe.projects.voting.closing.destroying import finish_destroying, take_in_keys
from ubudehe.storage.engine import Database
from ubudehe.storage.kept import kept
from ubudehe.storage.vault import FileVault

pytestmark = pytest.mark.both_engines


def id_of(vote: str) -> str:
    return vote.rsplit("/", 1)[1]


def test_a_crash_after_closing_leaves_no_key_for_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    cast(world, cards[0], ("Bridge",))
    vault = world.services.vault

    def crash(_self: FileVault, _name: str) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(FileVault, "destroy", crash)
        closed(visitor, vote, 1)
    assert row(world, vote).state == "closed", "what is kept is kept"
    assert vault.names() == {id_of(vote)}
    finish_destroying(world.services.database, vault)
    assert not vault.names() | vault.destroyed()
    finish_destroying(world.services.database, vault)


def test_the_key_of_a_vote_that_goes_on_is_left_alone(world: World) -> None:
    visitor, vote = prepared(world)
    vault = world.services.vault
    unknown = "00000000-0000-4000-8000-000000000000"
    vault.kept(unknown, lambda: b"k" * 32)  # of a vote that is being prepared just now
    finish_destroying(world.services.database, vault)
    assert vault.names() == {id_of(vote), unknown}
    visitor.done(f"{vote}/void", {"reason": "It rains."})
    assert vault.names() == {unknown}


def test_while_somebody_reads_the_journal_the_shell_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, vote = prepared(world)
    salt = world.services.vault.read(id_of(vote))
    assert salt
    reading = lambda _self: False  # noqa: E731
    with monkeypatch.context() as busy:
        busy.setattr(Database, "truncate_journal", reading)
        visitor.done(f"{vote}/void", {"reason": "It rains."})
    shell = world.services.settings.data / "vote-keys" / f"{id_of(vote)}.gone"
    assert salt not in shell.read_bytes(), "it is overwritten all the same"
    finish_destroying(world.services.database, world.services.vault)
    assert not shell.exists()


def test_without_its_key_a_vote_refuses_in_plain_words_and_loses_nothing(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    cast(world, cards[0], ("Bridge",))
    path = world.services.settings.data / "vote-keys" / f"{id_of(vote)}.key"
    aside = path.rename(world.services.settings.data / "aside")
    assert "is not on this server" in cast(world, cards[1], ("Bridge",))
    numbers = {"signed_in": "1", "handed_out": "1", "cards_left": "19", "reason": "Rain."}
    assert "is not on this server" in visitor.refused(f"{vote}/close", numbers)
    aside.rename(path)
    cast(world, cards[1], ("Bridge",))
    visitor.done(f"{vote}/close", numbers)
    assert row(world, vote).counted == 2


def test_without_its_key_a_vote_can_be_declared_void(world: World) -> None:
    visitor, vote = prepared(world)
    (world.services.settings.data / "vote-keys" / f"{id_of(vote)}.key").unlink()
    visitor.done(f"{vote}/void", {"reason": "The key is lost."})
    assert row(world, vote).state == "void"


def test_a_key_that_an_older_version_kept_in_the_database_moves_out(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    vault, database = world.services.vault, world.services.database
    salt = vault.read(id_of(vote))
    assert salt
    vault.destroy(id_of(vote))
    vault.remove(id_of(vote))
    with database.write() as session:
        session.execute(
            text("UPDATE vote SET salt = :salt WHERE state = 'prepared'"), {"salt": salt}
        )
    visitor.done(f"{vote}/open", {})
    assert "in the box" in cast(world, cards[0], ("Bridge",)), "it goes on before the next start"
    assert take_in_keys(database, vault) == 1
    assert take_in_keys(database, vault) == 0
    assert row(world, vote).salt is None
    assert vault.read(id_of(vote)) == salt
    come(world, visitor, vote, 2)
    cast(world, cards[1], ("Bridge",))
    closed(visitor, vote, 2)
    assert row(world, vote).counted == 2
    assert not vault.names()


def test_who_comes_second_finds_the_first_key(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "keys")
    assert vault.kept("a", lambda: b"1" * 32) == vault.kept("a", lambda: b"2" * 32) == b"1" * 32
    assert (
        (tmp_path / "keys" / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d1")
    )
    with pytest.raises(ValueError, match="name"):
        vault.read("../web")
    vault.destroy("a")
    vault.destroy("a")
    assert vault.read("a") is None
    assert vault.destroyed() == {"a"}
    # A crash after the renaming left the key in the shell: removing overwrites it first.
    kept(tmp_path / "keys" / "b.gone", lambda: b"3" * 32)
    with (tmp_path / "keys" / "b.gone").open("rb") as shell:
        vault.remove("b")
        assert b"3" * 32 not in shell.read()
    vault.clear()
    assert not (tmp_path / "keys").exists()


def test_a_rehearsal_has_a_vault_of_its_own(world: World) -> None:
    rehearsals, vault = world.services.rehearsals, world.services.rehearsals.vault("22120308")
    name = str(UUID(int=7))
    vault.kept(name, lambda: b"r" * 32)
    assert world.services.vault.read(name) is None
    rehearsals.wipe("22120308")
    assert vault.read(name) is None
