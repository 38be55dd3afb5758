"""Covering what nobody should read on the photo of a count, and taking it away under the law."""

from collections.abc import Mapping

from sqlmodel import Session, select

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.evidence.counted.forms import CountPhotoRef, CountPhotoReplaced
from ubudehe.ledger.evidence.photos import check_may_show, evidence_of, make_anew
from ubudehe.ledger.months.tables import CountPhotoGone, MoneyCount
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


def _photo_now(
    session: Session, _place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    found = session.get(MoneyCount, ids["count"])
    return None if found is None else {"photo": found.photo or ""}


@act(
    "statement.cover",
    Right.PROPOSE_MONEY,
    said=N_("The covered photo is shown in the place of the other one."),
    corrected_by=("statement.cover", "statement.remove"),
    offline=Offline.STATE,
    state=_photo_now,
)
def cover_count_photo(desk: Desk, form: CountPhotoReplaced) -> Event:
    """Put a photo with something covered in the place of the one of a count."""
    if form.photo.sha256 == form.old:
        raise Refusal(N_("This photo is already there."), "photo")
    check_may_show(desk.session, desk.place, form.photo, of_count=True)
    _take_away(desk, form, "covered", form.photo.sha256)
    return Event(
        public={"count": str(form.count), "old": form.old, "ev": evidence_of(form.photo)},
        subject=str(form.count),
    )


@act(
    "statement.remove",
    Right.DATA_REQUESTS,
    said=N_("The photo is taken away; its hash stays in the record."),
    corrected_by=("statement.add",),
    offline=Offline.STATE,
    state=_photo_now,
)
def remove_count_photo(desk: Desk, form: CountPhotoRef) -> Event:
    """Take the photo of a count away on somebody's request; its hash stays in the record."""
    _take_away(desk, form, "removed", None)
    make_anew(desk, form.old)
    return Event(public={"count": str(form.count), "h": form.old}, subject=str(form.count))


def _take_away(desk: Desk, form: CountPhotoRef, why: str, new: str | None) -> None:
    """Show a photo no more, or another in its place, behind all counts of the village."""
    query = select(MoneyCount).where(MoneyCount.village == desk.place, MoneyCount.photo == form.old)
    counts = {one.id: one for one in desk.session.exec(query)}
    if form.count not in counts:
        raise NotFound(N_("There is no such photo."))
    for one in counts.values():
        one.photo = new
        desk.session.add(
            CountPhotoGone(
                count=one.id, sha256=form.old, village=desk.place, gone=why, gone_on=desk.today
            )
        )
