"""The end of an audit: months signed off, with the findings that are open."""

from collections.abc import Mapping

from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.audit.findings.forms import SignOffForm, TakeBackForm
from ubudehe.audit.findings.tables import Finding, SignOff
from ubudehe.audit.rules.finding import OPEN
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.ledger.rules.months import months_between
from ubudehe.ledger.rules.states import MonthState
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.places.rules import rank_of
from ubudehe.record.append import Event


def open_findings(session: Session, village: str) -> list[str]:
    """Return the ids of the findings of a village on which somebody must act."""
    query = select(Finding.id).where(Finding.village == village, col(Finding.state).in_(OPEN))
    return [str(one) for one in session.exec(query.order_by(col(Finding.id)))]


def _still_open(session: Session, place: str, _ids: Mapping[str, object]) -> dict[str, object]:
    return {"findings": open_findings(session, place)}


def _standing(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    row = session.get(SignOff, ids["sign_off"])
    if row is None or row.village != place:
        return None
    return {"taken_back": row.taken_back_at is not None}


@act(
    "audit.sign_off",
    Right.REVIEW_BOOKS,
    said=N_("The audit is signed off. Everybody sees which findings were open."),
    corrected_by=("audit.take_back",),
    offline=Offline.STATE,
    state=_still_open,
)
def sign_off(desk: Desk, form: SignOffForm) -> Event:
    """Sign off months that the village has signed; open findings are listed and stay open."""
    wanted = months_between(form.first, form.last)
    if wanted < 1:
        raise Refusal(N_("The last month lies before the first."), "last")
    level = desk.level(Right.REVIEW_BOOKS)
    signed = select(func.count()).where(
        BookMonth.village == desk.place,
        col(BookMonth.month) >= form.first,
        col(BookMonth.month) <= form.last,
        BookMonth.state != MonthState.CLOSED,
    )
    if desk.session.exec(signed).one() != wanted:
        raise Refusal(N_("The village has not closed and signed each of these months."), "last")
    same = select(SignOff.id).where(
        SignOff.village == desk.place,
        SignOff.first == form.first,
        SignOff.last == form.last,
        SignOff.level == level,
        col(SignOff.taken_back_at).is_(None),
    )
    if desk.session.exec(same).first() is not None:
        raise Refusal(N_("Your level has signed off these months already."), "first")
    found = open_findings(desk.session, desk.place)
    desk.session.add(
        SignOff(
            id=desk.act_id,
            village=desk.place,
            first=form.first,
            last=form.last,
            level=level,
            open=found,
            text=form.text,
            signed_by=desk.person.account,
            signed_at=desk.now,
        )
    )
    return Event(
        public={"from": form.first, "until": form.last, "level": level, "open": found},
        private={"text": form.text},
        subject=str(desk.act_id),
    )


@act(
    "audit.take_back",
    Right.REVIEW_BOOKS,
    said=N_("The sign-off is taken back. It stays visible with its day."),
    corrected_by=("audit.sign_off",),
    offline=Offline.STATE,
    state=_standing,
)
def take_back_sign_off(desk: Desk, form: TakeBackForm) -> Event:
    """Take back a sign-off of one's own level or a lower one."""
    row = desk.session.get(SignOff, form.sign_off)
    if row is None or row.village != desk.place:
        raise NotFound(N_("There is no such sign-off here."))
    if row.taken_back_at is not None:
        raise Refusal(N_("It was taken back already."))
    level = desk.level(Right.REVIEW_BOOKS)
    if rank_of(level, desk.country) > rank_of(row.level, desk.country):
        raise Refusal(N_("A higher level signed this off."))
    row.taken_back_by, row.taken_back_at = desk.person.account, desk.now
    row.reason = form.text
    return Event(public={"sign_off": str(row.id)}, private={"text": form.text}, subject=str(row.id))
