"""What findings may be about: things of the village's books, and how they are named on a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, number, text
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.grants.tables import Grant
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.states import ProposalState
from ubudehe.storage.reading import pick

MONTHS = 36
"""How many months a form offers."""
_VILLAGE = Sentence(N_("The village as a whole"))


@dataclass(frozen=True)
class Subject:
    """What a finding is about: its reference, how it is said, and its public page.

    `path` is empty where there is none; it lies below a language's own address.
    """

    ref: str
    says: Sentence
    path: str

    @property
    def value(self) -> str:
        """Return the id or the month alone."""
        return self.ref.partition(":")[2]


def exists(session: Session, village: str, about: str, subject: str) -> bool:
    """Tell whether a village has such a thing in its books."""
    if about == "village":
        return subject == ""
    if about == "month":
        query = pick(BookMonth.month).where(
            BookMonth.village == village, BookMonth.month == subject
        )
        return session.execute(query).first() is not None
    table = _TABLES[about]
    found = pick(table.id).where(table.village == village, table.id == UUID(subject))
    return session.execute(found).first() is not None


def choices(session: Session, village: str, entry: str = "") -> tuple[Subject, ...]:
    """Return what a finding on a village may be about; an entry only where one is named."""
    months = session.execute(
        pick(BookMonth.month)
        .where(BookMonth.village == village)
        .order_by(col(BookMonth.month).desc())
        .limit(MONTHS)
    )
    refs = [("village", ""), *(("month", one) for (one,) in months)]
    for about, query in (
        ("grant", pick(Grant.id).where(Grant.village == village).order_by(Grant.number)),
        (
            "project",
            pick(Proposal.id)
            .where(Proposal.village == village, Proposal.state == ProposalState.CHOSEN)
            .order_by(Proposal.number),
        ),
    ):
        refs += [(about, str(one)) for (one,) in session.execute(query)]
    named = ("entry", entry.removeprefix("entry:"))
    if entry.startswith("entry:") and _is_id(named[1]) and exists(session, village, *named):
        refs.insert(0, named)
    return tuple(subjects_of(session, [(village, *ref) for ref in refs]).values())


def subjects_of(
    session: Session, wanted: Iterable[tuple[str, str, str]]
) -> Mapping[tuple[str, str, str], Subject]:
    """Return what (village, about, subject) are; three queries however many there are."""
    keys = tuple(dict.fromkeys(wanted))
    ids = {
        about: {UUID(one) for _, kind, one in keys if kind == about and _is_id(one)}
        for about in _TABLES
    }
    entries = _rows(session, pick(LedgerEntry.id, LedgerEntry.number), LedgerEntry, ids["entry"])
    grants = _rows(session, pick(Grant.id, Grant.number), Grant, ids["grant"])
    projects = _rows(session, pick(Proposal.id, Proposal.title), Proposal, ids["project"])
    said: dict[str, Mapping[str, Sentence]] = {
        "entry": {k: Sentence(N_("Entry %(n)s"), {"n": number(v)}) for k, v in entries.items()},
        "grant": {
            k: Sentence(N_("Grant %(code)s"), {"code": text(f"G{v:03d}")})
            for k, v in grants.items()
        },
        "project": {
            k: Sentence(N_("Project: %(title)s"), {"title": text(v)}) for k, v in projects.items()
        },
    }
    return {key: _subject(key, said) for key in keys}


_TABLES: dict[str, Any] = {"entry": LedgerEntry, "grant": Grant, "project": Proposal}
_PAGES = {"entry": "entries", "grant": "grants", "project": "projects"}


def _subject(key: tuple[str, str, str], said: Mapping[str, Mapping[str, Sentence]]) -> Subject:
    village, about, subject = key
    if about == "month":
        month = Sentence("%(month)s", {"month": Value("month", subject)})
        return Subject(f"month:{subject}", month, f"p/{village}/months/{subject}")
    if about == "village":
        return Subject("village", _VILLAGE, "")
    says = said[about].get(subject, _VILLAGE)
    return Subject(f"{about}:{subject}", says, f"{_PAGES[about]}/{subject}")


def _rows(session: Session, query: Any, table: Any, ids: set[UUID]) -> dict[str, Any]:
    if not ids:
        return {}
    rows = session.execute(query.where(col(table.id).in_(ids)))
    return {str(id_): value for id_, value in rows}


def _is_id(text_: str) -> bool:
    try:
        return str(UUID(text_)) == text_
    except ValueError:
        return False
