"""Our logs read by Go's own transparency-log code, from Debian's golang-golang-x-mod-dev."""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, World
from tests.preparing import once
from tests.record.logs import as_owner, grow, sign
from tests.record.test_national import country_key, policy_of, step
from tests.witness.running import serving, serving_witness, witness
from ubudehe.app import create_app
from ubudehe.record.rotation import rotate_key

SOURCE = Path(__file__).parent / "tlog" / "reader.go"
PACKAGES = Path("/usr/share/gocode")
LOG = "51010101"
Read = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def read(folder_of_run: Path) -> Read:
    """Return the Go program as a function of its arguments."""
    go = shutil.which("go")
    if go is None or not (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("needs Debian's golang-go and golang-golang-x-mod-dev")
    program = once(folder_of_run / "go", lambda home: built(go, home))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *words], capture_output=True, text=True, check=False)

    return run


def built(go: str, home: Path) -> Path:
    program = home / "reader"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(PACKAGES),
        "GOCACHE": str(home / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run([go, "build", "-o", program, SOURCE], check=True, env=environment)
    return program


def told(world: World, log: str) -> str:
    signed = world.services.heads.last_signed(log)
    assert signed
    at = signed.checkpoint
    return f"{at.origin} {at.size} {base64.b64encode(at.root).decode()}\n"


def test_go_proves_a_village(world: World, read: Read) -> None:
    sign(world, VILLAGE)
    with serving(create_app(world.services)) as url:
        done = read(f"{url}/v/{VILLAGE}")
    assert (done.returncode, done.stdout) == (0, told(world, VILLAGE))


@pytest.mark.parametrize("size", [1, 256, 257, 600, 66_000])
def test_go_proves_every_shape_of_tree(empty_world: World, read: Read, size: int) -> None:
    grow(empty_world, LOG, size)
    sign(empty_world, LOG)
    with serving(create_app(empty_world.services)) as url:
        done = read(f"{url}/v/{LOG}")
    assert (done.returncode, done.stdout) == (0, told(empty_world, LOG))


def test_go_proves_that_a_log_extends_an_older_checkpoint(
    world: World, read: Read, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    older.write_text(sign(world, VILLAGE), "utf-8")
    rotate_key(world.services.database, world.services.heads, world.clock.now)
    with serving(create_app(world.services)) as url:
        done = read(f"{url}/v/{VILLAGE}", str(older))
    signed = world.services.heads.last_signed(VILLAGE)
    assert signed
    extends = f"extends {signed.checkpoint.size - 1}\n"
    assert (done.returncode, done.stdout) == (0, told(world, VILLAGE) + extends)


def test_go_proves_the_cosigned_log_of_checkpoints(
    world: World, read: Read, tmp_path: Path
) -> None:
    state = witness(tmp_path, "w.example", country_key(world))
    with serving_witness(state) as address:
        assert step(world, policy_of(1, (state, address))).cosigned
    with serving(create_app(world.services)) as url:
        done = read(f"{url}/log")
    assert (done.returncode, done.stdout) == (0, told(world, "log"))


@pytest.mark.parametrize("table", ["log_leaf", "log_node"])
def test_go_finds_what_was_edited(empty_world: World, read: Read, table: str) -> None:
    grow(empty_world, LOG, 300)
    sign(empty_world, LOG)
    column = {"log_leaf": "entry", "log_node": "node_hash"}[table]
    other = f"(SELECT {column} FROM {table} b WHERE b.log = :v AND b.idx = 6 LIMIT 1)"
    level = "AND level = 0" if table == "log_node" else ""
    with empty_world.services.database.write() as session:
        as_owner(
            session,
            f"UPDATE {table} SET {column} = {other} WHERE log = :v AND idx = 5 {level}",
            v=LOG,
        )
    with serving(create_app(empty_world.services)) as url:
        done = read(f"{url}/v/{LOG}")
    assert done.returncode == 1
    assert done.stdout.startswith("FAILED: ")
