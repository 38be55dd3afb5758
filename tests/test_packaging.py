"""The wheel works alone: everything it needs is inside, and it serves from an empty folder."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parent.parent
LANGUAGES = ("rw", "en", "fr", "sw")
START_SECONDS = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("ubudehe-*.whl")
    return built


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `ubudehe` command of a new environment that holds the wheel, not this checkout."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    _pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    # Only now, or pip would take the checkout's own installation for this one's.
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "ubudehe"


def test_every_template_is_inside(inside: set[str]) -> None:
    assert _files("templates", "*.*", under="ubudehe") <= inside


def test_every_module_is_inside(inside: set[str]) -> None:
    assert _files("ubudehe", "*.py") <= inside


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_catalogue_is_inside(inside: set[str], lang: str) -> None:
    assert f"ubudehe/locales/{lang}/LC_MESSAGES/messages.po" in inside


def test_the_places_and_their_licence_are_inside(inside: set[str]) -> None:
    assert _files("ubudehe/places/packs", "*.*") <= inside


def test_nothing_that_is_only_for_developers_is_inside(inside: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in inside} == {"ubudehe"}
    assert not [name for name in inside if "__pycache__" in name or name.endswith(".sqlite")]


def test_the_installed_wheel_is_the_one_that_runs(command: Path, tmp_path: Path) -> None:
    python = command.parent / "python"
    code = "import ubudehe; print(ubudehe.__file__)"
    where = subprocess.check_output([python, "-c", code], cwd=tmp_path, text=True, env=_bare())
    assert Path(where.strip()).is_relative_to(command.parent.parent)


def test_it_serves_from_an_empty_folder(command: Path, tmp_path: Path) -> None:
    with _serving(command, tmp_path) as address:
        assert httpx2.get(f"{address}/healthz").status_code == 200
        for lang in LANGUAGES:
            page = httpx2.get(f"{address}/{lang}/", follow_redirects=True)
            assert page.status_code == 200
            assert f'lang="{lang}"' in page.text
    assert (tmp_path / "data" / "ubudehe.sqlite").is_file()


def test_without_the_extras_it_serves_packed_by_gzip(
    command: Path, tmp_path: Path, without_extras: dict[str, str]
) -> None:
    with _serving(command, tmp_path, without_extras) as address:
        page = httpx2.get(f"{address}/en/find", headers={"accept-encoding": "br, gzip"})
        assert page.status_code == 200
        assert page.headers["content-encoding"] == "gzip"
        assert "</html>" in page.text


def test_postgresql_without_its_driver_is_one_sentence(
    command: Path, tmp_path: Path, without_extras: dict[str, str]
) -> None:
    url = "postgresql+psycopg://u:secret@127.0.0.1:1/none"
    env = {**_bare(), **without_extras, "UBUDEHE_DATABASE_URL": url}
    done = subprocess.run(
        [command, "check"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'ubudehe[postgresql]'" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


@pytest.fixture
def without_extras(tmp_path: Path) -> dict[str, str]:
    """Return what must stand in the environment of a process that is to find no extra."""
    packages = ("brotli", "httptools", "psycopg", "pypdfium2", "uvloop")
    blocked = "".join(f"sys.modules[{name!r}] = None\n" for name in packages)
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "sitecustomize.py").write_text(f"import sys\n{blocked}")
    return {"PYTHONPATH": str(tmp_path / "blocked")}


def _files(folder: str, pattern: str, under: str = ".") -> set[str]:
    """Return the paths that the files of `folder` have in the wheel; never none at all."""
    found = (path.relative_to(ROOT) for path in (ROOT / folder).rglob(pattern))
    names = {(under / path).as_posix() for path in found if "__pycache__" not in path.parts}
    assert names
    return names


def _pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _bare() -> dict[str, str]:
    """Return the environment of a machine that knows nothing of this checkout."""
    ours = ("UBUDEHE_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextmanager
def _serving(command: Path, folder: Path, more: dict[str, str] | None = None) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [command, "serve", "--port", str(port)],
            cwd=folder,
            env={**_bare(), **(more or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_answering(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)
    assert "Traceback" not in log.read_text()


def _wait_until_answering(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    with httpx2.Client() as visitor:
        while time.monotonic() < until and server.poll() is None:
            try:
                visitor.get(f"{address}/healthz")
            except httpx2.TransportError:
                time.sleep(0.1)
            else:
                return
    pytest.fail(f"the server did not answer: {log.read_text()}")
