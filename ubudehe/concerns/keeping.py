"""Concerns that were closed long ago."""

from ubudehe.concerns.erasing import erase_step
from ubudehe.language.dates import day_of
from ubudehe.places.keeping import Clearing, Term


def _concerns(clearing: Clearing) -> int:
    today = day_of(clearing.now, clearing.country.zone)
    return erase_step(clearing.database, clearing.country, today)


TERMS = (Term("what was written of concerns closed long ago", _concerns),)
