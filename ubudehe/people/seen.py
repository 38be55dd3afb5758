"""What somebody saw before they changed it, and whether it is still so.

The version of a thing is a text: 16 hex digits over its whole state, then 4 for each of its fields
in the order of their names. The first part finds any change; the rest tells which fields changed.
It travels hidden in the form and is no secret and no proof: it guards against oversight.
"""

import hashlib
from collections.abc import Callable, Mapping
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal

Version = str
Fields = Mapping[str, str]
Rows = Mapping[UUID, str]
State = Callable[[Session, str, Mapping[str, object]], Mapping[str, object] | None]
"""Given a session, a place and the ids of a form: what is so now, by field; None if there is no
such thing at this place."""
_WHOLE, _EACH = 16, 4
NOTHING = "-"


class Seen(BaseModel):
    """What a form was made from, for acts that change something shared; None asks no question."""

    seen: Version | None = Field(default=None, max_length=2_000, pattern="^[0-9a-f]*$")


class Moved(Refusal):
    """Somebody changed the thing meanwhile: `now` holds the fields that differ, as they are now."""

    status = 409

    def __init__(self, now: Fields, version: Version) -> None:
        super().__init__(
            N_(
                "Somebody changed this after you opened it, so nothing of yours is written yet. "
                "Look at what is there now, choose, and send it again."
            )
        )
        self.now = now
        self.version = version


def flat(state: Mapping[str, object]) -> dict[str, str]:
    """Return a state as texts by field, as a form types them: `upto.0` for the parts of a field."""
    found: dict[str, str] = {}
    for name, value in state.items():
        if isinstance(value, Mapping):
            found |= flat({f"{name}.{key}": inner for key, inner in value.items()})
        elif isinstance(value, list | tuple):
            found[name] = ", ".join(str(one) for one in value)
        else:
            found[name] = "" if value is None else str(value)
    return found


def version_of(state: Mapping[str, object]) -> Version:
    """Return the version of a state, in whatever order its fields were read."""
    lines = sorted(f"{name}={value}" for name, value in flat(state).items())
    return _digest("\n".join(lines), _WHOLE) + "".join(_digest(one, _EACH) for one in lines)


def differing(state: Mapping[str, object], seen: Version) -> Fields:
    """Return the fields of a state that are not as they were at the version `seen`."""
    before = {seen[at : at + _EACH] for at in range(_WHOLE, len(seen), _EACH)}
    return {
        name: value
        for name, value in flat(state).items()
        if _digest(f"{name}={value}", _EACH) not in before
    }


def still(wanted: Rows, was: Rows, now: Rows) -> dict[UUID, str]:
    """Return the rows of `wanted` that nobody changed since a form was opened over them.

    `was` is what each row said then (NOTHING for nothing); rows it does not name are not compared.
    Raises Moved where rows were wanted and none is left.
    """
    left = {
        row: value
        for row, value in wanted.items()
        if row not in was or was[row] == now.get(row, NOTHING) or value == now.get(row, NOTHING)
    }
    if wanted and not left:
        raise Moved({}, "")
    return left


def _digest(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
