"""Taking back a meeting that was opened by mistake, or never took place."""

from collections.abc import Mapping

from sqlmodel import Session

from ubudehe.assemblies.actions import MeetingForm, open_meeting
from ubudehe.assemblies.done import something_done
from ubudehe.assemblies.standing import whole_meeting
from ubudehe.assemblies.tables import Assembly
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


class CancelMeetingForm(MeetingForm):
    """Why a meeting is taken back."""

    reason: Passage


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return everything that stands in a meeting, and whether it is over."""
    whole = whole_meeting(session, place, ids)
    if whole is None:
        return None
    meeting = session.get_one(Assembly, ids["assembly"])
    return {**whole, "closed": meeting.closed_at}


@act(
    "assembly.cancel",
    Right.ASSEMBLY,
    said=N_("The meeting is taken back: it did not take place. Another one can be opened."),
    corrected_by=("assembly.open",),
    offline=Offline.STATE,
    state=_as_it_is,
)
def cancel_assembly(desk: Desk, form: CancelMeetingForm) -> Event:
    """Take back a meeting opened by mistake, while nothing was decided in it."""
    meeting = open_meeting(desk, form.assembly)
    if something_done(desk.session, desk.place, meeting.id):
        raise Refusal(
            N_(
                "Something was done at this meeting: it is listed on its page. Write the "
                "minutes and close them; a later meeting decides anew."
            )
        )
    meeting.closed_at, meeting.cancelled, meeting.read_back = desk.now, form.reason, False
    return Event(
        public={"assembly": str(form.assembly)},
        private={"reason": form.reason},
        subject=str(form.assembly),
    )
