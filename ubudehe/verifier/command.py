"""The command line of the verifier, the same in the app and in the single file."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ubudehe.language.messages import LANGUAGES
from ubudehe.record.rules.notes import BadNote
from ubudehe.record.rules.policies import Policy, parse_policy
from ubudehe.verifier.keys import read_vkeys
from ubudehe.verifier.older import Older, parse_older
from ubudehe.verifier.proofs import FIRST_LINE, MAX_PROOF, read_entry, verify_proof
from ubudehe.verifier.report import Report
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.source import MAX_KEYS, MAX_NOTE, Unreadable
from ubudehe.verifier.speaking import language_of
from ubudehe.verifier.telling import Say, as_json, as_text
from ubudehe.verifier.verify import Wish, verify

Speech = Callable[[str], Say]
"""Returns how to say things in a language."""
_LONGEST_PATH = 1_024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `verify` takes to a parser."""
    parser.add_argument(
        "source", metavar="SOURCE", help="address (…/v/CODE), folder, ZIP file, or proof file"
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY|FILE",
        help="the record's verifier key, from paper or another place than SOURCE",
    )
    parser.add_argument(
        "--since",
        action="append",
        default=[],
        metavar="FILE|TEXT|-",
        help="an older checkpoint, text message or scanned code to compare with",
    )
    parser.add_argument("--policy", type=Path, metavar="FILE", help="which witnesses must agree")
    parser.add_argument("--entry", type=Path, metavar="FILE", help="the entry of a proof file")
    parser.add_argument("--photos", action="store_true", help="fetch photos from a site as well")
    parser.add_argument("--lang", choices=LANGUAGES, default=language_of(), help="language")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Verify; 0 where nothing is wrong, 1 where something is, 2 where it cannot be read."""
    try:
        report = _report(arguments)
    except (Unreadable, BadNote, OSError) as error:
        problem = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        sys.stderr.write(f"ubudehe verify: {problem}\n")
        return 2
    told = as_json if arguments.json else as_text
    sys.stdout.write(told(report, speech(arguments.lang)) + "\n")
    return 0 if report.is_good else 1


def _report(arguments: argparse.Namespace) -> Report:
    wish = Wish(
        keys_of(arguments.key), _policy(arguments.policy), _older(arguments.since), arguments.photos
    )
    path = Path(arguments.source)
    if _is_file(arguments.source) and _starts(path) == FIRST_LINE:
        entry = read_entry(arguments.entry.read_bytes()) if arguments.entry else None
        return verify_proof(arguments.source, _read(path, MAX_PROOF), entry, wish)
    return verify(open_source(arguments.source), wish)


def keys_of(texts: list[str]) -> tuple[str, ...]:
    """Return the keys that were typed, or that stand in the files named. BadNote if they do not."""
    return tuple(key for text in texts for key in _keys(text))


def _keys(text: str) -> list[str]:
    return read_vkeys(_read(Path(text), MAX_KEYS).decode() if _is_file(text) else text)


def _policy(path: Path | None) -> Policy | None:
    return None if path is None else parse_policy(_read(path, MAX_NOTE).decode())


def _older(texts: list[str]) -> tuple[Older, ...]:
    return tuple(parse_older(_text(text)) for text in texts)


def _text(text: str) -> str:
    if text == "-":
        return sys.stdin.read(MAX_NOTE)
    return _read(Path(text), MAX_NOTE).decode() if _is_file(text) else text


def _is_file(text: str) -> bool:
    return len(text) < _LONGEST_PATH and "\n" not in text and Path(text).is_file()


def _starts(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(FIRST_LINE))


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Unreadable(f"{path} is larger than such a file can be")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8") from error
    return data
