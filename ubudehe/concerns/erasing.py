"""Erasing what was written of concerns whose time is over: beside the acts, a little later."""

from datetime import date

from sqlmodel import col, delete, select

from ubudehe.concerns.rules import ConcernState
from ubudehe.concerns.tables import Concern, ConcernStep, ConcernWord
from ubudehe.places.keeping import erased_from
from ubudehe.places.pack import Country
from ubudehe.storage.engine import Database
from ubudehe.storage.reading import pick


def erase_step(database: Database, country: Country, today: date) -> int:
    """Erase the texts, the village and the code of concerns that closed long ago; return how many.

    That there was one, where, of which kind and whether it was answered in time stays for counts,
    and the seals stay in the record.
    """
    months = country.concerns.erase_months
    closed = Concern.state == ConcernState.CLOSED, col(Concern.mark).is_not(None)
    with database.read() as session:
        rows = session.execute(pick(Concern.id, Concern.closed_on).where(*closed)).all()
    over = [id_ for id_, on in rows if on and erased_from(on, months) <= today]
    for id_ in over:
        with database.write() as session:
            # It may have been answered, and so opened, meanwhile.
            found = session.exec(
                select(Concern).where(Concern.id == id_, *closed).with_for_update()
            ).first()
            if found is None:
                continue
            found.mark, found.village = None, ""
            session.exec(delete(ConcernWord).where(col(ConcernWord.concern) == id_))
            for step in session.exec(select(ConcernStep).where(ConcernStep.concern == id_)):
                step.text = step.salt = ""
    return len(over)
