"""How much a piece of evidence is worth: classes A, B and C."""

from collections.abc import Iterable

CLASSES = {"invoice": "A", "receipt": "B", "statement": "C"}
"""A: an invoice of the tax office's machine (EBM). B: any other receipt. C: a statement by two
people where there is no receipt. That goods arrived («goods») proves delivery, not a price."""

OFFER = "quote"
"""What a seller offered, on paper: it tells of prices, and proves no payment."""


def best_class(kinds: Iterable[str]) -> str:
    """Return the best class among pieces of evidence, or nothing where none has one."""
    return min((CLASSES[kind] for kind in kinds if kind in CLASSES), default="")
