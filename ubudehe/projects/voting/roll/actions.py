"""Writing down who came and got a card or a paper; which one is never known."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import col, select

from ubudehe.households.tables import Household
from ubudehe.language.fields import PersonName
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, act
from ubudehe.people.rules import Right
from ubudehe.projects.voting.tables import SignedVoters, Vote
from ubudehe.projects.voting.votes import vote_in
from ubudehe.record.append import Event


class RollForm(BaseModel):
    """Who of one isibo came, by household: how many voters, and who helped one of them."""

    came: dict[str, Annotated[int, Field(ge=0, le=99)]] = Field(default_factory=dict)
    helper: dict[str, PersonName] = Field(default_factory=dict)


@act("vote.sign_in", Right.PROJECTS)
def sign_in(desk: Desk, form: RollForm, vote: UUID, isibo: str) -> Event:
    """Write down who of an isibo came; what was written for it before is replaced."""
    found = vote_in(desk, vote, "prepared", "open")
    homes = desk.session.exec(
        select(Household).where(
            Household.village == desk.place,
            Household.isibo == isibo,
            col(Household.ended).is_(None),
        )
    ).all()
    known = {str(home.id) for home in homes}
    if not set(form.came) <= known or not set(form.helper) <= known:
        raise Refusal(N_("Choose among the households of this isibo."))
    for home in homes:
        _write(desk, found, home, form)
    return Event(
        public={"vote": str(vote)},
        private={"came": form.came, "helpers": form.helper, "isibo": isibo},
        subject=str(vote),
    )


def _write(desk: Desk, vote: Vote, home: Household, form: RollForm) -> None:
    voters, helper = form.came.get(str(home.id), 0), form.helper.get(str(home.id))
    most = 1 if vote.electorate == "households" else home.members
    if voters > most:
        raise Refusal(
            N_("Household %(number)s has at most %(most)s voters."),
            "came",
            number=home.number,
            most=most,
        )
    row = desk.session.get(SignedVoters, (vote.id, home.id))
    if not voters:
        if row is not None:
            desk.session.delete(row)
        return
    if row is None:
        row = SignedVoters(vote=vote.id, household=home.id, voters=voters)
        desk.session.add(row)
    row.voters, row.helper = voters, helper
