"""What `deploy/` says is what the code has: commands, settings, ports, limits, rights."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.house.figures import ROOT
from ubudehe.cli import COMMANDS
from ubudehe.settings import read_settings
from ubudehe.web.body_limit import MAX_BODY

DEPLOY = ROOT / "deploy"
UNITS = ("ubudehe.service", "ubudehe-backup.service")
NOT_FOR_OPERATORS = {"demo", "simulate", "acts", "rank", "tally", "recount", "sample", "match-iati"}
"""Commands that look at files or invent villages: nothing on a server asks for them."""
_SETTING = re.compile(r"\bUBUDEHE_[A-Z_]+\b")
_RUN = re.compile(r"bin/ubudehe[\"' ]+([a-z-]+)")


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def settings_known() -> set[str]:
    return set(_SETTING.findall((ROOT / "ubudehe/settings.py").read_text("utf-8")))


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_may_next_to_nothing(name: str) -> None:
    text = text_of(name)
    assert "DynamicUser=yes" in text
    assert "ProtectSystem=strict" in text
    assert "\nCapabilityBoundingSet=\n" in text
    assert set(_RUN.findall(text)) <= set(COMMANDS)
    assert set(_SETTING.findall(text)) <= settings_known()
    if (tool := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not here")
    done = subprocess.run(
        [tool, "security", "--offline=true", "--threshold=20", str(DEPLOY / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Unknown" in done.stderr or "unrecognized" in done.stderr:
        pytest.skip("this systemd-analyze reads no files")
    assert done.returncode == 0, done.stdout[-300:]


def test_compose_starts_what_there_is() -> None:
    compose: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))
    database, server, proxy = (compose["services"][n] for n in ("database", "ubudehe", "proxy"))
    # Nothing starts without a password of its own, and nobody but the proxy is reached.
    assert ":?" in database["environment"]["POSTGRES_PASSWORD"]
    assert compose["networks"]["inside"]["internal"] is True
    assert server["networks"] == database["networks"] == ["inside"]
    assert [one for one in (database, server) if "ports" in one] == []
    assert server["read_only"] is True
    assert server["cap_drop"] == ["ALL"]
    # Every setting can be made, but those that are folders of the image.
    given = set(server["environment"])
    folders = {"UBUDEHE_DATA", "UBUDEHE_COUNTRY", "UBUDEHE_WITNESSES"}
    assert {name for name in given if name.startswith("UBUDEHE_")} == settings_known() - folders
    # What stands there where nobody chose is taken.
    env = {
        name: re.sub(r"\$\{[A-Z_]+(?::-([^}]*)|[^}]*)\}", lambda m: m[1] or "", str(value))
        for name, value in server["environment"].items()
    }
    env |= {"UBUDEHE_HOST": "books.example.org"}
    settings = read_settings(env)
    assert settings.https
    assert settings.workers == 2
    port = re.search(r'"--port", "(\d+)"', text_of("Containerfile"))
    assert port
    assert proxy["environment"]["UBUDEHE_UPSTREAM"] == f"ubudehe:{port[1]}"
    assert f"EXPOSE {port[1]}" in text_of("Containerfile")


def test_the_image_takes_only_what_it_needs() -> None:
    file = text_of("Containerfile")
    copied = {
        part for line in re.findall(r"^COPY (?!--)(.+) \S+$", file, re.M) for part in line.split()
    }
    ignored = text_of("Containerfile.dockerignore").splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert "*" in ignored
    assert all((ROOT / part).exists() for part in copied)
    assert re.findall(r"^USER (\w+)", file, re.M)[-1] == "ubudehe"
    assert re.search(r'CMD \["ubudehe", "(\w+)"', file)[1] in COMMANDS  # type: ignore[index]
    assert "--require-hashes" in file


def test_caddy_leaves_tls_alone_hides_figures_and_sets_limits() -> None:
    file = text_of("Caddyfile")
    said = "\n".join(line for line in file.splitlines() if not line.strip().startswith("#"))
    assert not re.search(r"^\s*(tls|trusted_proxies|file_server|log_credentials)\b", said, re.M)
    assert re.search(r"@inside path /metrics\s+respond @inside 404", said)
    assert "admin off" in said
    assert "read_header 15s" in said
    most = re.search(r"max_size (\d+)MB", said)
    assert most
    assert int(most[1]) * 1_000_000 > MAX_BODY, "words in four languages come before"
    port = re.search(r"--port (\d+)", text_of("ubudehe.service"))
    assert port
    assert f"127.0.0.1:{port[1]}" in said


def caddy() -> str | None:
    return os.environ.get("UBUDEHE_CADDY") or shutil.which("caddy")


@pytest.mark.skipif(caddy() is None, reason="Caddy is not here: name one in UBUDEHE_CADDY")
def test_caddy_takes_its_file(tmp_path: Path) -> None:
    file = DEPLOY / "Caddyfile"
    done = subprocess.run(
        [str(caddy()), "validate", "--config", str(file), "--adapter", "caddyfile"],
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]


def test_each_operators_command_is_told_and_is_one() -> None:
    told = set(re.findall(r"^\| `([a-z-]+)", text_of("README.md"), re.M))
    assert set(COMMANDS) - NOT_FOR_OPERATORS - {"serve"} <= told
    run = re.findall(r"(?:ubudehe ubudehe|sudo ubudehe) ([a-z-]+)", text_of("README.md"))
    assert len(run) >= 6
    assert set(run) <= set(COMMANDS)


def test_a_command_runs_as_the_service_does(tmp_path: Path) -> None:
    stub = tmp_path / "systemd-run"
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    stub.chmod(0o755)
    done = subprocess.run(
        [DEPLOY / "ubudehe-command.sh", "admin", "create", "--name", "Uwase M."],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert said[-5:] == ["/opt/ubudehe/bin/ubudehe", "admin", "create", "--name", "Uwase M."]
    assert "--pipe" in said
    unit = dict(
        line.split("=", 1) for line in text_of("ubudehe.service").splitlines() if "=" in line
    )
    for name in (
        *("User", "DynamicUser", "StateDirectory", "StateDirectoryMode", "WorkingDirectory"),
        *("UMask", "EnvironmentFile"),
    ):
        assert f"{name}={unit[name]}" in said, name
    assert "UBUDEHE_DATA=/var/lib/ubudehe" in said


CLUSTER = DEPLOY / "cluster"
_WORDS = {"@NAME@", "@HERE@"} | {
    f"@{one}_PASSWORD@" for one in ("REST", "SUPERUSER", "REPLICATION", "DATABASE")
}


def cluster_file(name: str) -> str:
    """Return a file of the cluster with something in each place that is to be filled in."""
    text = (CLUSTER / name).read_text("utf-8")
    for word in sorted(_WORDS):
        text = text.replace(word, "10.0.0.1" if word == "@HERE@" else "one")
    said = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert "@" not in said.replace("one@127.0.0.1", ""), "nothing else is to be filled in"
    return text


def test_the_cluster_waits_for_a_second_machine_and_loses_no_leader() -> None:
    patroni: dict[str, Any] = yaml.safe_load(cluster_file("patroni.yml"))
    told = patroni["bootstrap"]["dcs"]
    assert told["synchronous_mode"] is True
    assert told["synchronous_mode_strict"] is True
    assert told["loop_wait"] + 2 * told["retry_timeout"] <= told["ttl"]
    assert told["postgresql"]["parameters"]["synchronous_commit"] == "on"
    assert not [line for line in patroni["postgresql"]["pg_hba"] if "trust" in line]
    # By «etcd3» a primary that stood still takes the lead back: docs/cluster.md.
    assert "etcd3" not in patroni
    assert "ETCD_ENABLE_V2=true" in cluster_file("etcd.env")
    clients = re.findall(
        r"^ETCD_ADVERTISE_CLIENT_URLS=http://(.+)$", cluster_file("etcd.env"), re.M
    )
    assert clients[0] in patroni["etcd"]["hosts"].split(",")


def test_haproxy_leads_to_whom_patroni_names_and_the_app_to_haproxy(tmp_path: Path) -> None:
    said = dict(
        line.split("=", 1)
        for line in cluster_file("ubudehe.env").splitlines()
        if not line.startswith("#")
    )
    assert set(said) <= settings_known()
    settings = read_settings({**said, "UBUDEHE_DATA": str(tmp_path)})
    text = cluster_file("haproxy.cfg")
    primary = text.partition("listen primary")[2].partition("listen replica")[0]
    assert f"bind {settings.database_url.partition('@')[2].partition('/')[0]}\n" in primary
    assert "option httpchk OPTIONS /primary" in primary
    patroni: dict[str, Any] = yaml.safe_load(cluster_file("patroni.yml"))
    servers = re.findall(r"^    server \w+ (\S+):(\d+) check port (\d+)$", primary, re.M)
    assert [f"{host}:2379" for host, _, _ in servers] == patroni["etcd"]["hosts"].split(",")
    assert {(port, rest) for _, port, rest in servers} == {
        (patroni["postgresql"]["listen"].partition(":")[2], patroni["restapi"]["listen"][-4:])
    }
    assert "on-marked-down shutdown-sessions" in text
    program = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is not None:
        subprocess.run([program, "-c", "-q", "-f", str(CLUSTER / "haproxy.cfg")], check=True)
