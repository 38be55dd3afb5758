"""Proposals and chosen projects, shaped for a page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.language.sentences import Sentence, text
from ubudehe.language.titles import Called
from ubudehe.places.under import span, under
from ubudehe.projects.needs.tables import Need
from ubudehe.projects.proposals.tables import Proposal, ProposalVersion
from ubudehe.projects.proposals.writing import as_typed, budgets_of, gifts_of
from ubudehe.projects.rules.states import ProposalState
from ubudehe.record.queries import EventLine, events_about
from ubudehe.record.rules.suppression import Shown, shown
from ubudehe.record.tongues import Tongues, tongues
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

_BY_NUMBER = (
    select(Proposal).where(Proposal.village == given("village")).order_by(col(Proposal.number))
)
_ALL = Prepared(_BY_NUMBER)
_CHOSEN = Prepared(_BY_NUMBER.where(Proposal.state == ProposalState.CHOSEN))
_THESE = Prepared(select(Proposal).where(col(Proposal.id).in_(listed("projects"))))
_ONE = Prepared(
    select(Proposal).where(Proposal.id == given("proposal"), Proposal.village == given("village"))
)
_VILLAGE = Prepared(select(Proposal.village).where(Proposal.id == given("proposal")))
_NEED = Prepared(select(Need.text).where(Need.id == given("need")))
_VERSIONS: Prepared[Any] = Prepared(
    pick(ProposalVersion.version, ProposalVersion.replaced_at, ProposalVersion.content)
    .where(ProposalVersion.proposal == given("proposal"))
    .order_by(col(ProposalVersion.version).desc())
)
_STILL = col(Proposal.state).in_((ProposalState.PROPOSED, ProposalState.NOT_CHOSEN))
_UNCHECKED = and_(under(Proposal.village), col(Proposal.checked) == "", _STILL)
_TO_CHECK = Prepared(
    select(Proposal).where(_UNCHECKED).order_by(col(Proposal.added_at)).limit(given("most"))
)
_COUNT_TO_CHECK = Prepared(select(func.count()).where(_UNCHECKED))
_RETURNED = Prepared(
    select(Proposal.id)
    .where(Proposal.village == given("village"), Proposal.checked == "returned", _STILL)
    .order_by(col(Proposal.number))
)


@dataclass(frozen=True)
class ShownPhoto:
    """A photo that everybody may fetch: its SHA-256 and its size in pixels."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class ProjectLine:
    """A proposal, or a project once it is chosen. `code` names it in the books: P001."""

    id: UUID
    village: str
    code: str
    title: str
    plan: str
    symbol: str
    cost: int
    """What it takes from the village's money; of a project funded in part, what it was given."""
    total: int
    """All that its budget holds: its cost, and what the state gives to it."""
    labour_days: int
    state: ProposalState
    checked: str
    photo: ShownPhoto | None
    called: Called

    @property
    def pictured(self) -> bool:
        """Return whether somebody who does not read can know it: by a symbol or a photo."""
        return bool(self.symbol or self.photo)


@dataclass(frozen=True)
class ProposalPage:
    """What everybody may read of a proposal, but how many people gain from it."""

    line: ProjectLine
    need: str | None
    photo: str | None
    photo_width: int
    photo_height: int
    lines: tuple[tuple[str, str, int], ...]
    whole: int | None
    """What it would have cost the village whole, where it was funded in part."""
    least: int
    from_state: int
    asked: str
    gifts: tuple[tuple[str, int, str], ...]
    upkeep: str
    risks: str
    version: int
    check_reason: str
    answer: str
    merged_into: UUID | None
    earlier: tuple[tuple[int, datetime, dict[str, Any]], ...]
    """(version, replaced at, what it said) of earlier versions, the newest first."""
    events: tuple[EventLine, ...]
    tongues: Tongues
    """In which languages the reasons of what was done with it are."""

    @property
    def remarks(self) -> tuple[tuple[str, Sentence, Sentence | None], ...]:
        """Return what the sector and the village said of it: how grave, what, what to that."""
        return (*_checked(self), *_withdrawn(self))


