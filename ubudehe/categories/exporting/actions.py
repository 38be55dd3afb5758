"""Writing down that a list leaves the app: who, when and what for."""

from typing import Literal

from pydantic import BaseModel

from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


class ExportForm(BaseModel):
    """What the list is for, and as which kind of file."""

    reason: Passage
    kind: Literal["xlsx", "csv"]


@act(
    "list.export",
    Right.EXPORT_LIST,
    said=N_("It is written down that the list left the app, and what for."),
    final="a list that was taken out is out",
    offline=Offline.STATE,
)
def note_export(_desk: Desk, form: ExportForm) -> Event:
    """Write down an export before its file is made; the public record tells that there was one."""
    return Event(private={"export": form.model_dump(mode="json")})


@act(
    "answers.export",
    Right.EXPORT_LIST,
    said=N_("It is written down that all answers left the app, and what for."),
    final="answers that were taken out are out",
    offline=Offline.STATE,
)
def note_answers_export(_desk: Desk, form: ExportForm) -> Event:
    """Write down that all answers are taken out, before their file is made."""
    return Event(private={"export": form.model_dump(mode="json")})
