"""Clearing away what is kept for a time alone, of every room."""

import logging
from collections.abc import Iterator

from ubudehe.concerns import keeping as concerns
from ubudehe.households import keeping as households
from ubudehe.ledger import keeping as ledger
from ubudehe.people import keeping as people
from ubudehe.places.keeping import Clearing
from ubudehe.questions import keeping as questions

TERMS = (*people.TERMS, *households.TERMS, *ledger.TERMS, *concerns.TERMS, *questions.TERMS)
_log = logging.getLogger(__name__)


def clear(clearing: Clearing) -> Iterator[tuple[str, int | None]]:
    """Clear away what is over, and yield what it was and how many there were.

    None where it failed, which is logged: the others are cleared all the same.
    """
    for term in TERMS:
        try:
            yield term.what, term.clear(clearing)
        except Exception:
            _log.exception("not cleared, it will be tried again: %s", term.what)
            yield term.what, None