@dataclass(frozen=True)
class ProposalView(ProposalPage):
    """Everything about a proposal; for people of the village.

    `people` are («households», «women», «men», «children», count) without those that are 0.
    `authors` are empty for whoever does not keep the village's proposals.
    """

    people: tuple[tuple[str, int], ...]
    authors: tuple[str, ...]


@dataclass(frozen=True)
class PublicProposal(ProposalPage):
    """A proposal as everybody may see it: a count of few people is None."""

    people: tuple[tuple[str, Shown | None], ...]


def proposals(session: Session, village: str) -> tuple[ProjectLine, ...]:
    """Return all proposals of a village by number."""
    return tuple(_line(row) for row in _ALL.rows(session, village=village))


def funded_projects(session: Session, village: str) -> tuple[ProjectLine, ...]:
    """Return the projects that the village has chosen."""
    return tuple(_line(row) for row in _CHOSEN.rows(session, village=village))


def project_codes(session: Session, village: str) -> dict[UUID, str]:
    """Return the names in the books of the projects that the village has chosen."""
    rows = session.execute(
        pick(Proposal.id, Proposal.number).where(
            Proposal.village == village, Proposal.state == ProposalState.CHOSEN
        )
    )
    return {id_: _code(number) for id_, number in rows}


def _code(number: int) -> str:
    return f"P{number:03d}"


def funded_project(session: Session, village: str, project: UUID) -> ProjectLine | None:
    """Return one chosen project of a village, or None."""
    row = session.get(Proposal, project)
    return (
        _line(row) if row and row.village == village and row.state == ProposalState.CHOSEN else None
    )


