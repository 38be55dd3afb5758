"""Settings that cannot be are told in one sentence at the start, and nothing is made of them."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from tests.shell import run_with
from ubudehe.cli import COMMANDS
from ubudehe.cli.speaking import PORT
from ubudehe.settings import WrongSetting, prove_folder, read_settings
from ubudehe.storage.kept import own_folder

WRONG = {
    "UBUDEHE_HOST": ("https://books.example.org/", "books.example.org/", "a b", "", "-x", "x:"),
    "UBUDEHE_WORKERS": ("abc", "0", "-1", "257", "1.5", "٣", ""),
    "UBUDEHE_HTTPS": ("yes", ""),
    "UBUDEHE_SECURITY_CONTACT": ("me@example.org", "http://example.org", "mailto:a@b.c\n\nX: y"),
    "UBUDEHE_SECOND_FACTOR": ("1", "yes", ""),
    "UBUDEHE_DATABASE_URL": (
        "mysql://u:secret@h/d",
        "postgresql://u:secret@h/d",
        "postgresql+psycopg://u:secret@h:secret/d",
        "postgresql+psycopg://u:secret@[::1/d",
        "sqlite:///",
        "sqlite:///:memory:",
    ),
    "UBUDEHE_REPLICA_URL": ("mysql://u:secret@h/d", "postgresql+psycopg://u:secret@h/d"),
    "UBUDEHE_COUNTRY": ("/nowhere",),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_is_named_and_its_secret_is_not(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name) as told:
        read_settings({name: value})
    assert "secret" not in str(told.value)


def test_a_replica_is_another_server_of_postgresql() -> None:
    database, replica = "postgresql+psycopg://u@h/d", "postgresql+psycopg://u@other/d"
    own = {"UBUDEHE_DATABASE_URL": database}
    assert read_settings(own | {"UBUDEHE_REPLICA_URL": replica}).replica_url == replica
    assert read_settings(own).replica_url == ""
    with pytest.raises(WrongSetting, match="the database itself"):
        read_settings(own | {"UBUDEHE_REPLICA_URL": database})


def test_links_lead_to_the_port_that_is_served_until_a_host_is_chosen() -> None:
    served = replace(read_settings({}), port=9137)
    assert served.address == "http://localhost:9137"
    assert served.host == "localhost:8000", "the name of signed records stays"
    chosen = replace(read_settings({"UBUDEHE_HOST": "books.example.org"}), port=9137)
    assert chosen.address == "http://books.example.org"


@pytest.mark.parametrize("typed", ["0", "-1", "65536", "99999999999", "٣", "8e3", ""])
def test_a_port_is_one(typed: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        PORT(typed)
    assert PORT("65535") == 65535


def is_text(read: Callable[[str], object]) -> bool:
    """Return whether an option is read as a text."""
    try:
        return isinstance(read("7"), str)
    except argparse.ArgumentTypeError:
        return False


@pytest.mark.parametrize("command", COMMANDS)
def test_a_number_that_a_command_takes_has_bounds_in_words(command: str) -> None:
    """Whatever reads an option refuses what is no such thing in a sentence, also a huge number."""
    parser = argparse.ArgumentParser()
    import_module(f"ubudehe.cli.{command.replace('-', '_')}").add_arguments(parser)
    options = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            options += action.choices.values()
    for action in (one for parser in options for one in parser._actions):
        if callable(action.type) and action.type is not Path and not is_text(action.type):
            assert action.type not in (int, float), action.dest
            with pytest.raises(argparse.ArgumentTypeError):
                action.type("9" * 13)


@pytest.mark.parametrize("host", ["books.example.org", "localhost:9000", "[::1]:8000", "10.0.0.2"])
def test_names_of_hosts_are_taken_as_they_are(host: str) -> None:
    assert read_settings({"UBUDEHE_HOST": host}).host == host
    assert read_settings({"UBUDEHE_HOST": host}).named
    assert not read_settings({}).named


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UBUDEHE_HOST", "https://books.example.org/"),
        ("UBUDEHE_WORKERS", "abc"),
        ("UBUDEHE_DATA", "/etc/hostname"),
        ("UBUDEHE_DATABASE_URL", "postgresql+psycopg://u:secret@127.0.0.1:1/none"),
    ],
)
def test_a_server_says_one_sentence_and_ends_with_2(name: str, value: str, tmp_path: Path) -> None:
    settings = {"UBUDEHE_DATA": str(tmp_path / "data"), name: value}
    done = run_with(settings, "serve", "--port", "1")
    assert done.returncode == 2
    assert done.stderr.startswith(name)
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
    assert not (tmp_path / "data" / "ubudehe.sqlite").exists()


def test_a_folder_that_all_of_a_machine_share_is_nobodys_data_and_stays_open(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(WrongSetting, match="everybody's on this machine"):
        prove_folder(read_settings({"UBUDEHE_DATA": str(tmp_path)}))
    own_folder(tmp_path)
    assert tmp_path.stat().st_mode & 0o7777 == 0o1777
    with pytest.raises(WrongSetting, match="is a folder, and no file"):
        read_settings({"UBUDEHE_DATABASE_URL": f"sqlite:///{tmp_path}"})
