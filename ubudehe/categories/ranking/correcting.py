"""Letting a group go on that had finished, and taking away one that was added by mistake."""

from uuid import UUID

from sqlmodel import Session, col, delete, select

from ubudehe.categories.ranking.actions import GroupRef, group_now, said_by_group
from ubudehe.categories.ranking.tables import Comparison, Judgement
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event
from ubudehe.record.tables import Act as ActRow


class DropForm(GroupRef, Seconded):
    """Why a group is taken away."""

    reason: Passage


def has_said(session: Session, place: str, group: UUID) -> bool:
    """Tell whether anything was ever written down of what a group said.

    The record tells it, also once the group is taken away.
    """
    said = select(ActRow.id).where(
        ActRow.log == place,
        ActRow.subject == str(group),
        col(ActRow.type).in_(("ranking.judge", "ranking.compare")),
    )
    return session.exec(said).first() is not None


def _said_something(desk: Desk, form: DropForm) -> bool:
    return has_said(desk.session, desk.place, form.group)


@act(
    "ranking.reopen",
    Right.CATEGORISE,
    said=N_("The group goes on. It counts again once it has finished."),
    corrected_by=("ranking.finish",),
    offline=Offline.STATE,
    state=said_by_group,
)
def reopen_group(desk: Desk, form: GroupRef) -> Event:
    """Let a group go on that had finished; what it said stays."""
    found = group_now(desk, form.group)
    if not found.done:
        raise Refusal(N_("This group has not finished yet."))
    found.done = False
    if found.method == "pairs":  # its places follow from its answers once it finishes again
        found.piles = 0
        placed = delete(Judgement).where(
            col(Judgement.group) == found.id, col(Judgement.pile).is_not(None)
        )
        desk.session.execute(placed)
    return Event(public={"group": str(form.group)}, subject=str(form.group))


@act(
    "ranking.drop",
    Right.CATEGORISE,
    said=N_("The group is taken away, with what it said. Add it again if that was a mistake."),
    corrected_by=("ranking.group",),
    offline=Offline.STATE,
    second=Second(
        Right.LOOK,
        N_("The group has judged households, so two people take it away. Ask a second person."),
        _said_something,
    ),
    state=said_by_group,
)
def drop_group(desk: Desk, form: DropForm) -> Event:
    """Take away a group that was added by mistake, with all it said."""
    found = group_now(desk, form.group)
    for table in (Judgement, Comparison):
        desk.session.execute(delete(table).where(col(table.group) == found.id))
    desk.session.delete(found)
    return Event(
        public={"group": str(form.group)},
        private={"reason": form.reason},
        subject=str(form.group),
    )
