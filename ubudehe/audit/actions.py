"""What people say about flags: the village answers, an officer finds it explained or confirmed."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.audit.forms import AnswerFlagForm, FlagRef, SettleFlagForm
from ubudehe.audit.queries import facts, span_of
from ubudehe.audit.rules.all_flags import flags_of
from ubudehe.audit.rules.facts import BooksFacts
from ubudehe.audit.rules.flag import Flag
from ubudehe.audit.tables import FlagWord
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Apart, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.record.append import Event


def _said_so_far(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object]:
    """Return which words on a flag there are."""
    query = select(FlagWord.id).where(FlagWord.village == place, FlagWord.flag == ids["flag"])
    return {"words": [str(one) for one in session.exec(query.order_by(col(FlagWord.id)))]}


def _found(desk: Desk, key: str) -> tuple[BooksFacts, Flag]:
    """Return a flag of the village as its books raise it now; NotFound where they do not."""
    for village in facts(desk.session, span_of(desk.place), desk.country, desk.today):
        for flag in flags_of(village, desk.country.audit):
            if flag.key == key:
                return village, flag
    raise NotFound(N_("The books do not show this any more."))


def _concerned(desk: Desk, form: FlagRef) -> set[UUID | None]:
    """Return who decided the entries of a flag, and who answered for it."""
    village, flag = _found(desk, form.flag)
    decided = [one for one in village.entries if one.id in flag.entries]
    answered = select(FlagWord.account).where(
        FlagWord.village == desk.place, FlagWord.flag == form.flag, FlagWord.kind == "answer"
    )
    return {
        *(one.proposed_by for one in decided),
        *(by for one in decided for by in one.approvals),
        *desk.session.exec(answered),
    }


def _say(desk: Desk, form: FlagRef, kind: str, text: str) -> Event:
    _, flag = _found(desk, form.flag)
    entries = [str(one) for one in flag.entries]
    told = {
        "flag": flag.key,
        "rule": flag.rule,
        "version": flag.version,
        "limit": flag.limit,
        "entries": entries,
        "about": flag.subject,
    }
    desk.session.add(
        FlagWord(
            id=desk.act_id,
            village=desk.place,
            flag=flag.key,
            rule=flag.rule,
            version=flag.version,
            bound=flag.limit,
            entries=entries,
            about=flag.subject,
            kind=kind,
            text=text,
            account=desk.person.account,
            said_at=desk.now,
        )
    )
    # A flag that would tell about somebody who is not named in public stays private as a whole.
    private = {"told": told} if flag.personal else {}
    return Event(
        public={} if flag.personal else told,
        private={"text": text, **private},
        subject=str(desk.act_id),
    )


@act(
    "flag.answer",
    Right.PROPOSE_MONEY,
    said=N_("The answer is written down. An officer looks at it next."),
    corrected_by=("flag.answer",),
    offline=Offline.STATE,
    state=_said_so_far,
)
def answer_flag(desk: Desk, form: AnswerFlagForm) -> Event:
    """Answer for the village what a rule found in its books."""
    return _say(desk, form, "answer", form.text)


@act(
    "flag.settle",
    Right.REVIEW_BOOKS,
    said=N_("What you find is written down, for everybody to see once the village could answer."),
    corrected_by=("flag.settle",),
    offline=Offline.STATE,
    state=_said_so_far,
    apart=(
        Apart(
            "who decided the entries or answered",
            _concerned,
            N_("Who decided these entries, or answered for them, cannot judge them."),
        ),
    ),
)
def settle_flag(desk: Desk, form: SettleFlagForm) -> Event:
    """Find what a rule found explained, or confirm it; the books stay as they are."""
    event = _say(desk, form, form.outcome, form.text)
    return Event(
        public={**event.public, "outcome": form.outcome},
        private=event.private,
        subject=event.subject,
    )
