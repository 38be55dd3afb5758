"""What two tellers counted: hands, women and men apart, or the beans in each jar."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from ubudehe.assemblies.tables import Assembly
from ubudehe.language.fields import PersonName
from ubudehe.language.messages import N_
from ubudehe.language.names import same_words
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import ONE_OFFICE, Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.projects.rules.election import Kind
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import TellerCount, Vote
from ubudehe.projects.voting.votes import BY_TELLERS, answers_of, options_of, vote_in
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

Counted = Annotated[int, Field(ge=0, le=99_999)]


class TellerForm(Seen):
    """One teller's count, by letter of the ballot: hands of women and men, or beans."""

    vote: UUID
    turn: Literal[1, 2]
    name: PersonName
    women: dict[str, Counted] = Field(default_factory=dict, max_length=60)
    men: dict[str, Counted] = Field(default_factory=dict, max_length=60)
    beans: dict[str, Counted] = Field(default_factory=dict, max_length=60)


def _told(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    vote = of_village(session, Vote, ids["vote"], place)
    if vote is None:
        return None
    count = session.get(TellerCount, (vote.id, ids["turn"]))
    return {"name": count.name, "beans": count.counts} if count else {}


@act(
    "vote.tell",
    Right.PROJECTS,
    said=N_("The count is written down. The other teller counts without seeing it."),
    corrected_by=("vote.tell",),
    offline=Offline.ASKS,
    state=_told,
)
def tell(desk: Desk, form: TellerForm) -> Event:
    """Write down the first (1) or second (2) teller's count; a new count replaces the old one."""
    found = vote_in(desk, form.vote, VoteState.OPEN)
    if found.method not in BY_TELLERS:
        raise Refusal(N_("This vote is not counted by tellers."))
    counts = _counts(desk, found, form)
    other = desk.session.get(TellerCount, (form.vote, 3 - form.turn))
    if other is not None and same_words(other.name, form.name):
        raise Refusal(N_("The two tellers are two different people."), "name")
    if other is not None and other.account == desk.person.account:
        raise Refusal(N_("Each teller writes down their own count, signed in as themselves."))
    if other is not None and other.account in desk.one_office():
        raise Refusal(ONE_OFFICE)
    desk.session.merge(
        TellerCount(
            vote=form.vote,
            turn=form.turn,
            account=desk.person.account,
            name=form.name,
            counts=counts,
        )
    )
    return Event(
        public={"vote": str(form.vote)},
        private={"turn": form.turn, "teller": form.name, "counts": counts, "own": True},
        subject=str(form.vote),
    )


def _counts(desk: Desk, vote: Vote, form: TellerForm) -> dict[str, list[int]]:
    kinds = (form.women, form.men) if vote.method == "hands" else (form.beans,)
    names = ("women", "men") if vote.method == "hands" else ("beans",)
    found: dict[str, list[int]] = {}
    options = options_of(desk.session, vote.id)
    alone = vote.kind == Kind.YES_NO
    for key in answers_of(options[0]) if alone else (str(one.proposal) for one in options):
        for name, typed in zip(names, kinds, strict=True):
            if key not in typed:
                raise Refusal(N_("Count for every project; write 0 where there is nothing."), name)
        found[key] = [typed[key] for typed in kinds]
        if vote.method == "hands":
            _check_present(desk, vote, *found[key])
    if alone and vote.method == "hands":  # nobody raises a hand twice
        _check_present(desk, vote, *(sum(hands) for hands in zip(*found.values(), strict=True)))
    most = vote.marks * vote.electors
    if vote.method == "beans" and sum(sum(counts) for counts in found.values()) > most:
        raise Refusal(N_("All voters together have only %(most)s beans."), "beans", most=most)
    return found


def _check_present(desk: Desk, vote: Vote, women: int, men: int) -> None:
    """Raise Refusal where more hands were counted than people were there, women and men apart."""
    if women + men > vote.people:
        raise Refusal(
            N_("Only %(people)s people are at the meeting. Count again."),
            "women",
            people=vote.people,
        )
    meeting = desk.session.get_one(Assembly, vote.assembly)
    if women > meeting.women:
        said = N_("Only %(people)s women are at the meeting. Count again.")
        raise Refusal(said, "women", people=meeting.women)
    if men > meeting.men:
        said = N_("Only %(people)s men are at the meeting. Count again.")
        raise Refusal(said, "men", people=meeting.men)
