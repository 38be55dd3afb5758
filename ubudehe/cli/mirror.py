"""`ubudehe mirror`: the program that does it knows nothing of this app but the pure rules."""

import argparse

from ubudehe.language.catalogues import say
from ubudehe.verifier.mirrors import command as mirroring
from ubudehe.verifier.telling import Say


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Say what may be typed."""
    mirroring.add_arguments(command)
    command.set_defaults(run=lambda arguments: mirroring.run(arguments, _speech))


def _speech(lang: str) -> Say:
    return lambda msgid, params: say(lang, msgid, **params)
