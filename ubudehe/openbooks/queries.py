"""What the public pages show, shaped for them and cleared of everything personal."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies.announcing.queries import AnnouncedMeeting, meetings_to_come
from ubudehe.assemblies.tables import Assembly
from ubudehe.audit.listing import FlagLine
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.budgets import Budget, budget_of, budgets_of
from ubudehe.ledger.doubts import Doubts, doubts_of
from ubudehe.ledger.entries import queries as ledger
from ubudehe.ledger.entries.listing import EntryLine
from ubudehe.ledger.entries.queries import EntryView
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.photos import removed_of
from ubudehe.ledger.evidence.queries import Backing, shown_pages, shown_photo
from ubudehe.ledger.grants.queries import GrantLine, grant_lines
from ubudehe.ledger.months.tables import MoneyCount
from ubudehe.ledger.prices import Price, price_of
from ubudehe.ledger.rebudgets.queries import BudgetChange, changes_of
from ubudehe.ledger.repairs import Repairs, repairs_of
from ubudehe.ledger.reports.closed import report_of, reports_taken_back
from ubudehe.ledger.reports.tables import ProjectReport, ReportTakenBack
from ubudehe.ledger.rules.entries import Posting, Quantity
from ubudehe.ledger.rules.kinds import money_in, money_out
from ubudehe.openbooks.figures.reading import FiguresBelow
from ubudehe.openbooks.flags import flags_about, public_flags
from ubudehe.openbooks.givers import GivenLine, latest_grants
from ubudehe.openbooks.latest import LatestVillages, TilePlaces, latest_villages, tile_places
from ubudehe.openbooks.ledger import LedgerPage, ledger_page
from ubudehe.openbooks.money import months_of, receipted
from ubudehe.openbooks.rules.asked_entries import AskedEntries
from ubudehe.openbooks.rules.money_months import MoneyMonths
from ubudehe.openbooks.rules.story import ProjectStory
from ubudehe.openbooks.rules.year import VillageYear
from ubudehe.openbooks.story import story
from ubudehe.openbooks.sums import Sums, all_sums, sums_from, sums_of
from ubudehe.openbooks.year import village_year
from ubudehe.places.pack import Country
from ubudehe.places.queries import PlaceLine, PlaceView, find_place, place_view
from ubudehe.places.rules import ancestors, is_village, parent_of
from ubudehe.places.tables import Place
from ubudehe.projects.promises.queries import PromiseLine, promises_of
from ubudehe.projects.proposals import queries as projects
from ubudehe.projects.proposals.queries import has_photo
from ubudehe.projects.rules.states import ProposalState
from ubudehe.projects.voting.tellers.photos import is_shown
from ubudehe.record.moves import MoveOnRecord, arrival
from ubudehe.record.queries import EventLine, events_about, record_size, record_sizes
from ubudehe.record.roll_backs import RollBack, roll_backs
from ubudehe.record.rules.shapes import COUNTRY
from ubudehe.spoken.queries import media_of
from ubudehe.storage.reading import pick


@dataclass(frozen=True)
class PlacePage:
    """A place above the villages: its sums, and those of the places below."""

    view: PlaceView
    sums: Sums
    below: tuple[tuple[PlaceLine, Sums | None], ...]
    latest: LatestVillages
    tiles: TilePlaces | None
    """Of the country alone, as are the latest grants of the latest villages."""
    grants: tuple[GivenLine, ...]
    rolled_back: tuple[RollBack, ...]
    has_budgets: bool
    """Whether it is small enough for a report on its budgets."""


@dataclass(frozen=True)
class ProjectSpending:
    """A chosen project, and what was spent on it."""

    project: projects.ProjectLine
    budget: Budget


@dataclass(frozen=True)
class ProjectPage:
    """A chosen project: its story, its money, and what village and state promised and gave."""

    place: PlaceLine
    view: projects.PublicProposal
    budget: Budget
    story: ProjectStory
    books: LedgerPage
    """The latest of all that was booked for it, with what took it back."""
    flags: tuple[FlagLine, ...]
    """What everybody may see of where one should look in its entries."""
    promises: tuple[PromiseLine, ...]
    rebudgets: tuple[BudgetChange, ...]
    """How meetings changed its budget, the latest first."""
    repairs: tuple[Repairs, ...]
    """What was repaired since it was handed over, or nothing."""
    report: ProjectReport | None
    taken_back: tuple[ReportTakenBack, ...]
    """Reports after which a meeting opened the project again."""

    @property
    def days_promised(self) -> int:
        """Return how many labour days the village promised."""
        return self.view.line.labour_days

    @property
    def labour(self) -> bool:
        """Tell whether any labour was promised or given."""
        return bool(self.days_promised or self.budget.labour_days)


@dataclass(frozen=True)
class VillagePage:
    """A village's books at a glance."""

    view: PlaceView
    sums: Sums
    fund: ledger.Fund
    projects: tuple[ProjectSpending, ...]
    grants: tuple[GrantLine, ...]
    kinds: tuple[tuple[str, str, int], ...]
    """(«money_source» or «expense», which, amount) of all money that came and went."""
    receipted: int
    """Minor units spent by entries behind which a receipt or invoice stands."""
    year: VillageYear
    months: MoneyMonths | None
    announced: tuple[AnnouncedMeeting, ...]
    """Meetings to come, the next first."""
    record_size: int
    rolled_back: tuple[RollBack, ...]
    came: MoveOnRecord | None
    """Where its record came from, if it began on another server."""

    @property
    def spent(self) -> int:
        """Return what was spent in money: what is kept back is spent, and not paid yet."""
        return self.sums.money_out

    @property
    def is_begun(self) -> bool:
        """Tell whether any money or work is in the books."""
        sums = self.sums
        return bool(sums.money_in or sums.money_out or sums.labour_days or self.here)

    @property
    def is_spent_from(self) -> bool:
        """Tell whether any money was spent."""
        return self.spent > 0

    @property
    def here(self) -> int:
        """Return what lies at all places of the village's own money today."""
        return sum(one.amount for one in self.fund.held if one.place != "foreign")

    @property
    def outlay(self) -> tuple[tuple[str, int], ...]:
        """Return what was paid, what is in people's hands and what is here, if not nothing."""
        every = (
            ("paid", self.spent - self.fund.kept_back),
            ("advanced", self.fund.advances),
            ("here", self.here),
        )
        return tuple((name, amount) for name, amount in every if amount > 0)


