"""What people do in a round: start, decide, post, appeal, decide appeals, make final."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.assemblies.tables import Assembly
from ubudehe.categories.rules import parse_choice
from ubudehe.categories.tables import Appeal, CategoryDecision, CategoryRound
from ubudehe.households.actions import household_of
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.places.pack import Scheme
from ubudehe.record.append import Event, total


class RoundForm(BaseModel):
    """The scheme under which a round is held."""

    scheme: str = Field(max_length=20)


class CategoriseForm(BaseModel):
    """Choices of an assembly, «category:criterion» by household; empty ones are left for later."""

    choice: dict[UUID, str] = Field(min_length=1, max_length=200)


class Nothing(BaseModel):
    """A form that is only a button."""


class AppealForm(BaseModel):
    """An appeal, filed by or for a household."""

    household: UUID
    wanted: str = Field(max_length=4)
    ground: Passage


class OutcomeForm(BaseModel):
    """The decision on an appeal; with «upheld» the household gets the category it asked for."""

    outcome: Literal["upheld", "rejected"]
    reason: Passage


@act("round.start", Right.CATEGORISE)
def start_round(desk: Desk, form: RoundForm) -> Event:
    """Start a round under a scheme that may be shown to people; one round at a time."""
    scheme = _shown_scheme(desk, form.scheme)
    if current_round(desk.session, desk.place):
        raise Refusal(N_("A round is still going on. Finish it first."))
    new = CategoryRound(
        id=desk.act_id,
        village=desk.place,
        scheme=scheme.id,
        scheme_version=scheme.version,
        started_at=desk.now,
    )
    desk.session.add(new)
    return Event(public={"scheme": scheme.id, "version": scheme.version}, subject=str(new.id))


@act("category.decide", Right.CATEGORISE)
def decide_categories(desk: Desk, form: CategoriseForm) -> Event:
    """Write down what an open assembly with quorum decides for some households."""
    round_ = _round_in(desk, "open")
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Only an open meeting can decide categories. Open a meeting first."))
    meeting = quorate_meeting(desk, meeting_id)
    scheme = desk.country.scheme(round_.scheme)
    private: dict[str, object] = {}
    for number, (household, text) in enumerate(sorted(form.choice.items())):
        category, criterion = _read_choice(scheme, household, text)
        household_of(desk.session, desk.place, household)
        _supersede(desk.session, round_.id, household)
        desk.session.add(
            CategoryDecision(
                id=desk.new_id(),
                village=desk.place,
                round=round_.id,
                household=household,
                category=category,
                criterion=criterion,
                assembly=meeting.id,
                decided_by=desk.person.account,
                decided_at=desk.now,
            )
        )
        private[f"decision{number}"] = {
            "household": str(household),
            "category": category,
            "criterion": criterion,
        }
    return Event(
        public={"round": str(round_.id), "assembly": str(meeting.id)},
        private=private,
        subject=str(round_.id),
    )


@act("round.post", Right.CATEGORISE)
def post_round(desk: Desk, _form: Nothing) -> Event:
    """Post the list: a commitment to all of it enters the record, and appeals are open."""
    round_ = _round_in(desk, "open")
    listed = current_list(desk.session, round_.id)
    if not listed:
        raise Refusal(N_("No household has a category yet."))
    round_.state, round_.posted_at = "posted", desk.now
    round_.appeals_until = desk.today + timedelta(days=desk.country.appeal_days)
    return Event(
        public={"round": str(round_.id), "appeals_until": round_.appeals_until.isoformat()},
        private={"list": listed},
        subject=str(round_.id),
    )


@act("appeal.file", Right.CATEGORISE)
def file_appeal(desk: Desk, form: AppealForm) -> Event:
    """File an appeal for a household, the same form upward and downward."""
    round_ = _round_in(desk, "posted")
    decision = current_decision(desk.session, round_.id, form.household)
    if decision is None or decision.village != desk.place:
        raise Refusal(N_("This household has no category in this round yet."), "household")
    if form.wanted not in {c.code for c in desk.country.scheme(round_.scheme).categories}:
        raise Refusal(N_("Choose one of the answers shown."), "wanted")
    if form.wanted == decision.category:
        raise Refusal(N_("This is the category the household has. Choose another."), "wanted")
    if open_appeal(desk.session, form.household):
        raise Refusal(N_("An appeal of this household is waiting already."), "household")
    last = select(func.max(Appeal.number)).where(Appeal.village == desk.place)
    appeal = Appeal(
        id=desk.act_id,
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        round=round_.id,
        household=form.household,
        decision=decision.id,
        wanted=form.wanted,
        ground=form.ground,
        filed_at=desk.now,
    )
    desk.session.add(appeal)
    return Event(
        public={"round": str(round_.id)},
        private={"appeal": form.model_dump(mode="json")},
        subject=str(appeal.id),
        totals={"appeals": 1},
    )


@act("appeal.decide", Right.DECIDE_APPEALS)
def decide_appeal(desk: Desk, form: OutcomeForm, appeal: UUID) -> Event:
    """Decide an appeal with a reason; upheld, a decision that names it supersedes the first."""
    found = desk.session.get(Appeal, appeal)
    if found is None or found.village != desk.place:
        raise NotFound(N_("There is no such appeal in this village."))
    if found.state != "open":
        raise Refusal(N_("This appeal was already decided."))
    found.state, found.outcome = form.outcome, form.reason
    found.decided_by, found.decided_at = desk.person.account, desk.now
    if form.outcome == "upheld":
        _supersede(desk.session, found.round, found.household)
        desk.session.add(
            CategoryDecision(
                id=desk.new_id(),
                village=desk.place,
                round=found.round,
                household=found.household,
                category=found.wanted,
                criterion="appeal",
                appeal=found.id,
                decided_by=desk.person.account,
                decided_at=desk.now,
            )
        )
    return Event(
        public={"appeal": str(appeal), "outcome": form.outcome},
        private={"reason": form.reason},
        subject=str(appeal),
    )


@act("round.final", Right.CATEGORISE)
def finish_round(desk: Desk, _form: Nothing) -> Event:
    """Make a posted list final once the time for appeals is over and none is waiting."""
    round_ = _round_in(desk, "posted")
    if round_.appeals_until is not None and desk.today <= round_.appeals_until:
        raise Refusal(
            N_("Appeals can be filed until %(day)s. The list can be final after that."),
            day=round_.appeals_until.isoformat(),
        )
    if _rests_on_open_meeting(desk.session, round_.id):
        raise Refusal(N_("Close the minutes of the meeting that decided first."))
    waiting = select(func.count()).where(Appeal.round == round_.id, Appeal.state == "open")
    if count := desk.session.exec(waiting).one():
        raise Refusal(N_("%(count)s appeals are still waiting for a decision."), count=count)
    round_.state, round_.final_at = "final", desk.now
    listed = current_list(desk.session, round_.id)
    change = len(listed) - total(desk.session, desk.place, "classified")
    return Event(
        public={"round": str(round_.id)},
        private={"list": listed},
        subject=str(round_.id),
        totals={"classified": change} if change else {},
    )


def current_round(session: Session, village: str) -> CategoryRound | None:
    """Return the round that is going on in a village, if any."""
    query = select(CategoryRound).where(
        CategoryRound.village == village, col(CategoryRound.state) != "final"
    )
    return session.exec(query).first()


def current_decision(session: Session, round_: UUID, household: UUID) -> CategoryDecision | None:
    """Return what holds for a household in a round, if anything was decided."""
    return session.exec(
        select(CategoryDecision).where(
            CategoryDecision.round == round_,
            CategoryDecision.household == household,
            col(CategoryDecision.current).is_(True),
        )
    ).first()


def open_appeal(session: Session, household: UUID) -> Appeal | None:
    """Return the appeal of a household that waits for a decision, if any."""
    query = select(Appeal).where(Appeal.household == household, Appeal.state == "open")
    return session.exec(query).first()


def current_list(session: Session, round_: UUID) -> list[list[str]]:
    """Return the whole list of a round as [household, category] pairs, sorted."""
    rows = session.exec(
        select(CategoryDecision.household, CategoryDecision.category).where(
            CategoryDecision.round == round_, col(CategoryDecision.current).is_(True)
        )
    ).all()
    return sorted([str(household), category] for household, category in rows)


def _rests_on_open_meeting(session: Session, round_: UUID) -> bool:
    """Tell whether a decision of the round was made at a meeting not closed, or without quorum."""
    unsound = (
        select(Assembly.id)
        .join(CategoryDecision, col(CategoryDecision.assembly) == Assembly.id)
        .where(
            CategoryDecision.round == round_,
            or_(col(Assembly.closed_at).is_(None), col(Assembly.quorum_reached).is_(False)),
        )
    )
    return session.exec(unsound).first() is not None


def _round_in(desk: Desk, state: str) -> CategoryRound:
    round_ = current_round(desk.session, desk.place)
    if round_ is None:
        raise Refusal(N_("No round is going on. Start one first."))
    if round_.state != state:
        raise Refusal(N_("The round is not at this step."))
    return round_


def _shown_scheme(desk: Desk, id_: str) -> Scheme:
    for scheme in desk.country.schemes:
        if scheme.id == id_ and scheme.shown:
            return scheme
    raise Refusal(N_("Choose one of the answers shown."), "scheme")


def _read_choice(scheme: Scheme, household: UUID, text: str) -> tuple[str, str]:
    choice = parse_choice(text)
    for category in scheme.categories:
        if choice and category.code == choice[0] and choice[1] in {c.id for c in category.criteria}:
            return choice
    raise Refusal(N_("Choose one of the answers shown."), f"choice.{household}")


def _supersede(session: Session, round_: UUID, household: UUID) -> None:
    if (earlier := current_decision(session, round_, household)) is not None:
        earlier.current = False
        session.flush()
