"""A household's file, its requests, and who looked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, and_, col, func, select

from ubudehe.categories.appeals.tables import Appeal
from ubudehe.categories.data_requests.tables import DataRequest, FileView, RequestState
from ubudehe.categories.events.queries import HouseholdEventLine, events_of
from ubudehe.categories.histories.snapshots import Snapshot, snapshots
from ubudehe.categories.queries import PastDecision, decisions_about, schemes_of_rounds
from ubudehe.households.actions import household_of
from ubudehe.households.basis.queries import BasisView, basis_of
from ubudehe.households.own.queries import GivenAnswers, given_answers
from ubudehe.households.queries import HouseholdView, household_view
from ubudehe.households.roster.queries import MemberLine, all_listed
from ubudehe.households.tables import Household
from ubudehe.language.messages import N_
from ubudehe.language.paging import LINES, Listed, Paging
from ubudehe.language.refusals import NotFound
from ubudehe.places.pack import Country, Scheme
from ubudehe.places.rules import code_range
from ubudehe.places.under import span, under
from ubudehe.storage.prepared import Prepared, listed
from ubudehe.storage.reading import pick

_OPEN = select(col(DataRequest.due)).where(
    under(DataRequest.village), DataRequest.state == RequestState.OPEN
)
_DUE = Prepared(_OPEN)
_DUE_OF_KINDS = Prepared(_OPEN.where(col(DataRequest.kind).in_(listed("kinds"))))

OPEN_FOR = timedelta(minutes=30)
"""How long a file stays open to an officer who said why."""


@dataclass(frozen=True)
class ViewLine:
    """Somebody opened the file: by role, never by name."""

    role: str
    reason: str
    seen_at: datetime


@dataclass(frozen=True)
class RequestLine:
    """A request under the data law."""

    id: UUID
    village: str
    number: int
    household: UUID
    household_number: int
    kind: str
    words: str
    filed_at: datetime
    due: date
    state: RequestState
    answer: str | None
    answered_at: datetime | None

    def is_late(self, today: date) -> bool:
        """Return whether its last day has passed."""
        return self.due < today


@dataclass(frozen=True)
class AppealNote:
    """An appeal as the file names it."""

    id: UUID
    number: int
    wanted: str
    ground: str
    helper: str
    filed_at: datetime
    state: RequestState


@dataclass(frozen=True)
class HouseholdFile:
    """Everything that is kept about a household."""

    household: HouseholdView
    decisions: tuple[PastDecision, ...]
    schemes: dict[UUID, Scheme]
    appeals: tuple[AppealNote, ...]
    events: tuple[HouseholdEventLine, ...]
    requests: tuple[RequestLine, ...]
    views: tuple[ViewLine, ...]
    then: dict[UUID, Snapshot]
    """By the id of each decision, the answers when it was made."""
    own: tuple[GivenAnswers, ...] = ()
    """What it answered to own questions of the country or the district."""
    people: tuple[MemberLine, ...] = ()
    """Who is or was in the list of its members."""
    basis: BasisView | None = None
    """On which basis its data are kept; None where that was not written down."""


@dataclass(frozen=True)
class AnswersThen:
    """The answers when one decision was made, beside those of today."""

    household: UUID
    number: int
    decision: PastDecision
    snapshot: Snapshot | None
    """None where the record does not say what they were."""


def household_file(
    session: Session, village: str, household: UUID, country: Country, lang: str
) -> HouseholdFile:
    """Return everything that is kept about a household of a village; NotFound otherwise."""
    view = household_view(session, village, household)
    appeals = session.execute(
        pick(
            Appeal.id,
            Appeal.number,
            Appeal.wanted,
            Appeal.ground,
            Appeal.helper,
            Appeal.filed_at,
            Appeal.state,
        )
        .where(Appeal.household == household)
        .order_by(col(Appeal.filed_at))
    ).all()
    decisions = decisions_about(session, household)
    return HouseholdFile(
        household=view,
        decisions=decisions,
        schemes=schemes_of_rounds(session, village, country),
        appeals=tuple(AppealNote(*row) for row in appeals),
        events=events_of(session, household),
        requests=_requests(session, DataRequest.household == household),
        views=views_of(session, household),
        then=snapshots(session, village, household, decisions, country.zone),
        own=given_answers(session, household, lang),
        people=all_listed(session, household),
        basis=basis_of(session, household, country),
    )


def answers_then(
    session: Session, village: str, household: UUID, decision: UUID, country: Country
) -> AnswersThen:
    """Return the answers when a household's category was decided; NotFound for no such decision."""
    home = household_of(session, village, household)
    found = next((one for one in decisions_about(session, household) if one.id == decision), None)
    if found is None:
        raise NotFound(N_("There is no such decision about this household."))
    then = snapshots(session, village, household, (found,), country.zone)
    return AnswersThen(home.id, home.number, found, then.get(decision))


