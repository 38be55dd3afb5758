"""The path of a round: start, agree on the criteria, map, post, make final."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.assemblies.rules import check_hands, outcome
from ubudehe.assemblies.tables import Assembly
from ubudehe.categories.appeals.queries import waiting_for
from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.minutes import CRITERIA
from ubudehe.categories.rules import STATES, RoundState
from ubudehe.categories.schemes.queries import movement, schemes_for
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.households.social_map.queries import map_progress
from ubudehe.households.tables import Household
from ubudehe.language.fields import Count
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event, changes_to, total
from ubudehe.storage.prepared import Prepared, given


class RoundStep(Seen):
    """A step of the round that goes on, from where it was seen to be."""


class RoundForm(RoundStep):
    """The scheme under which a round is held, and how many households there may be."""

    scheme: str = Field(max_length=20)
    estimated: Count | None = None


class AgreeForm(RoundStep):
    """Hands for the criteria, after they were read aloud."""

    read_aloud: Literal["yes"]
    votes_for: Count
    votes_against: Count
    abstained: Count


_CURRENT = select(CategoryRound).where(
    CategoryRound.village == given("village"),
    col(CategoryRound.state).not_in((RoundState.FINAL, RoundState.STOPPED)),
)
_GOES_ON = Prepared(_CURRENT)


def _stage(session: Session, place: str, _ids: Mapping[str, object]) -> dict[str, object]:
    """Return where the round stands."""
    round_ = last_round(session, place)
    return {"round": round_.id, "stage": round_.state} if round_ else {}


def stage_and_list(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object]:
    """Return where the round stands, and the list that is posted or made final."""
    round_ = last_round(session, place)
    listed = current_list(session, round_.id) if round_ else []
    return {**_stage(session, place, ids), "list": [" ".join(line) for line in listed]}


@act(
    "round.start",
    Right.CATEGORISE,
    said=N_("The round is begun. Read the criteria aloud at a meeting."),
    corrected_by=("round.cancel",),
    offline=Offline.STATE,
    state=_stage,
)
def start_round(desk: Desk, form: RoundForm) -> Event:
    """Start a round under a scheme that may be shown to people; one round at a time."""
    schemes = {scheme.id: scheme for scheme in schemes_for(desk.session, desk.country, desk.place)}
    if form.scheme not in schemes:
        raise Refusal(N_("Choose one of the answers shown."), "scheme")
    if current_round(desk.session, desk.place):
        raise Refusal(N_("A round is still going on. Finish it first."))
    scheme = schemes[form.scheme]
    new = CategoryRound(
        id=desk.act_id,
        village=desk.place,
        scheme=scheme.id,
        scheme_version=scheme.version,
        estimated=form.estimated,
        started_at=desk.now,
    )
    desk.session.add(new)
    return Event(
        public={"scheme": scheme.id, "version": scheme.version},
        private={"estimated": form.estimated},
        subject=str(new.id),
    )


@act(
    "round.agree",
    Right.CATEGORISE,
    said=N_("The meeting agreed on the criteria. Draw the map of the village next."),
    corrected_by=("round.cancel",),
    offline=Offline.STATE,
    state=_stage,
    minutes=CRITERIA,
)
def agree_criteria(desk: Desk, form: AgreeForm) -> Event:
    """Write down that an assembly with quorum agreed on the criteria it heard."""
    round_, meeting = agreeing_meeting(desk)
    check_hands(form.votes_for, form.votes_against, form.abstained, meeting.women + meeting.men)
    if outcome(form.votes_for, form.votes_against) != "accepted":
        raise Refusal(
            N_("The meeting did not agree, so nothing is decided. Talk about the criteria again."),
            "votes_for",
        )
    round_.state, round_.agreed_in = RoundState.AGREED, meeting.id
    hands = form.model_dump(exclude={"read_aloud", "seen"})
    return Event(
        public={"round": str(round_.id), "assembly": str(meeting.id)},
        private={"hands": hands},
        subject=str(round_.id),
    )


@act(
    "round.map",
    Right.CATEGORISE,
    said=N_("The map is drawn. Decide the households' categories at a meeting next."),
    corrected_by=("map.place",),
    offline=Offline.STATE,
    state=_stage,
)
def finish_map(desk: Desk, _form: RoundStep) -> Event:
    """Say that the map is drawn: every registered household has its place on it."""
    round_ = round_in(desk, RoundState.AGREED)
    progress = map_progress(desk.session, desk.place)
    if not progress.registered:
        raise Refusal(N_("No household is registered yet. Register the households first."))
    if progress.placed < progress.registered:
        raise Refusal(
            N_("%(count)s households are not on the map yet. Draw them first."),
            count=progress.registered - progress.placed,
        )
    round_.state = RoundState.MAPPED
    return Event(public={"round": str(round_.id)}, subject=str(round_.id))


@act(
    "round.post",
    Right.CATEGORISE,
    said=N_("The list is posted. Hand out the slips; appeals can be filed from now on."),
    corrected_by=("round.withdraw", "category.decide", "appeal.file"),
    offline=Offline.STATE,
    state=stage_and_list,
)
def post_round(desk: Desk, _form: RoundStep) -> Event:
    """Post the list: a commitment to all of it enters the record, and appeals are open."""
    round_ = round_in(desk, RoundState.MAPPED)
    listed = current_list(desk.session, round_.id)
    if not listed:
        raise Refusal(N_("No household has a category yet."))
    round_.state, round_.posted_at = RoundState.POSTED, desk.now
    round_.appeals_until = desk.today + timedelta(days=desk.country.appeals.filing_days)
    return Event(
        public={"round": str(round_.id), "appeals_until": round_.appeals_until.isoformat()},
        private={"list": listed},
        subject=str(round_.id),
    )


@act(
    "round.final",
    Right.CATEGORISE,
    said=N_("The list is final. Categories change by an appeal or after an event."),
    corrected_by=("category.decide", "appeal.file"),
    offline=Offline.STATE,
    state=stage_and_list,
)
def finish_round(desk: Desk, _form: RoundStep) -> Event:
    """Make a posted list final once the time for appeals is over and none is waiting."""
    round_ = round_in(desk, RoundState.POSTED)
    if round_.appeals_until is not None and desk.today <= round_.appeals_until:
        raise Refusal(
            N_("Appeals can be filed until %(day)s. The list can be final after that."),
            day=round_.appeals_until.isoformat(),
        )
    if _rests_on_open_meeting(desk.session, round_.id):
        raise Refusal(N_("Close the minutes of the meeting that decided first."))
    if count := waiting_for(desk.session, round_.id, desk.today, desk.country):
        raise Refusal(N_("%(count)s appeals are still waiting for a decision."), count=count)
    round_.state, round_.final_at = RoundState.FINAL, desk.now
    desk.session.flush()
    listed = current_list(desk.session, round_.id)
    classified = decided_count(desk.session, round_.id)
    registered = total(desk.session, desk.place, "households")
    sums = {
        "classified": classified,
        "listed": classified,
        "listed_of": registered,
        **movement(desk.session, desk.country, desk.place),
    }
    return Event(
        public={"round": str(round_.id)},
        private={"list": listed, "registered": registered},
        subject=str(round_.id),
        totals=changes_to(desk.session, desk.place, sums),
    )


def current_round(session: Session, village: str) -> CategoryRound | None:
    """Return the round that is going on in a village, if any."""
    return session.exec(_CURRENT, params={"village": village}).first()


def goes_on(session: Session, village: str) -> bool:
    """Tell whether a round is going on in a village."""
    return bool(_GOES_ON.rows(session, village=village))


def last_round(session: Session, village: str) -> CategoryRound | None:
    """Return the round that is going on, else the last one; None before the first."""
    return session.exec(
        select(CategoryRound)
        .where(CategoryRound.village == village, CategoryRound.state != RoundState.STOPPED)
        .order_by(
            col(CategoryRound.state) == RoundState.FINAL, col(CategoryRound.started_at).desc()
        )
    ).first()


def round_in_force(session: Session, village: str) -> CategoryRound | None:
    """Return the last final round: its categories hold while a later one goes on."""
    return session.exec(
        select(CategoryRound)
        .where(CategoryRound.village == village, CategoryRound.state == RoundState.FINAL)
        .order_by(col(CategoryRound.started_at).desc())
    ).first()


def current_list(session: Session, round_: UUID) -> list[list[str]]:
    """Return what holds in a round as sorted [household, category, criterion], as committed to.

    Who left the village stays in it; an entry that was no household does not.
    """
    rows = session.exec(
        select(CategoryDecision.household, CategoryDecision.category, CategoryDecision.criterion)
        .join(Household, col(Household.id) == CategoryDecision.household)
        .where(
            CategoryDecision.round == round_,
            col(CategoryDecision.current).is_(True),
            func.coalesce(Household.ended, "").not_in(VOIDED),
        )
    ).all()
    return sorted([str(household), category, reason] for household, category, reason in rows)


def decided_count(session: Session, round_: UUID) -> int:
    """Return how many households that are still in the village have a category in a round."""
    query = (
        select(func.count())
        .select_from(CategoryDecision)
        .join(Household, col(Household.id) == CategoryDecision.household)
        .where(
            CategoryDecision.round == round_,
            col(CategoryDecision.current).is_(True),
            col(Household.ended).is_(None),
        )
    )
    return session.exec(query).one()


def deciding_meeting(desk: Desk) -> Assembly:
    """Return the open meeting with quorum that may decide now; Refusal where there is none."""
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Only an open meeting can decide categories. Open a meeting first."))
    return quorate_meeting(desk, meeting_id)


_COMES_FIRST = {
    "prepared": N_("The assembly must agree on the criteria first."),
    "agreed": N_("Draw the map of the village first."),
    "mapped": N_("The list is not posted yet."),
}
"""What has to be done before anything further, by the state of the round."""


def round_in(desk: Desk, state: RoundState) -> CategoryRound:
    """Return the village's round if it has reached `state` and no further; Refusal otherwise."""
    round_ = current_round(desk.session, desk.place)
    if round_ is None:
        raise Refusal(N_("No round is going on. Start one first."))
    if round_.state != state:
        early = STATES.index(round_.state) < STATES.index(state)
        past = N_("The round is past this step. Look at its path.")
        raise Refusal(_COMES_FIRST[round_.state] if early else past)
    return round_


def check_mapped(round_: CategoryRound) -> None:
    """Raise Refusal while a round has not come to the step at which assemblies decide."""
    if round_.state in (RoundState.PREPARED, RoundState.AGREED):
        raise Refusal(_COMES_FIRST[round_.state])


def deciding_round(desk: Desk) -> tuple[CategoryRound, Assembly]:
    """Return the round and the meeting that may decide in it now; Refusal where there is none."""
    round_ = last_round(desk.session, desk.place)
    if round_ is None:
        raise Refusal(N_("No round is going on. Start one first."))
    check_mapped(round_)
    return round_, deciding_meeting(desk)


def agreeing_meeting(desk: Desk) -> tuple[CategoryRound, Assembly]:
    """Return the round and the meeting that may agree on its criteria now; Refusal where none."""
    return round_in(desk, RoundState.PREPARED), deciding_meeting(desk)


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
