"""The verifier as one file, `ubudehe-verify.pyz`, that needs only Python and `cryptography`.

The same source gives the same bytes: names sorted, no times, no compression that could differ.
What goes in is found by following imports, so that nothing else of the app can slip in.
"""

import ast
import json
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from ubudehe.language.catalogues import read_catalogue
from ubudehe.language.messages import LANGUAGES
from ubudehe.verifier.speaking import PACKED

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "ubudehe-verify.pyz"
START = "ubudehe.verifier.__main__"
_HEAD = b"#!/usr/bin/env python3\n"
_MAIN = b"from ubudehe.verifier.__main__ import main\n\nmain()\n"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def modules_of(start: str) -> dict[str, bytes]:
    """Return the files, by their path in the package, that importing `start` reads."""
    found: dict[str, bytes] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path is None or str(path.relative_to(ROOT)) in found:
            continue
        source = path.read_bytes()
        found[str(path.relative_to(ROOT))] = source
        waiting += [*_parents(name), *_imported(source)]
    return found


def messages_in(sources: dict[str, bytes]) -> list[str]:
    """Return the messages marked by N_() in the sources."""
    found = set()
    for source in sources.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                found.add(ast.literal_eval(node.args[0]))
    return sorted(found)


@cache
def program() -> bytes:
    """Return the single file, to be run by `python3`."""
    files = modules_of(START)
    said = messages_in(files)
    spoken: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        catalogue = read_catalogue(lang)
        texts = {one: str(m.string) for one in said if (m := catalogue.get(one)) and m.string}
        spoken[lang] = texts
    packed = json.dumps(spoken, ensure_ascii=False, sort_keys=True, indent=0).encode()
    files[f"ubudehe/verifier/{PACKED}"] = packed
    files["__main__.py"] = _MAIN
    out = BytesIO(_HEAD)
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as packing:
        for name in sorted(files):
            packing.writestr(zipfile.ZipInfo(name, _LONG_AGO), files[name])
    return out.getvalue()


def _path(name: str) -> Path | None:
    base = ROOT.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _imported(source: bytes) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return [name for name in names if name.partition(".")[0] == "ubudehe"]
