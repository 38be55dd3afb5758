"""The symbols that stand for a need or a project, for people who would rather look than read."""

from typing import Literal, get_args

Symbol = Literal[
    "water",
    "tap",
    "school",
    "health",
    "road",
    "bridge",
    "tree",
    "terrace",
    "cow",
    "goat",
    "hen",
    "bee",
    "mill",
    "market",
    "house",
    "lamp",
    "sun",
    "tools",
    "latrine",
    "seed",
    "phone",
    "people",
]
SYMBOLS: tuple[str, ...] = get_args(Symbol)
"""All symbols in the order in which they are offered; drawn in templates/parts/symbols.html."""
