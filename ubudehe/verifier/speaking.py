"""The messages in the reader's language, from catalogues packed beside this file at build time.

The app itself has its own catalogues and hands in its own way of saying things; this one is for
the single file that runs without the app.
"""

import json
import os
import pkgutil
from collections.abc import Mapping

from ubudehe.language.messages import LANGUAGES
from ubudehe.verifier.telling import Say

PACKED = "messages.json"
"""{language: {message: translation}}"""
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that the environment asks for, English where we do not speak it."""
    for variable in _VARIABLES:
        if value := environment.get(variable):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


def packed_speech(lang: str) -> Say:
    """Return how to say things in `lang` by the packed catalogues, else as they are written."""
    catalogue = _packed().get(lang, {})

    def say(msgid: str, params: Mapping[str, object]) -> str:
        text = catalogue.get(msgid, msgid)
        return text % params if params else text

    return say


def _packed() -> dict[str, dict[str, str]]:
    try:
        data = pkgutil.get_data(__package__, PACKED)
    except OSError:
        data = None
    found: dict[str, dict[str, str]] = json.loads(data) if data else {}
    return found