@dataclass(frozen=True)
class PublicEntry:
    """An entry with its life and its proof; people stand in it by role and key."""

    place: PlaceLine
    id: UUID
    number: int
    entry_date: date
    kind: str
    what: str
    lang: str
    """The language of `what`, where it is known."""
    payee: str | None
    payee_hidden: bool
    payee_erased: bool
    state: str
    needs: int
    approvals: int
    expires_on: date | None
    amount: int
    currency: str
    labour_days: int
    project: UUID | None
    where: ledger.Whereabouts
    postings: tuple[Posting, ...]
    quantities: tuple[Quantity, ...]
    backing: Backing
    price: Price | None
    quotes: int | None
    doubts: Doubts
    """What those who approve it are warned of: everybody reads the same."""
    twins: tuple[EntryLine, ...]
    """Others with the same amount to the same public payee within a week."""
    clears: UUID | None
    cleared_by: tuple[EntryLine, ...]
    left: int
    events: tuple[EventLine, ...]
    reverses: UUID | None
    reversed_by: UUID | None


def place_page(session: Session, code: str, country: Country, today: date) -> PlacePage:
    """Return a place above the villages; those below that keep records come first."""
    view = place_view(session, code, country)
    figures = FiguresBelow(session, code, country)
    below: list[tuple[PlaceLine, Sums | None]] = []
    if view.below:
        sums = all_sums(figures, len(view.below[0].code))
        below = [(line, sums.get(line.code)) for line in view.below]
        below.sort(key=lambda pair: pair[1] is None)
    latest = latest_villages(session, figures, country, today)
    return PlacePage(
        view,
        sums_from(figures.here()),
        tuple(below),
        latest,
        None if code else tile_places(session, figures, country),
        () if code else latest_grants(session, [one.place.code for one in latest.villages], 3),
        roll_backs(session, code or COUNTRY, country.zone),
        len(code) >= country.length_of(country.compared_at),
    )


def village_page(session: Session, code: str, country: Country, today: date) -> VillagePage:
    """Return a village at a glance."""
    funded = projects.funded_projects(session, code)
    budgets = budgets_of(session, code, funded, country.currency)
    chosen = tuple(ProjectSpending(project, budgets[project.id]) for project in funded)
    return VillagePage(
        view=place_view(session, code, country),
        sums=sums_of(session, code, country),
        fund=ledger.fund(session, code, today, most=8),
        projects=chosen,
        grants=grant_lines(session, code, today, country),
        kinds=kinds_of_money(session, code, country.currency),
        receipted=receipted(session, code, country.currency),
        year=village_year(session, code, country, frozenset(one.project.id for one in chosen)),
        months=months_of(session, code, country.currency, today),
        announced=meetings_to_come(session, code, today),
        record_size=record_size(session, code),
        rolled_back=roll_backs(session, code, country.zone),
        came=arrival(session, code, country.zone),
    )


def project_page(session: Session, project: UUID, country: Country, today: date) -> ProjectPage:
    """Return a chosen project as everybody may see it; NotFound for any other."""
    village = projects.village_of_proposal(session, project)
    view = projects.public_proposal(session, village, project)
    if view.line.state != ProposalState.CHOSEN:
        raise NotFound(N_("There is no such page."))
    report = report_of(session, project)
    flags = public_flags(session, village, country, today)
    asked = AskedEntries(project=project)
    own = country.currency
    repaired = repairs_of(session, project, view.line.code, own, today)
    return ProjectPage(
        place=find_place(session, village),
        view=view,
        budget=budget_of(session, village, view.line, country.currency),
        story=story(session, project, country, today, report.closed_at if report else None),
        books=ledger_page(session, village, asked, country, today, 0),
        flags=flags_about(flags, _entries_of(session, project)),
        promises=promises_of(session, project),
        rebudgets=changes_of(session, project)[::-1],
        repairs=(repaired,) if repaired else (),
        report=report,
        taken_back=reports_taken_back(session, project),
    )


