"""An addendum to closed minutes: a later meeting says what they should have said."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import MeetingForm, quorate_meeting
from ubudehe.assemblies.tables import Addendum, Assembly
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.language.sentences import Sentence, Value, text
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.minutes import Counts, Said, Teller, Told
from ubudehe.people.rules import Right
from ubudehe.record.append import Event
from ubudehe.record.happened import Happened
from ubudehe.storage.reading import of_village, pick


class AmendMinutesForm(MeetingForm, Seconded):
    """What the open meeting `assembly` agrees to add to the minutes of the meeting `amended`."""

    amended: UUID
    text: Passage


def _as_it_is(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    """Return how many addenda closed minutes have."""
    found = of_village(session, Assembly, ids["amended"], place)
    if found is None:
        return None
    count = select(func.count()).where(Addendum.assembly == found.id)
    return {"addenda": session.exec(count).one()}


def _tell(session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    ids = {UUID(event.public["amended"]) for event in events}
    rows = session.execute(
        pick(Assembly.id, Assembly.held_on).where(col(Assembly.id).in_(ids))
    ).all()
    days = {str(id_): day.isoformat() for id_, day in rows}
    for event in events:
        day = {"day": Value("day", days[event.public["amended"]])}
        known = Sentence(N_("The meeting agreed on an addendum to the minutes of %(day)s."), day)
        said = [Said(known)]
        if words := event.private.get("text"):
            whole = Sentence(N_("It says: %(text)s"), {"text": text(words, event.tongue)})
            said.append(Said(whole, Counts.VILLAGE))
        yield Told(event.index, tuple(said))


ADDENDA = Teller(_tell, ("text",))


@act(
    "assembly.amend",
    Right.ASSEMBLY,
    said=N_("The addendum stands below those minutes, and in the minutes of this meeting."),
    corrected_by=("assembly.amend",),
    offline=Offline.STATE,
    second=Second(
        Right.ASSEMBLY,
        N_("Two people who run meetings write an addendum. Ask the second one, with their PIN."),
    ),
    state=_as_it_is,
    minutes=ADDENDA,
    worded=("text",),
)
def amend_minutes(desk: Desk, form: AmendMinutesForm) -> Event:
    """Add to closed minutes what a later meeting with quorum agrees to; they stay as they were."""
    amended = of_village(desk.session, Assembly, form.amended, desk.place)
    if amended is None:
        raise NotFound(N_("There is no such meeting in this village."))
    if amended.closed_at is None or amended.cancelled:
        raise Refusal(N_("The minutes of this meeting are not closed, so write them there."))
    meeting = quorate_meeting(desk, form.assembly)
    desk.session.add(
        Addendum(
            id=desk.act_id,
            assembly=amended.id,
            agreed_in=meeting.id,
            text=form.text,
            written_at=desk.now,
        )
    )
    return Event(
        public={"assembly": str(meeting.id), "amended": str(amended.id)},
        private={"text": form.text},
        subject=str(amended.id),
    )
