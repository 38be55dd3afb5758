"""What somebody without an account does: ask, read the answer under a code, keep it to themselves.

None of it is an act, as with concerns (decision 0102): an event would say when somebody wrote.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import BaseModel, Field
from sqlmodel import Session, select

from ubudehe.categories.appeals.rules import due_day
from ubudehe.language.fields import Passage
from ubudehe.language.titles import Tongue
from ubudehe.people.guests import GuestCodes
from ubudehe.people.holidays.queries import WorkingSince, working_since
from ubudehe.places.pack import Country
from ubudehe.questions.tables import VillageQuestion
from ubudehe.record.moves import refuse_away

CODES = GuestCodes(b"question")


class AskVillageForm(BaseModel):
    """A question to a village, and who may read the answer."""

    village: Annotated[str, Field(pattern="^[0-9]{1,12}$")]
    kind: Literal["books", "project", "list", "meeting", "other"]
    text: Passage
    wish: Literal["public", "private"]
    lang: Tongue = ""


class QuestionCodeForm(BaseModel):
    """The code of a question, and whether its writer keeps it to themselves from now on."""

    code: str = Field(max_length=40)
    keep: bool = False


def last_day(since: date, country: Country, working: WorkingSince) -> date:
    """Return the last day for the answer to what is asked on a day."""
    return due_day(since, country.questions.answer_days, working(since))


def ask(session: Session, form: AskVillageForm, mark: str, today: date, country: Country) -> None:
    """Keep a question under the mark of its code; once, however often it is sent."""
    refuse_away(session, form.village)
    if find_question(session, mark) is not None:
        return
    session.add(
        VillageQuestion(
            id=uuid4(),
            village=form.village,
            kind=form.kind,
            mark=mark,
            text=form.text,
            lang=form.lang,
            may_publish=form.wish == "public",
            asked_on=today,
            due=last_day(today, country, working_since(session, form.village, country)),
            moved_on=today,
        )
    )


def find_question(session: Session, mark: str, *, lock: bool = False) -> VillageQuestion | None:
    """Return the question of a mark, held until the transaction ends if wanted; None for none."""
    query = select(VillageQuestion).where(VillageQuestion.mark == mark)
    return session.exec(query.with_for_update() if lock else query).first()


def keep_private(session: Session, mark: str) -> None:
    """Let nobody but its writer read a question and its answer from now on."""
    row = find_question(session, mark, lock=True)
    if row is not None:
        row.may_publish = False