def _entries_of(session: Session, project: UUID) -> frozenset[UUID]:
    rows = session.exec(select(LedgerEntry.id).where(LedgerEntry.project == project))
    return frozenset(rows.all())


def village_of(session: Session, table: type[LedgerEntry | Assembly], id_: UUID) -> str:
    """Return the village to which a public thing belongs; NotFound where there is none."""
    found = session.execute(pick(table.village).where(table.id == id_)).scalar_one_or_none()
    if found is None:
        raise NotFound(N_("There is no such page."))
    return str(found)


def public_entry(
    session: Session, village: str, entry: UUID, country: Country, today: date
) -> PublicEntry:
    """Return an entry as everybody may see it."""
    found = ledger.entry_view(session, village, entry, today)
    return PublicEntry(
        place=find_place(session, village),
        id=found.id,
        number=found.number,
        entry_date=found.entry_date,
        kind=found.kind,
        what=found.what,
        lang=found.lang,
        payee=found.payee if found.payee_public else None,
        payee_hidden=bool(found.payee) and not found.payee_public,
        payee_erased=found.payee_erased,
        state=found.state,
        needs=found.needs,
        approvals=len(found.approvals),
        expires_on=found.expires_on,
        amount=found.amount,
        currency=found.currency,
        labour_days=found.labour_days,
        project=found.project,
        where=found.where,
        postings=found.postings,
        quantities=found.quantities,
        backing=found.backing,
        price=price_of(session, entry, country),
        quotes=found.quotes,
        doubts=doubts_of(session, found, country),
        twins=_public_twins(session, found),
        clears=found.clears,
        cleared_by=found.cleared_by,
        left=found.left,
        events=events_about(session, village, str(entry)),
        reverses=found.reverses,
        reversed_by=found.reversed_by,
    )


def _public_twins(session: Session, entry: EntryView) -> tuple[EntryLine, ...]:
    """Return twins of an entry, as far as everybody may know whom both of them paid."""
    if not entry.payee_public or not entry.twins:
        return ()
    query = pick(LedgerEntry.id).where(
        col(LedgerEntry.id).in_([one.id for one in entry.twins]), col(LedgerEntry.payee_public)
    )
    shown = {id_ for (id_,) in session.execute(query)}
    return tuple(one for one in entry.twins if one.id in shown)


def receipt_media(session: Session, digest: str) -> str | None:
    """Return the media type of a public photo or recording, None where this hash has none."""
    if removed_of(session, [digest]):
        return None
    shown = shown_photo(session, digest)
    if shown is not None:
        return shown.media
    counted = session.exec(select(MoneyCount.id).where(MoneyCount.photo == digest)).first()
    shown_here = counted or has_photo(session, digest) or is_shown(session, digest)
    return "image/jpeg" if shown_here else media_of(session, digest)


def receipt_pages(session: Session, digest: str) -> list[tuple[str, int, int]]:
    """Return hash, width and height of a paper's public pages; none where there is no such paper.

    `digest` is the hash of one of them.
    """
    pages = shown_pages(session, digest)
    removed = removed_of(session, [name for name, _, _ in pages])
    return [] if digest in removed else [one for one in pages if one[0] not in removed]


def villages_with_record(session: Session, country: Country) -> list[dict[str, object]]:
    """Return every village that keeps a record, by code; two queries, however many there are."""
    sizes = record_sizes(session)
    names: dict[str, str] = dict(session.execute(pick(Place.code, Place.name)).all())
    above: dict[str, str] = {}
    found: list[dict[str, object]] = []
    for code in sorted(sizes):
        if is_village(code, country) and code in names:
            cell = parent_of(code, country)
            if cell not in above:
                over = [names[up] for up in (*ancestors(cell, country), cell) if up in names]
                above[cell] = "".join(f", {name}" for name in reversed(over))
            name = names[code]
            found.append(
                {
                    "code": code,
                    "name": name,
                    "path": name + above[cell],
                    "record_size": sizes[code],
                }
            )
    return found


def kinds_of_money(session: Session, village: str, own: str) -> tuple[tuple[str, str, int], ...]:
    """Return («money_source» or «expense», which, amount) of all money that came and went.

    `own` is the country's currency; foreign money is left out.
    """
    held = balances(session, village)
    rows = [("money_source", *row) for row in money_in(held, own)]
    rows += [("expense", *row) for row in money_out(held, own)]
    return tuple((table, word, amount) for table, word, amount in rows if amount > 0)