def views_of(session: Session, household: UUID) -> tuple[ViewLine, ...]:
    """Return who opened a household's file, the latest first."""
    query = (
        pick(FileView.role, FileView.reason, FileView.seen_at)
        .where(FileView.household == household)
        .order_by(col(FileView.seen_at).desc())
    )
    return tuple(ViewLine(*row) for row in session.execute(query).all())


def is_open_to(
    session: Session, household: UUID, accounts: Collection[UUID], now: datetime
) -> bool:
    """Tell whether an officer, by any of their accounts, said lately why this file is opened."""
    query = select(FileView.id).where(
        FileView.household == household,
        col(FileView.account).in_(accounts),
        FileView.seen_at > now - OPEN_FOR,
    )
    return session.exec(query).first() is not None


def concerns_officer(session: Session, household: UUID) -> bool:
    """Tell whether an appeal or a request gives somebody above the village a reason to look."""
    appeal = select(Appeal.id).where(Appeal.household == household)
    request = select(DataRequest.id).where(DataRequest.household == household)
    found = session.exec(appeal).first() or session.exec(request).first()
    return found is not None


def due_days(session: Session, place: str, kinds: Collection[str] | None = None) -> list[date]:
    """Return the last day of each request under a place, of `kinds` alone, that nobody answered."""
    if kinds is None:
        return _DUE.column(session, **span(place))
    return _DUE_OF_KINDS.column(session, **span(place), kinds=list(kinds))


def requests_under(session: Session, place: str, start: int = 0) -> Listed[RequestLine]:
    """Return the requests of all villages under a place: open ones first, by the day due."""
    first, end = code_range(place)
    within = and_(col(DataRequest.village) >= first, col(DataRequest.village) < end)
    total = session.exec(select(func.count()).select_from(DataRequest).where(within)).one()
    shown = _requests(session, within, start=start, most=LINES)
    return Listed(shown, Paging(start, LINES, total))


def request_line(session: Session, village: str, request: UUID) -> RequestLine:
    """Return one request of a village; NotFound where there is none."""
    found = _requests(session, DataRequest.id == request, DataRequest.village == village)
    if not found:
        raise NotFound(N_("There is no such request in this village."))
    return found[0]


def _requests(
    session: Session, *fits: object, start: int = 0, most: int | None = None
) -> tuple[RequestLine, ...]:
    query = (
        pick(
            DataRequest.id,
            DataRequest.village,
            DataRequest.number,
            DataRequest.household,
            Household.number.label("household_number"),  # type: ignore[attr-defined]
            DataRequest.kind,
            DataRequest.words,
            DataRequest.filed_at,
            DataRequest.due,
            DataRequest.state,
            DataRequest.answer,
            DataRequest.answered_at,
        )
        .join(Household, col(Household.id) == DataRequest.household)
        .where(*fits)
        .order_by(
            col(DataRequest.state) != RequestState.OPEN, col(DataRequest.due), col(DataRequest.id)
        )
        .offset(start)
        .limit(most)
    )
    return tuple(RequestLine(*row) for row in session.execute(query).all())
