"""Writing down that a list leaves the app: who, when and what for."""

from typing import Literal

from pydantic import BaseModel

from ubudehe.language.fields import Passage
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


class ExportForm(BaseModel):
    """What the list is for, and as which kind of file."""

    reason: Passage
    kind: Literal["xlsx", "csv"]


@act("list.export", Right.EXPORT_LIST)
def note_export(_desk: Desk, form: ExportForm) -> Event:
    """Write down an export before its file is made; the public record tells that there was one."""
    return Event(private={"export": form.model_dump(mode="json")})
