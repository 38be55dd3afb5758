"""Checked samples, written down in the village's record: what an audit looked at on the spot."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from ubudehe.audit.forms import DropSampleForm, KeepSampleForm
from ubudehe.audit.tables import KeptSample
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.places.rules import rank_of
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village


def _sample_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    row = of_village(session, KeptSample, ids["sample"], place)
    return None if row is None else {"dropped": row.dropped_at is not None}


def kept_samples(session: Session, village: str) -> tuple[KeptSample, ...]:
    """Return the samples written down in a village, the newest first; those taken back too."""
    query = select(KeptSample).where(KeptSample.village == village)
    return tuple(session.exec(query.order_by(col(KeptSample.kept_at).desc())))


@act(
    "audit.sample",
    Right.REVIEW_BOOKS,
    said=N_("The sample is written down. Raise a finding where something was wrong."),
    corrected_by=("audit.drop_sample",),
    offline=Offline.STATE,
)
def keep_sample(desk: Desk, form: KeepSampleForm) -> Event:
    """Write down a checked sample: its draw, so that anybody can repeat it, and what it showed."""
    same = select(KeptSample.id).where(
        KeptSample.village == desk.place,
        KeptSample.draw == form.draw,
        KeptSample.size == form.size,
        KeptSample.kept_by == desk.person.account,
        col(KeptSample.dropped_at).is_(None),
    )
    if desk.session.exec(same).first() is not None:
        raise Refusal(N_("You wrote this sample down already. Take it back to write it anew."))
    level = desk.level(Right.REVIEW_BOOKS)
    told = form.model_dump()
    desk.session.add(
        KeptSample(
            id=desk.act_id,
            village=desk.place,
            level=level,
            kept_by=desk.person.account,
            kept_at=desk.now,
            **told,
        )
    )
    return Event(public={**told, "level": level}, subject=str(desk.act_id))


@act(
    "audit.drop_sample",
    Right.REVIEW_BOOKS,
    said=N_("The sample is taken back. It stays visible with its day."),
    corrected_by=("audit.sample",),
    offline=Offline.STATE,
    state=_sample_now,
)
def drop_sample(desk: Desk, form: DropSampleForm) -> Event:
    """Take back a sample of one's own level or a lower one, with the reason."""
    row = of_village(desk.session, KeptSample, form.sample, desk.place)
    if row is None:
        raise NotFound(N_("There is no such sample here."))
    if row.dropped_at is not None:
        raise Refusal(N_("It was taken back already."))
    if rank_of(desk.level(Right.REVIEW_BOOKS), desk.country) > rank_of(row.level, desk.country):
        raise Refusal(N_("A higher level wrote this down."))
    row.dropped_by, row.dropped_at, row.reason = desk.person.account, desk.now, form.text
    return Event(public={"sample": str(row.id)}, private={"text": form.text}, subject=str(row.id))
