"""The command `mirror`, the same in the app and in the single file."""

import argparse
import sys
from pathlib import Path

from ubudehe.language.messages import LANGUAGES, N_
from ubudehe.record.rules.notes import BadNote
from ubudehe.verifier.command import Speech, keys_of
from ubudehe.verifier.mirrors.copying import Forked
from ubudehe.verifier.mirrors.mirror import PROOF, mirror, zip_mirror
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import Unreadable
from ubudehe.verifier.speaking import language_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `mirror` takes to a parser."""
    parser.add_argument("url", metavar="URL", help="address of a record or a level: …/v/CODE")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="made if it is not there")
    parser.add_argument("--key", action="append", default=[], metavar="KEY|FILE")
    parser.add_argument("--no-photos", action="store_true", help="leave photos and recordings out")
    parser.add_argument("--zip", action="store_true", help="write FOLDER.zip as well")
    parser.add_argument("--lang", choices=LANGUAGES, default=language_of(), help="language")


def run(arguments: argparse.Namespace, speech: Speech) -> int:
    """Copy what is new; 1 where the site contradicts the copy, 2 where it cannot be read."""
    say = speech(arguments.lang)
    folder: Path = arguments.folder
    try:
        opened = open_source(arguments.url)
        if not isinstance(opened.source, SiteSource) or opened.code is None:
            raise Unreadable("the address must be like https://…/v/CODE")
        keys = keys_of(arguments.key)
        done = mirror(opened.source, opened.code, folder, keys, not arguments.no_photos)
        if arguments.zip:
            zip_mirror(folder, folder.with_name(folder.name + ".zip"))
    except Forked as fork:
        text = N_(
            "ALARM: %(origin)s does not extend the record copied before. Somebody rewrote it. "
            "Both signed checkpoints are kept in %(folder)s as proof; nothing else was changed."
        )
        where = {"origin": fork.origin, "folder": folder / PROOF}
        sys.stdout.write(say(text, where) + "\n")
        for note in (fork.kept, fork.shown):
            sys.stdout.write("\n" + note.decode("utf-8", "replace"))
        return 1
    except (Unreadable, BadNote, OSError) as error:
        sys.stderr.write(f"ubudehe mirror: {error}\n")
        return 2
    text = N_(
        "%(logs)s records, %(entries)s new entries, %(photos)s new photos; "
        "%(requests)s requests, %(bytes)s bytes."
    )
    params = {
        "logs": done.logs,
        "entries": done.entries,
        "photos": done.photos,
        "requests": done.requests,
        "bytes": done.received,
    }
    sys.stdout.write(say(text, params) + "\n")
    if done.missing:
        text = N_("Photos that did not come: %(missing)s. The next run asks for them again.")
        params = {"missing": done.missing}
        sys.stdout.write(say(text, params) + "\n")
    return 0
