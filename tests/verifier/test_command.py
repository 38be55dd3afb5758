"""The command, in the app and as one file: what it prints and its exit codes."""

import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import cryptography
import pytest

from tests.record.trees import Store
from tests.verifier import records
from tests.verifier.checking import CODE, KEY
from tests.verifier.records import Village, note_of, origin_of, year
from ubudehe.language.catalogues import say
from ubudehe.record.rules.merkle import inclusion_proof, leaf_hash
from ubudehe.record.rules.proof_files import write_proof_file

ROOT = Path(__file__).parents[2]


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verifier_build", ROOT / "deploy/verifier.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def village() -> Village:
    return year()


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory, village: Village) -> Path:
    return records.write_mirror(tmp_path_factory.mktemp("mirror"), village, earlier=(5,))


@pytest.fixture(scope="module")
def single_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built: Path = builder().build(tmp_path_factory.mktemp("built") / "ubudehe-verify.pyz")
    return built


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ubudehe.cli", "verify", "--lang", "en", *arguments],
        capture_output=True,
        text=True,
        check=False,
        input=given,
        cwd=ROOT,
    )


def run_alone(file: Path, libraries: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the single file where nothing but cryptography can be imported besides Python itself."""
    site = Path(cryptography.__file__).parents[1]
    libraries.mkdir(exist_ok=True)
    for found in [*site.glob("cryptography"), *site.glob("_cffi_backend*"), *site.glob("cffi")]:
        (libraries / found.name).symlink_to(found)
    start = (
        "import runpy, sys; sys.path.append(sys.argv[1]); sys.argv = sys.argv[2:]; "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", start, str(libraries), str(file), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"LANG": "C.UTF-8"},
    )


def test_a_good_mirror(mirror: Path, village: Village) -> None:
    done = run(str(mirror), "--key", KEY)
    assert done.returncode == 0, done.stderr
    assert "RESULT: good" in done.stdout
    assert "that an entry is true" in done.stdout
    assert "signed by the key that you gave" in done.stdout
    found = json.loads(run(str(mirror), "--json").stdout)
    assert (found["format"], found["good"]) == ("ubudehe-verification/v1", True)
    assert found["logs"][0]["size"] == len(village.events)
    assert found["logs"][0]["books"]["money_in"] == {"RWF": 10_000_000}
    assert len(found["cannot_be_proved"]) == 3


def test_older_checkpoints_as_file_text_and_input(
    mirror: Path, village: Village, tmp_path: Path
) -> None:
    note = note_of(origin_of(CODE), village.entries, size=9)
    file = tmp_path / "old.note"
    file.write_text(note, "utf-8")
    three = "\n".join(note.split("\n")[:3])
    done = run(str(mirror), "--since", str(file), "--since", three, "--since", "-", given=note)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("The first 9 entries") == 3
    false = note_of(origin_of(CODE), village.entries[1:], size=9)
    done = run(str(mirror), "--since", "-", given=false)
    assert done.returncode == 1
    assert "not a prefix of this record" in done.stdout
    assert false in done.stdout
    other = note_of(origin_of("11010101"), village.entries)
    assert run(str(mirror), "--since", other).returncode == 1


def test_what_cannot_be_read_is_another_exit_code(tmp_path: Path, mirror: Path) -> None:
    assert run(str(tmp_path / "none")).returncode == 2
    assert run(str(mirror), "--since", "nonsense").returncode == 2
    assert run(str(mirror), "--key", "nonsense").returncode == 2
    assert run(str(mirror), "--policy", str(tmp_path / "none")).returncode == 2
    (tmp_path / "binary").write_bytes(b"\xff")
    assert run(str(mirror), "--key", str(tmp_path / "binary")).returncode == 2


def test_a_zip_with_one_folder_in_it(mirror: Path, tmp_path: Path) -> None:
    packed = tmp_path / "stick.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as packing:
        for path in sorted(mirror.rglob("*")):
            packing.write(path, Path("copy") / path.relative_to(mirror))
    done = run(str(packed), "--key", KEY)
    assert done.returncode == 0, done.stdout


def test_one_entry_with_its_proof(village: Village, tmp_path: Path) -> None:
    entries = village.entries
    store = Store([leaf_hash(entry) for entry in entries])
    steps = inclusion_proof(6, len(entries), store.node)
    proof = write_proof_file(6, steps, note_of(origin_of(CODE), entries))
    path, entry = tmp_path / "entry.proof", tmp_path / "entry.json"
    path.write_text(proof, "utf-8")
    entry.write_bytes(entries[6] + b"\n")
    done = run(str(path), "--entry", str(entry), "--key", KEY)
    assert done.returncode == 0, done.stdout
    assert f"place 6 of the tree of {len(entries)} entries" in done.stdout
    assert run(str(path), "--entry", str(entry)).returncode == 1
    assert run(str(path)).returncode == 2
    extra = f"\nextra {records.b64(entries[6])}\nindex"
    path.write_text(proof.replace("\nindex", extra), "utf-8")
    assert run(str(path), "--key", KEY).returncode == 0
    entry.write_bytes(entries[7])
    done = run(str(path), "--entry", str(entry), "--key", KEY)
    assert done.returncode == 1
    assert "does not stand in the tree" in done.stdout


def test_the_single_file_needs_nothing_but_cryptography(
    single_file: Path, mirror: Path, tmp_path: Path
) -> None:
    done = run_alone(single_file, tmp_path / "lib", str(mirror), "--key", KEY, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["good"] is True
    with zipfile.ZipFile(single_file) as packed:
        names = packed.namelist()
    outside = [
        n
        for n in names
        if "/rules/" not in n and n.startswith(("ubudehe/record/", "ubudehe/ledger/"))
    ]
    assert all(name.endswith("__init__.py") for name in outside)
    assert "ubudehe/cli/__init__.py" not in names


@pytest.mark.parametrize("lang", ["rw", "fr", "sw"])
def test_the_single_file_speaks(single_file: Path, mirror: Path, tmp_path: Path, lang: str) -> None:
    done = run_alone(single_file, tmp_path / "lib", str(mirror), "--lang", lang)
    assert done.returncode == 0, done.stderr
    said = say(lang, "RESULT: good. Nothing is wrong with what could be checked.")
    assert said in done.stdout
    assert "RESULT: good" not in done.stdout


def test_the_single_file_is_built_the_same_each_time(single_file: Path, tmp_path: Path) -> None:
    again = builder().build(tmp_path / "again.pyz")
    assert again.read_bytes() == single_file.read_bytes()
