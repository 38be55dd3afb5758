"""Scripts made shorter: their own names are cut to two letters, and nothing else is touched.

A name is the script's own where it is declared in it and stands nowhere as a property, as a key or
in a text.
"""

import re
from collections.abc import Iterator
from itertools import product
from string import ascii_letters, ascii_lowercase

_DECLARED = re.compile(r"\b(?:const|let|function) ([A-Za-z_$][\w$]*)")
_TEXTS = re.compile(r"\"[^\"\n]*\"|`[^`]*`|'[^'\n]*'")
_WORDS = re.compile(r"[A-Za-z_$][\w$]*")
_LEAST = 4


def shortened(script: str) -> str:
    """Return `script` with its own names in two letters, those that stand most often first."""
    texts = set(_WORDS.findall(" ".join(_TEXTS.findall(script))))
    own = [
        name
        for name in set(_DECLARED.findall(script)) - texts
        if len(name) >= _LEAST and not _is_seen_elsewhere(name, script)
    ]
    often = {name: len(re.findall(rf"\b{re.escape(name)}\b", script)) for name in own}
    short = _free(set(_WORDS.findall(script)))
    names = {name: next(short) for name in sorted(own, key=lambda one: (-often[one], one))}
    return _WORDS.sub(lambda found: names.get(found[0], found[0]), script)


def _is_seen_elsewhere(name: str, script: str) -> bool:
    one = re.escape(name)
    return bool(re.search(rf"\.{one}\b|\b{one}\s*:|[{{,]\s*{one}\s*[,}}]", script))


def _free(taken: set[str]) -> Iterator[str]:
    words = {"do", "if", "in", "of"}
    for first, second in product(ascii_letters, ascii_lowercase):
        if first + second not in taken and first + second not in words:
            yield first + second
