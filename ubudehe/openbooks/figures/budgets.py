"""What projects of villages planned and realised: read for a report, and counted to be kept."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col

from ubudehe.ledger.entries.conditions import is_posted
from ubudehe.ledger.entries.tables import EntryPosting, LedgerEntry
from ubudehe.ledger.rebudgets.queries import in_force_still
from ubudehe.ledger.rebudgets.tables import ProjectBudget
from ubudehe.ledger.rules import accounts
from ubudehe.openbooks.figures.villages import Villages
from ubudehe.openbooks.rules.budget_years import ProjectYears, budget_figures
from ubudehe.projects.proposals.tables import Proposal, ProposalLine
from ubudehe.projects.rules.part_funding import cut
from ubudehe.projects.rules.states import ProposalState
from ubudehe.projects.voting.chosen import chosen_among
from ubudehe.projects.voting.tables import Vote
from ubudehe.storage.reading import pick

_WORDS = {word: kind for kind, word in accounts.PURPOSES.items()}


@dataclass(frozen=True)
class VotedBudget:
    """A chosen project, and what the vote gave it by kind of expense."""

    village: str
    id: UUID
    code: str
    title: str
    voted: dict[str, int]


def count_budgets(session: Session, which: Villages) -> dict[str, dict[str, int]]:
    """Return the budget figures of villages, by code; four queries."""
    year = which.country.financial_year
    changes, chosen = changes_of_budgets(session, which), chosen_on(session, which)
    realised: dict[tuple[str, str], dict[int, dict[str, int]]] = defaultdict(dict)
    for village, project, kind, day, amount in realised_by_day(session, which):
        of = realised[village, project].setdefault(year(day)[0].year, {})
        of[kind] = of.get(kind, 0) + amount
    found: dict[str, list[ProjectYears]] = defaultdict(list)
    for one in voted_budgets(session, which):
        since = chosen.get(one.id)
        found[one.village].append(
            ProjectYears(
                one.voted,
                tuple((year(day)[0].year, now) for day, now in changes.get(one.id, ())),
                year(since)[0].year if since else None,
                realised.pop((one.village, one.code), {}),
            )
        )
    for (village, _), spent in realised.items():
        found[village].append(ProjectYears(realised=spent))
    return {village: budget_figures(projects) for village, projects in found.items()}


def voted_budgets(session: Session, which: Villages) -> Iterator[VotedBudget]:
    """Yield the chosen projects of villages, by village and number."""
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
        .where(Proposal.state == ProposalState.CHOSEN, which.hold(Proposal.village))
        .order_by(Proposal.village, Proposal.number, ProposalLine.position)
    )
    rows = (tuple(row) for row in session.execute(query, which.asked))
    for (village, id_, number, title), lines in groupby(rows, key=lambda row: row[:4]):
        yield VotedBudget(village, id_, f"P{number:03d}", title, _cut([row[4:] for row in lines]))


def _cut(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    """Return what a vote gave by kind; rows are (given in part, of the state, kind, amount)."""
    granted, from_state = rows[0][:2]
    amounts = [int(row[3]) for row in rows]
    parts = amounts if granted is None else cut(amounts, granted + from_state)
    voted: dict[str, int] = {}
    for row, amount in zip(rows, parts, strict=True):
        voted[row[2]] = voted.get(row[2], 0) + amount
    return voted


def changes_of_budgets(
    session: Session, which: Villages
) -> dict[UUID, list[tuple[date, dict[str, int]]]]:
    """Return what meetings changed budgets to, by project, in the order they decided it."""
    query = (
        pick(ProjectBudget.project, ProjectBudget.since, ProjectBudget.amounts)
        .where(which.hold(ProjectBudget.village), in_force_still())
        .order_by(col(ProjectBudget.decided_at))
    )
    found: dict[UUID, list[tuple[date, dict[str, int]]]] = {}
    for project, since, amounts in session.execute(query, which.asked):
        found.setdefault(project, []).append((since, {kind: now for kind, _, now in amounts}))
    return found


def chosen_on(session: Session, which: Villages) -> dict[UUID, date]:
    """Return the day on which each project was chosen."""
    return chosen_among(session, which.hold(Vote.village), which.country, which.asked)


def realised_by_day(
    session: Session, which: Villages, last: date | None = None
) -> Iterator[tuple[str, str, str, date, int]]:
    """Yield (village, code of a project, kind of expense, day, amount) of what was realised.

    Until `last`, where it is told; in the country's own currency.
    """
    until: tuple[Any, ...] = () if last is None else (col(LedgerEntry.entry_date) <= last,)
    query = (
        pick(
            LedgerEntry.village,
            EntryPosting.account,
            LedgerEntry.entry_date,
            func.sum(EntryPosting.amount),
        )
        .join(EntryPosting, col(EntryPosting.entry) == LedgerEntry.id)
        .where(
            which.hold(LedgerEntry.village),
            is_posted(),
            EntryPosting.currency == which.country.currency,
            col(EntryPosting.account).like("Expenses:Project:%"),
            *until,
        )
        .group_by(LedgerEntry.village, EntryPosting.account, LedgerEntry.entry_date)
    )
    for village, account, day, amount in session.execute(query, which.asked):
        kind, project = _WORDS.get(account.rsplit(":", 1)[1]), accounts.project_of(account)
        if kind and project and accounts.is_money_out(account):
            yield village, project, kind, day, int(amount)
