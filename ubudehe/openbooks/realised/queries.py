"""Reading what projects planned and what was realised, for a village or for all below a place.

The number of queries does not grow with villages, projects or entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rebudgets.tables import ProjectBudget
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.budget_in_force import in_force
from ubudehe.openbooks.rules.realised import (
    RealisedLine,
    RealisedPart,
    by_line,
    lines_of,
    summed,
)
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, place_view
from ubudehe.places.rules import code_range, is_village
from ubudehe.projects.proposals.tables import Proposal, ProposalLine
from ubudehe.projects.rules.part_funding import cut
from ubudehe.projects.rules.states import ProposalState
from ubudehe.projects.voting.chosen import chosen_on
from ubudehe.storage.reading import pick

KINDS = tuple(accounts.PURPOSES)
_WORDS = {word: kind for kind, word in accounts.PURPOSES.items()}
_Realised = dict[tuple[str, str], dict[tuple[str, bool], int]]
"""By village and code of a project: by kind and «in the year»."""


@dataclass(frozen=True)
class RealisedReport:
    """A place's report: each project of a village, or each place below; the sums by line."""

    place: PlaceLine
    first: date
    last: date
    of_village: bool
    parts: tuple[RealisedPart, ...]
    lines: tuple[RealisedLine, ...]
    """All parts together, by kind of expense."""

    @property
    def whole(self) -> RealisedLine:
        """Return everything together."""
        return summed("", self.lines)


def realised_report(
    session: Session, code: str, country: Country, first: date, today: date
) -> RealisedReport:
    """Return the report of a place for the financial year that begins on `first`."""
    view = place_view(session, code, country)
    _, last = country.financial_year(first)
    rows = tuple(project_rows(session, code, country, first, last, today))
    of_village = is_village(code, country)
    parts = tuple(part for _, part in rows)
    lines = by_line(parts, KINDS)
    if not of_village:
        below = {line.code: line for line in view.below}
        long = len(view.below[0].code) if view.below else 0
        parts = tuple(
            RealisedPart(
                below[there].code,
                below[there].name,
                f"/p/{there}/budget/{first.year}",
                by_line((part for _, part in some), KINDS),
            )
            for there, some in groupby(rows, key=lambda row: row[0][:long])
            if there in below
        )
    return RealisedReport(view.place, first, last, of_village, parts, lines)


def project_rows(
    session: Session, code: str, country: Country, first: date, last: date, today: date
) -> Iterator[tuple[str, RealisedPart]]:
    """Yield (village, project with its lines), in their order, of all villages below a place.

    A project has no lines before a vote chose it. Repairs stand for themselves, without a plan.
    """
    start, end = code_range(code)
    changes = _changes(session, start, end)
    chosen = chosen_on(session, start, end, country)
    realised = _realised(session, start, end, country.currency, first, last)
    titles: dict[tuple[str, str], tuple[str, UUID]] = {}
    found: list[tuple[str, RealisedPart]] = []
    for project, rows in groupby(_voted(session, start, end), key=lambda row: row[:4]):
        village, id_, number, title = project
        name = f"P{number:03d}"
        titles[village, name] = title, id_
        voted = _cut([row[4:] for row in rows])
        planned = in_force(voted, changes.get(id_, ()), min(last, today))
        spent = realised.pop((village, name), {})
        if chosen.get(id_, first) <= last or spent:
            lines = lines_of(planned, spent, KINDS)
            found.append((village, RealisedPart(name, title, f"/projects/{id_}", lines)))
    for (village, name), spent in realised.items():
        title, _ = titles.get((village, name.removesuffix(accounts.REPAIRS)), ("", None))
        found.append((village, RealisedPart(name, title, "", lines_of({}, spent, KINDS))))
    yield from sorted(found, key=lambda row: (row[0], row[1].code))


def _voted(session: Session, start: str, end: str) -> list[tuple[Any, ...]]:
    query = (
        pick(
            Proposal.village,
            Proposal.id,
            Proposal.number,
            Proposal.title,
            Proposal.granted,
            Proposal.from_state,
            ProposalLine.kind,
            ProposalLine.amount,
        )
        .join(ProposalLine, col(ProposalLine.proposal) == Proposal.id)
        .where(
            Proposal.state == ProposalState.CHOSEN,
            col(Proposal.village) >= start,
            col(Proposal.village) < end,
        )
        .order_by(Proposal.village, Proposal.number, ProposalLine.position)
    )
    return [tuple(row) for row in session.execute(query)]


def _cut(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    """Return what a vote gave by kind; rows are (given in part, of the state, kind, amount)."""
    granted, from_state = rows[0][:2]
    amounts = [int(row[3]) for row in rows]
    parts = amounts if granted is None else cut(amounts, granted + from_state)
    voted: dict[str, int] = {}
    for row, amount in zip(rows, parts, strict=True):
        voted[row[2]] = voted.get(row[2], 0) + amount
    return voted


def _changes(session: Session, start: str, end: str) -> dict[UUID, list[tuple[date, Any]]]:
    query = (
        pick(ProjectBudget.project, ProjectBudget.since, ProjectBudget.amounts)
        .where(col(ProjectBudget.village) >= start, col(ProjectBudget.village) < end)
        .order_by(col(ProjectBudget.decided_at))
    )
    found: dict[UUID, list[tuple[date, Any]]] = {}
    for project, since, amounts in session.execute(query):
        found.setdefault(project, []).append((since, {kind: now for kind, _, now in amounts}))
    return found


def _realised(
    session: Session, start: str, end: str, currency: str, first: date, last: date
) -> _Realised:
    in_year = case((col(LedgerEntry.entry_date) >= first, 1), else_=0)
    query = (
        pick(LedgerEntry.village, EntryPosting.account, in_year, func.sum(EntryPosting.amount))
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            col(LedgerEntry.village) >= start,
            col(LedgerEntry.village) < end,
            is_posted(),
            col(LedgerEntry.entry_date) <= last,
            EntryPosting.currency == currency,
            col(EntryPosting.account).like("Expenses:Project:%"),
        )
        .group_by(LedgerEntry.village, EntryPosting.account, in_year)
    )
    found: _Realised = {}
    for village, account, during, amount in session.execute(query):
        kind, project = _WORDS.get(account.rsplit(":", 1)[1]), accounts.project_of(account)
        if kind and project and accounts.is_money_out(account):
            found.setdefault((village, project), {})[kind, bool(during)] = int(amount)
    return found
