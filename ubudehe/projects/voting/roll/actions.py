"""Writing down who came and got a card or a paper; which one is never known."""

from collections.abc import Mapping
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from ubudehe.households.held import holds_people
from ubudehe.households.tables import Household
from ubudehe.language.fields import PersonName
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import NOTHING, still
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.roll.queries import electors_of
from ubudehe.projects.voting.tables import SignedVoters, Vote
from ubudehe.projects.voting.votes import vote_in
from ubudehe.record.append import Event

T = TypeVar("T")


@holds_people
def _came_to_a_vote(session: Session, household: UUID) -> str | None:
    """Return what to do first where people of a household are on the roll of a vote not closed."""
    query = (
        select(SignedVoters.voters)
        .join(Vote, col(Vote.id) == SignedVoters.vote)
        .where(
            SignedVoters.household == household,
            col(Vote.state).in_((VoteState.PREPARED, VoteState.OPEN)),
        )
    )
    if session.exec(query).first() is None:
        return None
    return N_(
        "People of this household are written down as having come to a vote that is not closed. "
        "Take them off its roll first, or wait until it is closed."
    )


class RollForm(BaseModel):
    """Who of one isibo came, by household: how many voters, and who helped one of them.

    `was` is what was written when the form was opened, see `told`: what somebody else wrote
    meanwhile is left out and asked about again.
    """

    vote: UUID
    isibo: str = Field(max_length=120)
    came: dict[str, Annotated[int, Field(ge=0, le=99)]] = Field(default_factory=dict)
    helper: dict[str, PersonName] = Field(default_factory=dict)
    was: dict[UUID, str] = Field(default_factory=dict)

    def told(self, household: object) -> str:
        """Return what this form writes down of one household."""
        home = str(household)
        return told(self.came.get(home, 0), self.helper.get(home))


def told(came: int, helper: str | None) -> str:
    """Return what is written down of one household: how many came, and who helped one of them."""
    return f"{came} {helper}" if came and helper else str(came)


@act(
    "vote.sign_in",
    Right.PROJECTS,
    said=N_("Who came is written down. Go on with the next isibo."),
    corrected_by=("vote.sign_in",),
    offline=Offline.ASKS,
)
def sign_in(desk: Desk, form: RollForm) -> Event:
    """Write down who of an isibo came; what was written for it before is replaced."""
    found = vote_in(desk, form.vote, VoteState.PREPARED, VoteState.OPEN)
    homes = desk.session.exec(
        select(Household).where(
            Household.village == desk.place,
            Household.isibo == form.isibo,
            col(Household.ended).is_(None),
        )
    ).all()
    known = {str(home.id) for home in homes}
    if not set(form.came) <= known or not set(form.helper) <= known:
        raise Refusal(N_("Choose among the households of this isibo."))
    wanted = {home.id: form.told(home.id) for home in homes}
    rows = _signed(desk.session, found.id)
    now = {home: told(row.voters, row.helper) for home, row in rows.items()}
    kept = still(wanted, form.was, dict.fromkeys(wanted, "0") | now)
    for home in homes:
        if home.id in kept:
            _write(desk, found, home, form, rows.get(home.id))
    return Event(
        public={"vote": str(form.vote)},
        private={
            "came": _only(form.came, kept),
            "helpers": _only(form.helper, kept),
            "homes": sorted(map(str, kept)),
        },
        subject=str(form.vote),
    )


def came_of(session: Session, vote: UUID) -> dict[UUID, str]:
    """Return what is written down of the households of which somebody has come to a vote."""
    return {home: told(row.voters, row.helper) for home, row in _signed(session, vote).items()}


def _signed(session: Session, vote: UUID) -> dict[UUID, SignedVoters]:
    rows = session.exec(select(SignedVoters).where(SignedVoters.vote == vote))
    return {row.household: row for row in rows}


def moved_meanwhile(session: Session, form: RollForm | None) -> dict[str, str]:
    """Return the households for which somebody else wrote something else, and what."""
    if form is None:
        return {}
    now = came_of(session, form.vote)
    return {
        str(home): now.get(home, "0") for home in form.was if now.get(home, "0") != form.told(home)
    }


def others_wrote(moved: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return by field what `moved_meanwhile` found and was typed otherwise."""
    found: dict[str, str] = {}
    for home, written in moved.items():
        came, _, helper = written.partition(" ")
        found |= {f"came.{home}": came, f"helper.{home}": helper or NOTHING}
    return {
        field: value
        for field, value in found.items()
        if value != (typed.get(field, "").strip() or ("0" if field[:4] == "came" else NOTHING))
    }


def _only(typed: Mapping[str, T], kept: Mapping[UUID, str]) -> dict[str, T]:
    return {home: value for home, value in typed.items() if UUID(home) in kept}


def _write(
    desk: Desk, vote: Vote, home: Household, form: RollForm, row: SignedVoters | None
) -> None:
    voters, helper = form.came.get(str(home.id), 0), form.helper.get(str(home.id))
    most = max(electors_of(home, vote.electorate), row.voters if row else 0)
    if voters > most:
        raise Refusal(
            N_("Household %(number)s has at most %(most)s voters."),
            "came",
            number=home.number,
            most=most,
        )
    if helper and not voters:
        raise Refusal(
            N_(
                "Somebody helped household %(number)s, but nobody of it came. Write how many came, "
                "or take the helper's name away."
            ),
            "came",
            number=home.number,
        )
    if not voters:
        if row is not None:
            desk.session.delete(row)
        return
    if row is None:
        row = SignedVoters(vote=vote.id, household=home.id, voters=voters)
        desk.session.add(row)
    row.voters, row.helper = voters, helper
