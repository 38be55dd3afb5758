"""Reading plain columns, the quick way that pages take."""

from typing import Any, Protocol, TypeVar

import sqlalchemy
from sqlmodel import Session


def pick(*columns: Any) -> Any:
    """Return a Core select of plain columns, to be read as rows by `session.execute`.

    SQLModel declares a table's attributes as the values they hold, so the types of SQLAlchemy's
    own `select` do not fit them; what comes back goes into a typed dataclass at once.
    """
    return sqlalchemy.select(*columns)


class _OfVillage(Protocol):
    village: Any


R = TypeVar("R", bound=_OfVillage)


def of_village(
    session: Session, table: type[R], id_: object, village: str, *, lock: bool = False
) -> R | None:
    """Return the row of `table` with this id if it is one of `village`, else None.

    With `lock` it is held until the transaction ends. A neighbour's row is as good as none: who
    asks for it is never told that it exists.
    """
    found = session.get(table, id_, with_for_update=True if lock else None)
    return found if found is not None and found.village == village else None
