"""What is pinned, listed in the bill of materials, and said of vulnerabilities."""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def dependencies() -> ModuleType:
    spec = importlib.util.spec_from_file_location("made_of", ROOT / "deploy" / "dependencies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bill() -> dict[str, Any]:
    one = {"type": "library", "name": "a-b", "version": "1.0", "purl": "pkg:pypi/a-b@1.0"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": "urn:uuid:f6b4bc58-e6ee-4d02-882e-8a822e617215",
        "metadata": {"component": {"bom-ref": "ubudehe"}},
        "components": [one | {"bom-ref": "a-b@1.0"}],
        "dependencies": [{"ref": "ubudehe", "dependsOn": ["a-b@1.0"]}],
    }


def test_every_extra_is_pinned(dependencies: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = dependencies.pins((ROOT / "requirements.txt").read_text("utf-8"))
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += extra
    names = {one.partition(">")[0].partition("[")[0] for one in wanted}
    assert len(names) > 15
    assert names <= set(pinned)
    assert (
        pinned.items()
        <= dependencies.pins((ROOT / "requirements-dev.txt").read_text("utf-8")).items()
    )


def test_a_bill_that_lists_what_is_pinned_is_whole(dependencies: ModuleType) -> None:
    dependencies.prove(bill(), {"a-b": "1.0"})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"bomFormat": "SPDX"}, "no CycloneDX"),
        ({"serialNumber": "1"}, "serial number"),
        ({"components": []}, "a-b"),
        ({"dependencies": [{"ref": "ubudehe", "dependsOn": ["c"]}]}, "not listed"),
    ],
)
def test_one_that_does_not_is_refused(
    dependencies: ModuleType, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(dependencies.NotWhole, match=says):
        dependencies.prove(bill() | change, {"a-b": "1.0"})


@pytest.mark.parametrize(
    ("audit", "code", "says"),
    [
        ("exit 0", 0, "No known vulnerabilities."),
        ("echo jinja2 has one; exit 1", 1, "jinja2 has one"),
        ("exit 2", 0, "Not audited"),
        ("exec sleep 20", 0, "Not audited"),
    ],
)
def test_an_audit_fails_by_what_it_finds_alone(
    dependencies: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    audit: str,
    code: int,
    says: str,
) -> None:
    program = tmp_path / "uv"
    program.write_text(f'#!/bin/sh\n[ "$1" = audit ] || exit 0\n{audit}\n')
    program.chmod(0o755)
    monkeypatch.setattr(dependencies, "PATIENCE", 1)
    assert dependencies.audit(program) == code
    assert says in capsys.readouterr().out
