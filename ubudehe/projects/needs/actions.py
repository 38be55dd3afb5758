"""Writing down needs."""

from pydantic import BaseModel

from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.language.fields import PublicLine
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.needs.tables import Need
from ubudehe.record.append import Event


class NeedForm(BaseModel):
    """A need of the village."""

    text: PublicLine


@act("need.add", Right.PROJECTS)
def add_need(desk: Desk, form: NeedForm) -> Event:
    """Write down a need."""
    need = Need(id=desk.act_id, village=desk.place, text=form.text, added_at=desk.now)
    desk.session.add(need)
    meeting = open_meeting_id(desk.session, desk.place)
    return Event(
        public={"assembly": str(meeting) if meeting else None},
        private={"text": form.text},
        subject=str(need.id),
        totals={"needs": 1},
    )
