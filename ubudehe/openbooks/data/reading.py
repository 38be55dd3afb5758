"""Reading a village's facts for open data: its signed books, projects and grants, as public."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.language.dates import day_of
from ubudehe.ledger.exports.books import AskedBooks, BookedEntry, ExportedBooks
from ubudehe.ledger.exports.reading import books_of
from ubudehe.ledger.grants.queries import GrantLine, followed_grants
from ubudehe.ledger.rebudgets.queries import changed_costs
from ubudehe.ledger.reports.tables import ProjectReport
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import LABOUR_DAY
from ubudehe.openbooks.rules.open_data.facts import (
    GrantFacts,
    GrantMoney,
    Paid,
    ProjectFacts,
    VillageFacts,
)
from ubudehe.places.pack import Country
from ubudehe.places.rules import ancestors, code_range, is_village
from ubudehe.places.tables import Place
from ubudehe.projects.proposals.queries import ProjectLine, funded_projects
from ubudehe.projects.voting.chosen import chosen_among
from ubudehe.projects.voting.tables import Vote
from ubudehe.record.rules.notes import Checkpoint
from ubudehe.record.tables import Act, LogHead
from ubudehe.storage.reading import pick


def villages_below(session: Session, code: str, country: Country) -> tuple[str, ...]:
    """Return the villages at or below a place that keep a record, by code; «» is the country."""
    first, end = code_range(code)
    inside = [col(LogHead.log) >= first, col(LogHead.log) < end] if code else []
    rows = session.exec(select(LogHead.log).where(*inside).order_by(col(LogHead.log))).all()
    return tuple(log for log in rows if is_village(log, country))


def names_of(session: Session, code: str, country: Country) -> tuple[str, ...]:
    """Return the names of a place and of all above it, its own first."""
    codes = [code, *reversed(ancestors(code, country))]
    found = dict(
        session.execute(pick(Place.code, Place.name).where(col(Place.code).in_(codes))).all()
    )
    return tuple(found[one] for one in codes if one in found)


def facts_of(
    session: Session,
    village: str,
    origin: str,
    head: Checkpoint | None,
    country: Country,
    today: date,
) -> VillageFacts:
    """Return a village's facts as the record said them at `head`, money and work above all.

    Without a head nothing is signed yet: then as they are now.
    """
    names = names_of(session, village, country)
    asked = AskedBooks(size=head.size if head else None)
    books = books_of(session, village, origin, head, country, asked)
    grants = tuple(_grants(session, village, books, country, today))
    currencies = {country.currency, *(grant.currency for grant in grants)}
    return VillageFacts(
        code=village,
        name=names[0] if names else village,
        above=names[1:],
        country=country.name,
        country_code=country.code,
        currency=country.currency,
        exponents={one: country.exponent_of(one) for one in currencies},
        origin=origin,
        size=head.size if head else 0,
        root=head.root.hex() if head else "",
        changed_at=_changed_at(session, village, head),
        today=today,
        language=country.languages[0],
        projects=tuple(_projects(session, village, books, country, grants, asked.size)),
        grants=grants,
    )


def _changed_at(session: Session, village: str, head: Checkpoint | None) -> datetime:
    """Return when the last act of the signed record was done, or of one not signed yet."""
    query = select(Act.at).where(Act.log == village).order_by(col(Act.idx).desc())
    if head is not None:
        query = query.where(Act.idx < head.size)
    last = session.exec(query.limit(1)).first()
    return last.astimezone(UTC) if last else datetime(2000, 1, 1, tzinfo=UTC)


def _projects(
    session: Session,
    village: str,
    books: ExportedBooks,
    country: Country,
    grants: Sequence[GrantFacts],
    size: int | None,
) -> Iterator[ProjectFacts]:
    chosen = chosen_among(session, col(Vote.village) == village, country)
    closed = _closed(session, village, country)
    changed = changed_costs(session, village, size)
    for line in funded_projects(session, village):
        paid = tuple(_paid_by(books, line))
        funders = {one.giver for one in grants if one.project == str(line.id)}
        yield ProjectFacts(
            id=str(line.id),
            code=line.code,
            title=line.title,
            plan=line.plan,
            symbol=line.symbol,
            chosen_on=chosen.get(line.id),
            closed_on=closed.get(line.id),
            planned=line.total + changed.get(line.id, 0),
            spent=sum(one.amount for one in paid),
            labour_days=_labour_days(books, line),
            materials=_gifts(books, line),
            paid=paid,
            funders=tuple(sorted(funders)),
        )


def _paid_by(books: ExportedBooks, project: ProjectLine) -> Iterator[Paid]:
    """Yield what entries spent on a project, reversals below zero; their sum is what was spent."""
    costs = {accounts.project_expense(project.code, kind) for kind in accounts.PURPOSES}
    for entry in books.entries:
        spent = sum(
            line.amount
            for line in entry.lines
            if line.account in costs and line.currency == books.currency
        )
        if spent:
            yield _paid(entry, spent)


def _labour_days(books: ExportedBooks, project: ProjectLine) -> int:
    account = accounts.contributed_labour(project.code)
    return sum(
        number
        for entry in books.entries
        if any(line.account == account for line in entry.lines)
        for unit, number, _ in entry.quantities
        if unit == LABOUR_DAY
    )


def _gifts(books: ExportedBooks, project: ProjectLine) -> int:
    account = accounts.contributed_materials(project.code)
    lines = (line for entry in books.entries for line in entry.lines)
    return sum(line.amount for line in lines if line.account == account)


def _paid(entry: BookedEntry, amount: int) -> Paid:
    return Paid(
        id=str(entry.id),
        number=entry.number,
        day=entry.day,
        what=entry.what,
        payee=entry.payee,
        amount=amount,
        photos=entry.photos,
        is_back=any(line.account == accounts.GIVEN_BACK for line in entry.lines),
    )


def _grants(
    session: Session, village: str, books: ExportedBooks, country: Country, today: date
) -> Iterator[GrantFacts]:
    entries = sorted(books.entries, key=lambda entry: entry.number)
    symbols = {str(line.id): line.symbol for line in funded_projects(session, village)}
    for one in followed_grants(session, village, today, country, books.asked.size):
        line, project = one.line, str(one.project) if str(one.project) in symbols else None
        yield GrantFacts(
            id=str(line.id),
            code=line.code,
            source=line.source,
            giver=line.giver,
            purpose=line.purpose,
            project=project,
            symbol=symbols.get(project or "", ""),
            agreed_on=line.agreed_on,
            amount=line.amount,
            currency=line.currency,
            left=line.left,
            reference=line.reference,
            own_title=line.own_title,
            own_language=line.own_language,
            tranches=tuple((one.due, one.stands) for one in line.tranches if one.stands),
            came=tuple(_came(line, entry) for entry in entries if entry.id in one.came),
            paid=tuple(
                _paid(entry, one.parts[entry.id])
                for entry in entries
                if entry.id is not None and entry.id in one.parts
            ),
            withdrawn_on=line.withdrawn.day if line.withdrawn else None,
        )


def _came(grant: GrantLine, entry: BookedEntry) -> GrantMoney:
    amount = sum(
        line.amount
        for line in entry.lines
        if line.currency == grant.currency and accounts.is_liquid(line.account)
    )
    return GrantMoney(str(entry.id), entry.number, entry.day, amount, grant.currency)


def _closed(session: Session, village: str, country: Country) -> dict[UUID, date]:
    rows = session.execute(
        pick(ProjectReport.project, ProjectReport.closed_at).where(ProjectReport.village == village)
    ).all()
    return {id_: day_of(at, country.zone) for id_, at in rows}
