"""What Ubudehe is made of: a bill of materials, and a look for known vulnerabilities.

dependencies.py sbom    write dist/ubudehe.cdx.json (CycloneDX) of what requirements.txt pins
dependencies.py audit   1 where a pinned release has a known vulnerability; where that cannot be
                        asked in a few seconds, one line says so

uv does both, from a lock of its own kind: it is made for a moment, from the pins of ours.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).parent / "uv"
PATIENCE = 10
"""Seconds that one step of the audit may take."""
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ ;]+)( ; [^\\]+)?", re.MULTILINE)


class NotWhole(Exception):
    """A bill of materials that does not list what is pinned."""


def pins(requirements: str) -> dict[str, str]:
    """Return the version of each package that the text of a requirements file pins."""
    return {name: version for name, version, _ in _PIN.findall(requirements)}


def prove(bill: Mapping[str, Any], pinned: Mapping[str, str]) -> None:
    """Raise NotWhole unless `bill` has CycloneDX's shape and lists exactly what is pinned."""
    if bill.get("bomFormat") != "CycloneDX" or bill.get("specVersion") not in ("1.5", "1.6"):
        raise NotWhole("This is no CycloneDX document of version 1.5 or 1.6.")
    if not re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(bill.get("serialNumber"))):
        raise NotWhole("The document has no serial number.")
    parts = bill["components"]
    listed = {part["name"]: part["version"] for part in parts}
    if listed != pinned:
        differing = sorted(dict(listed.items() ^ pinned.items()))
        raise NotWhole(f"Not as requirements.txt pins them: {', '.join(differing)}.")
    for part in parts:
        if (
            part["type"] != "library"
            or part["purl"] != f"pkg:pypi/{part['name']}@{part['version']}"
        ):
            raise NotWhole(f"{part['name']} is not named as packages are.")
    known = {part["bom-ref"] for part in (*parts, bill["metadata"]["component"])}
    for line in bill["dependencies"]:
        if not {line["ref"], *line.get("dependsOn", ())} <= known:
            raise NotWhole(f"{line['ref']} needs something that is not listed.")


def sbom(target: Path = ROOT / "dist" / "ubudehe.cdx.json") -> int:
    """Write the bill of materials of a run-time installation, proved, to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(UV) as folder:
        kind = ("--preview-features", "sbom-export", "--format", "cyclonedx1.5")
        made = _run(UV, folder, "export", "--frozen", *kind, "--all-extras", "--no-dev")
    bill = json.loads(made.stdout)
    bill["components"] = [part for part in bill["components"] if part["name"] != "ubudehe"]
    prove(bill, pins((ROOT / "requirements.txt").read_text("utf-8")))
    target.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{target}: {len(bill['components'])} packages\n")
    return 0


def audit(uv: Path = UV) -> int:
    """Return 1, and say which, where something pinned has a known vulnerability; else 0."""
    try:
        with _locked(uv) as folder:
            asked = ("audit", "--preview-features", "audit", "--frozen")
            found = _run(uv, folder, *asked, check=False)
    except (OSError, subprocess.SubprocessError):
        return _unknown()
    if found.returncode not in (0, 1):
        return _unknown()
    sys.stdout.write(found.stdout if found.returncode else "No known vulnerabilities.\n")
    return found.returncode


def _unknown() -> int:
    sys.stdout.write(
        "Not audited: the list of known vulnerabilities cannot be reached from here.\n"
    )
    return 0


@contextmanager
def _locked(uv: Path) -> Iterator[Path]:
    """Yield a folder with our pyproject.toml and a lock of uv's own that keeps to our pins."""
    kept = [
        f"{name}=={version}{marker.rstrip()}"
        for name, version, marker in _PIN.findall(
            (ROOT / "requirements-dev.txt").read_text("utf-8")
        )
    ]
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        constraints = f"\n[tool.uv]\nconstraint-dependencies = {json.dumps(kept)}\n"
        (folder / "pyproject.toml").write_text(project + constraints, "utf-8")
        _run(uv, folder, "lock", "--python", sys.executable)
        yield folder


def _run(
    uv: Path, folder: Path, *words: str, check: bool = True
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words to our own program
        [str(uv), *words, "--quiet", "--project", str(folder)],
        env={**os.environ, "UV_HTTP_RETRIES": "0", "UV_HTTP_TIMEOUT": "3"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=check,
    )


if __name__ == "__main__":
    sys.exit({"sbom": sbom, "audit": audit}[sys.argv[1]]())
