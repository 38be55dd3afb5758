"""In which language the words of an act were written, as its opening in the record says."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col

from ubudehe.record.tables import Act, Opening
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

FIELD = "lang"
"""The private field of an event that says it; many acts have none."""

_SAID: Prepared[Any] = Prepared(
    pick(Act.id, Act.subject, Act.type, Opening.value)
    .join(Opening, (col(Opening.log) == Act.log) & (col(Opening.act) == Act.id))
    .where(
        col(Act.log) == given("log"),
        col(Opening.field) == FIELD,
        or_(col(Act.id).in_(listed("acts")), col(Act.subject).in_(listed("subjects"))),
    )
    .order_by(col(Act.idx))
)


@dataclass(frozen=True)
class Tongues:
    """Languages of the words of some acts, the oldest first; nothing of those that have none."""

    acts: tuple[tuple[UUID, str, str, str], ...] = ()
    """(id, what it was about, its type, ISO 639-1) of each."""

    def of(self, act: UUID | None) -> str:
        """Return the language of the words of one act, where it is known."""
        return next((lang for id_, _, _, lang in self.acts if id_ == act), "")

    def last(self, subject: object, *types: str) -> str:
        """Return the language of the words of the last act of `types` about something."""
        fits = (
            lang
            for _, about, type_, lang in reversed(self.acts)
            if about == str(subject) and type_ in types
        )
        return next(fits, "")


def tongues(
    session: Session,
    log: str,
    *,
    acts: Collection[UUID] = (),
    subjects: Collection[object] = (),
) -> Tongues:
    """Return the languages of these acts of a record, and of all acts about `subjects`.

    One query; none where there is nothing to ask for.
    """
    if not acts and not subjects:
        return Tongues()
    about = [str(one) for one in subjects]
    rows = _SAID.rows(session, log=log, acts=list(acts), subjects=about)
    return Tongues(
        tuple((id_, str(about), type_, json.loads(lang)) for id_, about, type_, lang in rows)
    )
