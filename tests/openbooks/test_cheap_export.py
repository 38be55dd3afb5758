"""An export of a district costs what its rows cost: it makes no objects of the tables' rows."""

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from tests.conftest import VILLAGE, World
from ubudehe.ledger.exports.reading import books_of


def test_an_export_reads_rows_and_no_objects(world: World) -> None:
    made: list[str] = []

    def note(target: object, _context: object) -> None:
        made.append(type(target).__name__)

    event.listen(Mapper, "load", note)
    try:
        with world.services.database.read() as session:
            books = books_of(session, VILLAGE, "origin", None, world.services.country)
    finally:
        event.remove(Mapper, "load", note)
    assert len(books.entries) > 20
    assert made == []
