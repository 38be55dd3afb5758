"""Reading plain columns, the quick way that pages take."""

from typing import Any

import sqlalchemy


def pick(*columns: Any) -> Any:
    """Return a Core select of plain columns, to be read as rows by `session.execute`.

    SQLModel declares a table's attributes as the values they hold, so the types of SQLAlchemy's
    own `select` do not fit them; what comes back goes into a typed dataclass at once.
    """
    return sqlalchemy.select(*columns)
