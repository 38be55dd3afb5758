"""In which language the words of an act were written, as its opening in the record says."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col

from ubudehe.record.tables import Act, Opening
from ubudehe.storage.reading import pick

FIELD = "lang"
"""The private field of an event that says it; many acts have none."""


@dataclass(frozen=True)
class Tongues:
    """Languages of the words of some acts (ISO 639-1); empty where nobody said one."""

    by_act: Mapping[UUID, str] = field(default_factory=dict)
    by_subject: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """By (what the act was about, its type): of the last such act, with its index."""

    def of(self, act: UUID | None) -> str:
        """Return the language of the words of one act."""
        return self.by_act.get(act, "") if act else ""

    def last(self, subject: object, *types: str) -> str:
        """Return the language of the words of the last act of `types` about something."""
        return max(self.by_subject.get((str(subject), one), (-1, "")) for one in types)[1]


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
    wanted = or_(col(Act.id).in_(acts), col(Act.subject).in_([str(one) for one in subjects]))
    rows = session.execute(
        pick(Act.id, Act.type, Act.subject, Act.idx, Opening.value)
        .join(Opening, (col(Opening.log) == Act.log) & (col(Opening.act) == Act.id))
        .where(col(Act.log) == log, col(Opening.field) == FIELD, wanted)
        .order_by(col(Act.idx))
    ).all()
    by_act = {id_: str(json.loads(value)) for id_, *_, value in rows}
    last = {(subject, type_): (idx, by_act[id_]) for id_, type_, subject, idx, _ in rows if subject}
    return Tongues(by_act, last)