def budgets_voted(session: Session, projects: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return what votes gave to projects for each kind of expense, in minor units."""
    rows = _THESE.rows(session, projects=list(projects))
    voted: dict[UUID, dict[str, int]] = {}
    for project, lines in budgets_of(session, rows).items():
        by_kind = voted[project] = {}
        for kind, _, amount in lines:
            by_kind[kind] = by_kind.get(kind, 0) + amount
    return voted


def unchecked(session: Session, code: str, most: int = 100) -> tuple[ProjectLine, ...]:
    """Return proposals below a place that wait for the sector's word, the oldest first."""
    return tuple(_line(row) for row in _TO_CHECK.rows(session, **span(code), most=most))


def unchecked_count(session: Session, code: str) -> int:
    """Return how many proposals below a place wait for the sector's word."""
    return _COUNT_TO_CHECK.one(session, **span(code))[0]


def returned_proposals(session: Session, village: str) -> tuple[UUID, ...]:
    """Return the proposals that the sector returned and the village has not answered for yet."""
    return tuple(_RETURNED.column(session, village=village))


def village_of_proposal(session: Session, proposal: UUID) -> str:
    """Return the village of a proposal; NotFound where there is none."""
    found = _VILLAGE.first(session, proposal=proposal)
    if found is None:
        raise NotFound(N_("There is no such page."))
    return found


def has_photo(session: Session, digest: str) -> bool:
    """Tell whether this is the photo of a proposal."""
    query = select(Proposal.id).where(Proposal.photo == digest)
    return session.exec(query).first() is not None


def proposal_view(
    session: Session, village: str, proposal: UUID, *, names: bool = False
) -> ProposalView:
    """Return one proposal; authors only where `names` says so. NotFound where there is none."""
    row = _proposal(session, village, proposal)
    authors = tuple(row.authors) if names else ()
    page = _page(session, row)
    return ProposalView(**vars(page), people=_gaining(row), authors=authors)


def public_proposal(session: Session, village: str, proposal: UUID) -> PublicProposal:
    """Return one proposal as everybody may see it; NotFound where there is none."""
    row = _proposal(session, village, proposal)
    people = tuple((name, shown(count)) for name, count in _gaining(row))
    return PublicProposal(**vars(_page(session, row)), people=people)


def _proposal(session: Session, village: str, proposal: UUID) -> Proposal:
    row = _ONE.row(session, proposal=proposal, village=village)
    if row is None:
        raise NotFound(N_("There is no such proposal in this village."))
    return row


def _gaining(row: Proposal) -> tuple[tuple[str, int], ...]:
    counts = ((name, getattr(row, name)) for name in ("households", "women", "men", "children"))
    return tuple((name, count) for name, count in counts if count)


def _page(session: Session, row: Proposal) -> ProposalPage:
    proposal, village = row.id, row.village
    need = _NEED.first(session, need=row.need) if row.need else None
    earlier = _VERSIONS.rows(session, proposal=proposal)
    return ProposalPage(
        line=_line(row),
        need=need,
        photo=row.photo,
        photo_width=row.photo_width,
        photo_height=row.photo_height,
        lines=tuple(budgets_of(session, [row])[row.id]),
        whole=None if row.granted is None else row.cost,
        least=row.least,
        from_state=row.from_state,
        asked=row.asked,
        gifts=tuple((one.what, one.quantity, one.unit) for one in gifts_of(session, proposal)),
        upkeep=row.upkeep,
        risks=row.risks,
        version=row.version,
        check_reason=row.check_reason,
        answer=row.answer,
        merged_into=row.merged_into,
        earlier=tuple(map(tuple, earlier)),
        events=events_about(session, village, str(proposal)),
        tongues=tongues(session, village, subjects=(proposal,)),
    )


def _checked(page: ProposalPage) -> Iterator[tuple[str, Sentence, Sentence | None]]:
    """Yield what the sector said of a proposal, and what the village answered."""
    id_, checked = page.line.id, page.line.checked
    why = text(page.check_reason, page.tongues.last(id_, "proposal.check"))
    reason = {"reason": why}
    returned = Sentence(N_("Returned by the sector: %(reason)s"), reason)
    if checked == "returned":
        yield "bad", returned, None
    if checked == "kept":
        answer = {"answer": text(page.answer, page.tongues.last(id_, "proposal.keep"))}
        yield "note", returned, Sentence(N_("The village answers: %(answer)s"), answer)
    if checked == "feasible" and page.check_reason:
        yield "note", Sentence(N_("The sector says it can be done: %(reason)s"), reason), None
    elif checked == "feasible":
        yield "note", Sentence(N_("It can be done")), None


def _withdrawn(page: ProposalPage) -> Iterator[tuple[str, Sentence, None]]:
    if page.line.state == ProposalState.WITHDRAWN:
        why = text(page.answer, page.tongues.last(page.line.id, "proposal.withdraw"))
        yield "note", Sentence(N_("Withdrawn: %(reason)s"), {"reason": why}), None


def typed(session: Session, village: str, proposal: UUID) -> dict[str, object]:
    """Return a proposal of a village as its form would have it; NotFound where there is none."""
    view = proposal_view(session, village, proposal)
    return as_typed(session, session.get_one(Proposal, view.line.id))


def photo_of(row: Proposal) -> ShownPhoto | None:
    """Return the photo of a proposal, if it has one."""
    return ShownPhoto(row.photo, row.photo_width, row.photo_height) if row.photo else None


def _line(row: Proposal) -> ProjectLine:
    cost = row.cost if row.granted is None else row.granted
    return ProjectLine(
        id=row.id,
        village=row.village,
        code=_code(row.number),
        title=row.title,
        plan=row.plan,
        symbol=row.symbol,
        cost=cost,
        total=cost + row.from_state,
        labour_days=row.labour_days,
        state=row.state,
        checked=row.checked,
        photo=photo_of(row),
        called=Called(row.title, row.lang, row.other_title, row.other_lang),
    )
