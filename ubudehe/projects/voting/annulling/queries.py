"""Annulments and what is asked of the sector, shaped for a page."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from ubudehe.language.refusals import NotFound
from ubudehe.places.under import span, under
from ubudehe.projects.rules.states import AnnulState
from ubudehe.projects.voting.tables import AnnulRequest, Vote
from ubudehe.record.happened import Stretch, happened
from ubudehe.record.tongues import FIELD as LANG
from ubudehe.storage.prepared import Prepared, given

_BY = ("vote.annul", "vote.answer_annul")
_ANSWERS = ("vote.answer_annul", "vote.unask_annul")

_WAITS = and_(under(AnnulRequest.village), col(AnnulRequest.state) == AnnulState.ASKED)
_OF_VOTE = (
    select(AnnulRequest)
    .where(AnnulRequest.vote == given("vote"))
    .order_by(col(AnnulRequest.asked_at).desc())
)
_HOW_MANY = Prepared(select(func.count(), func.min(AnnulRequest.due)).where(_WAITS))


@dataclass(frozen=True)
class Annulment:
    """When and why a vote was annulled, by people of which roles; in which meeting, if in one."""

    at: datetime
    reason: str
    lang: str
    """The language of the reason, where it is known."""
    assembly: UUID | None
    roles: tuple[str, ...]


@dataclass(frozen=True)
class AnnulRequestLine:
    """What two people asked of the sector, and its answer."""

    id: UUID
    vote: UUID
    village: str
    reason: str
    asked_at: datetime
    due: date
    state: AnnulState
    answer: str
    answered_at: datetime | None
    budget: int
    lang: str = ""
    answer_lang: str = ""
    """The languages of the reason and of the answer, where they are known."""

    @property
    def waits(self) -> bool:
        """Return whether the sector has not answered."""
        return self.state == AnnulState.ASKED

    @property
    def taken_back(self) -> bool:
        """Return whether one of those who asked took it back."""
        return self.state == AnnulState.BACK

    @property
    def refused(self) -> bool:
        """Return whether the sector refused."""
        return self.state == AnnulState.REFUSED

    @property
    def agreed(self) -> bool:
        """Return whether the sector agreed."""
        return self.state == AnnulState.AGREED


def annulment(session: Session, vote: Vote) -> Annulment | None:
    """Return how a vote was annulled; None where it was not."""
    if vote.annulled_at is None:
        return None
    types = (*_BY, "vote.ask_annul")
    found = happened(session, Stretch(vote.village), types, (LANG,), (str(vote.id),))
    last = next(one for one in reversed(found) if one.type in _BY)
    if last.type == "vote.annul":
        meeting = UUID(last.public["assembly"])
        why = vote.annulled, last.tongue
        return Annulment(vote.annulled_at, *why, meeting, _roles(last.public))
    asked = next(one for one in found if str(one.id) == last.public["request"])
    roles = (*_roles(asked.public), last.public["by"]["role"])
    lang = asked.tongue
    return Annulment(vote.annulled_at, vote.annulled, lang, None, roles)


def _roles(public: object) -> tuple[str, ...]:
    assert isinstance(public, dict)
    return public["by"]["role"], public["second"]["role"]


def requests_of(session: Session, vote: Vote) -> tuple[AnnulRequestLine, ...]:
    """Return what was asked of the sector about a vote, the newest first."""
    if vote.closed_at is None:
        return ()
    rows = session.exec(_OF_VOTE, params={"vote": vote.id}).all()
    if not rows:
        return ()
    types = ("vote.ask_annul", *_ANSWERS)
    acts = happened(session, Stretch(vote.village), types, (LANG,), (str(vote.id),))
    lines = []
    for row in rows:
        of_it = [one for one in acts if one.public.get("request") == str(row.id)]
        asked = [one for one in acts if one.id == row.id]
        lang, answer_lang = (one[-1].tongue if one else "" for one in (asked, of_it))
        lines.append(replace(_line(row, vote), lang=lang, answer_lang=answer_lang))
    return tuple(lines)


def request_line(session: Session, village: str, vote: UUID) -> AnnulRequestLine:
    """Return what waits for the sector's word about a vote; NotFound where nothing does."""
    row = session.exec(
        select(AnnulRequest, Vote)
        .join(Vote, col(Vote.id) == AnnulRequest.vote)
        .where(
            AnnulRequest.village == village,
            AnnulRequest.vote == vote,
            AnnulRequest.state == AnnulState.ASKED,
        )
    ).first()
    if row is None:
        raise NotFound("")
    return _line(*row)


def waiting_requests(session: Session, code: str, most: int = 100) -> tuple[AnnulRequestLine, ...]:
    """Return what waits for the sector's word at or below a place, the most urgent first."""
    query = (
        select(AnnulRequest, Vote)
        .join(Vote, col(Vote.id) == AnnulRequest.vote)
        .where(_WAITS)
        .order_by(col(AnnulRequest.due), col(AnnulRequest.asked_at))
    )
    return tuple(_line(*row) for row in session.exec(query.limit(most), params=span(code)))


def how_many_wait(session: Session, code: str) -> tuple[int, date | None]:
    """Return how many requests wait at or below a place, and the last day of the first."""
    return _HOW_MANY.one(session, **span(code))


def _line(row: AnnulRequest, vote: Vote) -> AnnulRequestLine:
    said = row.model_dump(exclude={"asked_by", "second_by"})
    return AnnulRequestLine(**said, budget=vote.budget)
