"""What no code here does: nothing typed becomes code, a command, an address or markup."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.figures import ROOT
from tests.preparing import AS_SERVED
from ubudehe.people import hashing

CODE = ROOT / "ubudehe"
ASKS_OTHERS = {"record/witnesses.py", "verifier/sources/site.py"}
"""The two places that ask another server: witnesses of the operator's policy, `mirror` and
`verify` of an address that was typed in a shell."""
HANGS_UP = {"storage/replica.py"}
"""Ends a connection of the database's driver that nobody answers; it opens none."""
STARTS_PROGRAMS = {"households/importing/files.py", "record/papers/drawing.py"}
"""Read a sheet, and draw a PDF, in a process of its own."""
INVENTS = {"demo", "simulation"}
"""Rooms whose people and days are invented by a seed; nothing there is a secret."""
ASKS_FOR_ACTS = {"people/acts.py", "people/administrators.py", "record/by_server.py"}
"""By whose name something may enter a record: somebody's who is signed in, an administrator's whom
the operator makes, and the server's own."""
OWN_MARKUP = {"web/qr.py", "web/rendering.py"}
"""Markup that no template escapes: our own pictures, style sheet and scripts."""


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module by its path below the package."""
    return {
        path.relative_to(CODE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(CODE.rglob("*.py"))
    }


@cache
def imported(tree: ast.Module) -> set[str]:
    """Return the full names of what a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {str(node.module), *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def importers(*names: str) -> set[str]:
    """Return the modules that import one of `names`."""
    return {path for path, tree in trees().items() if imported(tree) & set(names)}


@cache
def calls(tree: ast.Module) -> list[tuple[str, ast.Call]]:
    """Return (name as written, call) of a module."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [(ast.unparse(node.func), node) for node in found]


def callers(*names: str) -> set[str]:
    """Return the modules that call something by one of `names`."""
    return {path for path, tree in trees().items() if {n for n, _ in calls(tree)} & set(names)}


def test_no_text_becomes_code_or_objects() -> None:
    assert callers("eval", "exec", "compile", "__import__") == set()
    assert importers("pickle", "marshal", "shelve", "yaml", "dill", "code") == set()


def test_no_text_becomes_a_command() -> None:
    assert callers("os.system", "os.popen", "os.execv", "os.spawnv") == set()
    assert importers("subprocess") == STARTS_PROGRAMS
    for path in STARTS_PROGRAMS:
        for name, call in calls(trees()[path]):
            if name.startswith("subprocess."):
                assert "shell" not in {one.arg for one in call.keywords}
        assert "reader = [sys.executable, '-P', '-m', 'ubudehe." in ast.unparse(trees()[path])


def test_no_statement_of_the_database_is_put_together_from_texts() -> None:
    wrong = []
    for path, tree in trees().items():
        sql = {"exec_driver_sql", "Prepared"}
        sql |= {"text"} if imported(tree) & {"sqlalchemy.text", "sqlmodel.text"} else set()
        for name, call in calls(tree):
            given = call.args[0] if call.args else None
            built = isinstance(given, ast.JoinedStr | ast.BinOp) or (
                isinstance(given, ast.Call) and ast.unparse(given.func).endswith(".format")
            )
            if name.split(".")[-1] in sql and built:
                wrong.append(f"{path}:{call.lineno} {ast.unparse(call)[:80]}")
    assert wrong == []


def test_other_servers_are_asked_in_two_places_alone() -> None:
    asks = importers("urllib.request", "http.client", "requests", "httpx", "httpx2", "socket")
    assert asks == ASKS_OTHERS | HANGS_UP


def test_what_enters_a_record_is_asked_for_in_three_places_alone() -> None:
    assert importers("ubudehe.record.append.Request") == ASKS_FOR_ACTS


def test_nothing_goes_by_web_sockets_or_mail() -> None:
    assert importers("smtplib", "imaplib", "ldap3", "websockets", "starlette.websockets") == set()
    assert callers("WebSocketRoute") == set()


def test_old_hashes_and_guessable_numbers_are_not_used() -> None:
    assert callers("hashlib.md5", "hashlib.sha1", "hashlib.new") == set()
    random = {path.split("/")[0] for path in importers("random", "random.Random")}
    assert random <= INVENTS


def test_templates_escape_everything_and_are_made_of_files_alone() -> None:
    assert callers("Markup", "markupsafe.Markup") == OWN_MARKUP
    assert not [path for path in trees() if "from_string" in (CODE / path).read_text("utf-8")]
    marked = re.compile(r"\|\s*safe\b|autoescape")
    pages = sorted((ROOT / "templates").rglob("*.*"))
    assert [page.name for page in pages if marked.search(page.read_text("utf-8"))] == []


def test_no_script_writes_markup_runs_texts_or_keeps_anything() -> None:
    bad = re.compile(
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|new Function"
        r"|localStorage|sessionStorage|indexedDB|document\.cookie|__proto__|postMessage"
        r"|WebSocket|RTCPeerConnection)\b"
    )
    scripts = sorted(Path(ROOT / "templates").rglob("*.js"))
    assert len(scripts) >= 3
    assert [one.name for one in scripts if bad.search(one.read_text("utf-8"))] == []


KEYED = (
    *("argon2", "hmac", "pyotp", "pyrage", "cryptography.hazmat.primitives.ciphers.aead"),
    "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PrivateKey",
)
"""What makes a module hold or use a key."""


def test_each_key_and_cipher_stands_in_the_inventory() -> None:
    told = set(re.findall(r"`ubudehe/([\w/]+\.py)`", (ROOT / "docs/keys.md").read_text("utf-8")))
    assert told == importers(*KEYED)


def test_ciphers_are_sealed_ones_and_pins_are_hashed_slowly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ciphers = {
        name for tree in trees().values() for name in imported(tree) if ".ciphers." in f"{name}."
    }
    aead = "cryptography.hazmat.primitives.ciphers.aead"
    assert ciphers == {aead, f"{aead}.AESGCM", f"{aead}.ChaCha20Poly1305"}
    monkeypatch.setattr(hashing, "_hasher", AS_SERVED)
    assert hashing.Hashing().hash("a PIN").startswith("$argon2id$v=19$m=19456,t=3,p=1$")


def test_nothing_looks_away_from_certificates_nor_serves_a_folder_or_its_own_faults() -> None:
    assert importers("ssl", "starlette.staticfiles", "starlette.staticfiles.StaticFiles") == set()
    marks = [one for tree in trees().values() for _, call in calls(tree) for one in call.keywords]
    assert [one for one in marks if one.arg == "debug"] == []
