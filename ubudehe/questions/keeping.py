"""Erasing what was asked and answered long ago, but for what everybody reads."""

from datetime import date

from sqlmodel import Session, col, or_, select

from ubudehe.language.dates import day_of
from ubudehe.places.keeping import Clearing, Term, erased_from
from ubudehe.questions.rules import QuestionState
from ubudehe.questions.tables import QuestionStep, VillageQuestion
from ubudehe.storage.reading import pick


def _questions(clearing: Clearing) -> int:
    """Erase the texts and codes of questions whose time is over; return how many.

    Number, kind, day and whether it was in time stay, and so does what is published, with its
    salt. The seals stay in the record.
    """
    today = day_of(clearing.now, clearing.country.zone)
    months = clearing.country.questions.erase_months
    table = VillageQuestion
    with clearing.database.read() as session:
        query = pick(table.id, table.moved_on, table.due).where(col(table.mark).is_not(None))
        rows = session.execute(
            query.where(or_(table.due < today, table.state != QuestionState.ASKED))
        ).all()
    over = [id_ for id_, moved, due in rows if erased_from(max(moved, due), months) <= today]
    for id_ in over:
        with clearing.database.write() as session:
            _erase(session, id_, today, months)
    return len(over)


def _erase(session: Session, question: object, today: date, months: int) -> None:
    row = session.get(VillageQuestion, question, with_for_update=True)
    # Something may have been done with it meanwhile.
    if row is None or erased_from(max(row.moved_on, row.due), months) > today:
        return
    row.mark, row.text = None, ""
    steps = session.exec(select(QuestionStep).where(QuestionStep.question == row.id))
    for step in steps:
        if step.id != row.published or not row.may_publish:
            step.text = step.wording = step.salt = ""


TERMS = (Term("what was asked of villages and answered long ago", _questions),)
