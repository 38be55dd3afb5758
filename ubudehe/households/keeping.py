"""Interviews that were never finished, and lists half-way in."""

from datetime import timedelta

from sqlmodel import col, delete

from ubudehe.households.importing.tables import HouseholdImport
from ubudehe.households.interviews.tables import HouseholdDraft
from ubudehe.places.keeping import Clearing, Term


def _interviews(clearing: Clearing) -> int:
    before = clearing.now - timedelta(days=clearing.country.keeping.interview_days)
    with clearing.database.write() as session:
        over = col(HouseholdDraft.saved_at) < before
        return int(session.exec(delete(HouseholdDraft).where(over)).rowcount)


def _imports(clearing: Clearing) -> int:
    before = clearing.now - timedelta(days=clearing.country.keeping.import_days)
    with clearing.database.write() as session:
        over = col(HouseholdImport.created_at) < before
        return int(session.exec(delete(HouseholdImport).where(over)).rowcount)


TERMS = (
    Term("interviews that were begun and not finished", _interviews),
    Term("lists on their way in", _imports),
)
