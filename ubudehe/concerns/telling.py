"""What somebody without an account does: tell a concern, follow it under a code, add to it.

None of it is an act: the record is public, and would say when somebody wrote. Nothing is kept of
who writes, neither address nor device, and of the time only the day.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from sqlmodel import Session, func, select

from ubudehe.categories.appeals.rules import due_day
from ubudehe.concerns.rules import MOST_WORDS, ConcernState, hearers
from ubudehe.concerns.tables import Concern, ConcernStep, ConcernWord
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.guests import GuestCodes
from ubudehe.people.holidays.queries import WorkingSince, working_since
from ubudehe.places.pack import Country
from ubudehe.places.rules import level_of

CODES = GuestCodes(b"concern")


class TellForm(BaseModel):
    """A concern about a village's affairs, and which place hears it."""

    village: Annotated[str, Field(pattern="^[0-9]{1,12}$")]
    to: Annotated[str, Field(pattern="^[0-9]{1,12}$")]
    kind: Literal["money", "work", "vote", "category", "leader", "other"]
    text: Passage


class FollowForm(BaseModel):
    """The code of a concern, and what is added under it."""

    code: str = Field(max_length=40)
    add: bool = False
    settled: bool | None = None
    """Whether the answer settles it, as its writer says."""
    text: Passage | None = None


def level_lengths(country: Country) -> dict[str, int]:
    """Return the levels that hear concerns, each with the length of its codes."""
    wanted = country.concerns.answer_days
    return {one.key: one.code_length for one in country.levels if one.key in wanted}


def hearers_of(village: str, country: Country) -> list[str]:
    """Return the places that hear concerns of a village, the lowest first; NotFound for none."""
    found = hearers(village, level_lengths(country))
    if not found:
        raise NotFound("")
    return found


def last_day(place: str, since: date, country: Country, working: WorkingSince) -> date:
    """Return the last day for the answer of a place that hears a concern since a day."""
    days = country.concerns.answer_days[level_of(place, country)]
    return due_day(since, days, working(since))


def due_of(session: Session, place: str, today: date, country: Country) -> date:
    """Return the last day of a concern that a place hears from today on."""
    return last_day(place, today, country, working_since(session, place, country))


def tell(session: Session, form: TellForm, mark: str, today: date, country: Country) -> None:
    """Keep a concern under the mark of its code; once, however often it is sent."""
    if form.to not in hearers_of(form.village, country):
        raise Refusal(N_("Choose who reads it."), "to")
    if find_concern(session, mark) is not None:
        return
    concern = Concern(
        id=uuid4(),
        place=form.to,
        village=form.village,
        kind=form.kind,
        mark=mark,
        told_on=today,
        due=due_of(session, form.to, today, country),
    )
    session.add(concern)
    session.flush()
    session.add(
        ConcernWord(
            id=uuid4(), concern=concern.id, number=0, after=0, text=form.text, told_on=today
        )
    )


def find_concern(session: Session, mark: str, *, lock: bool = False) -> Concern | None:
    """Return the concern of a mark, held until the transaction ends if wanted; None for none."""
    query = select(Concern).where(Concern.mark == mark)
    return session.exec(query.with_for_update() if lock else query).first()


def add_word(
    session: Session, mark: str, form_id: UUID, form: FollowForm, today: date, country: Country
) -> None:
    """Add what the writer tells under the code, once; after an answer, that opens it again.

    It does not where the writer says that the answer settles it.
    """
    concern = find_concern(session, mark, lock=True)
    if concern is None:
        raise NotFound("")
    if session.get(ConcernWord, form_id) is not None:
        return
    if form.text is None and not form.settled:
        raise Refusal(N_("Fill this in."), "text")
    number = _count(session, ConcernWord, concern.id)
    if number >= MOST_WORDS:
        raise Refusal(N_("Nothing more can be added under this code."), "text")
    if concern.state in (ConcernState.ANSWERED, ConcernState.CLOSED):
        concern.settled = form.settled
        if not form.settled:
            concern.state, concern.closed_on = ConcernState.TAKEN, None
            concern.due = due_of(session, concern.place, today, country)
    if form.text:
        after = _count(session, ConcernStep, concern.id)
        session.add(
            ConcernWord(
                id=form_id,
                concern=concern.id,
                number=number,
                after=after,
                text=form.text,
                told_on=today,
            )
        )


def _count(session: Session, table: type[ConcernWord | ConcernStep], concern: UUID) -> int:
    return session.exec(
        select(func.count()).select_from(table).where(table.concern == concern)
    ).one()
