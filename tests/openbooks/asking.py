"""What a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tests.conftest import World


@contextmanager
def queries_of(world: World) -> Iterator[list[str]]:
    """Note every SELECT that is asked meanwhile."""
    asked: list[str] = []
    engine = world.services.database.engine

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)
