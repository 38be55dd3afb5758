"""What enters the record of typing papers: that a pile was typed, compared, settled."""

from typing import Annotated

from pydantic import Field

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, Second, Seconded, act
from ubudehe.people.desk import Desk
from ubudehe.people.office import keys_of_office
from ubudehe.people.rules import Right
from ubudehe.people.tables import Account
from ubudehe.projects.rules.ballot_text import write_marks
from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.papers.comparing import differences, settled_in
from ubudehe.projects.voting.papers.typing import (
    ballots_in,
    read_ballot,
    settle,
    start_again,
    start_typing,
)
from ubudehe.projects.voting.roll.queries import isibos
from ubudehe.projects.voting.tables import PaperTyping
from ubudehe.projects.voting.votes import PileRef, key_of, sheet_of, vote_in
from ubudehe.record.append import Event

_BOTH = N_("The two people who typed this pile settle it together, each with their own PIN.")


class SettleForm(PileRef, Seconded):
    """What ballots say that two people read differently, by number."""

    reading: dict[str, str] = Field(default_factory=dict, max_length=200)


class PileForm(PileRef):
    """A pile that is typed; the first time, the isibo where its papers were collected."""

    isibo: Annotated[str, Field(max_length=120)] = ""


@act(
    "vote.type",
    Right.PROJECTS,
    said=N_("The pile is typed. Another person types it without seeing yours."),
    corrected_by=("vote.retype",),
    offline=Offline.STATE,
)
def finish_typing(desk: Desk, form: PileForm) -> Event:
    """Say that a pile is typed; the second person's is then compared with the first one's."""
    found = vote_in(desk, form.vote, VoteState.OPEN)
    office = keys_of_office(desk.session, desk.person.account, desk.place, desk.today)
    typing = start_typing(desk.session, found, form.pile, desk.person.key, office)
    ballots = ballots_in(desk.session, typing)
    if not ballots:
        raise Refusal(N_("No ballot of this pile is typed yet."))
    if typing.finished:
        raise Refusal(N_("You have finished this pile."))
    if typing.turn == 1 and form.isibo:
        if form.isibo not in isibos(desk.session, desk.place):
            raise Refusal(N_("Choose one of the answers shown."), "isibo")
        typing.isibo = form.isibo
    typing.finished = True
    where = {"isibo": typing.isibo} if typing.isibo else {}
    return Event(
        public={"vote": str(form.vote)},
        private={"pile": form.pile, "turn": typing.turn, "ballots": ballots, **where},
        subject=str(form.vote),
    )


@act(
    "vote.settle",
    Right.PROJECTS,
    said=N_("The differences are settled. Go on with the next pile, or close the vote."),
    corrected_by=("vote.retype",),
    offline=Offline.STATE,
    second=Second(Right.PROJECTS, _BOTH),
)
def settle_differences(desk: Desk, form: SettleForm) -> Event:
    """Keep how the differing ballots of a pile are to be read; both people look at the papers."""
    found = vote_in(desk, form.vote, VoteState.OPEN)
    open_ones = differences(desk.session, key_of(found, desk.keyring), found, form.pile)
    if not open_ones:
        raise Refusal(N_("Nothing of this pile differs any more."))
    _check_typists(desk, form)
    sheet = sheet_of(desk.session, found)
    anew = 0
    for one in open_ones:
        text = form.reading.get(str(one.number), "")
        marks = read_ballot(sheet, one.number, text, "reading", desk.country.money)
        written = write_marks(marks, sheet)
        anew += written not in (one.first or None, one.second or None)
        settle(desk.session, desk.keyring, found, form.pile, one.number, marks)
    found.settled += len(open_ones)
    found.settled_anew += anew
    return Event(
        public={"vote": str(form.vote), "settled": len(open_ones), "anew": anew},
        private={"pile": form.pile},
        subject=str(form.vote),
    )


def _check_typists(desk: Desk, form: SettleForm) -> None:
    """Refuse unless the two who settle a pile are the two who typed it."""
    typed = {
        one.typist
        for turn in (1, 2)
        if (one := desk.session.get(PaperTyping, (form.vote, form.pile, turn)))
    }
    other = desk.session.get(Account, form.second) if form.second else None
    if other is None or typed != {desk.person.key, other.key}:
        raise Refusal(_BOTH, "second_pin")


@act(
    "vote.retype",
    Right.PROJECTS,
    said=N_("What was typed of this pile is forgotten. Two people type it anew."),
    corrected_by=("vote.type",),
    offline=Offline.STATE,
)
def type_again(desk: Desk, form: PileRef) -> Event:
    """Forget what was typed of a pile: it is typed anew, by two people."""
    found = vote_in(desk, form.vote, VoteState.OPEN)
    if desk.session.get(PaperTyping, (form.vote, form.pile, 1)) is None:
        raise Refusal(N_("No ballot of this pile is typed yet."))
    settled, anew = settled_in(desk.session, key_of(found, desk.keyring), found, form.pile)
    found.settled, found.settled_anew = found.settled - settled, found.settled_anew - anew
    start_again(desk.session, form.vote, form.pile)
    return Event(
        public={"vote": str(form.vote), "settled": settled, "anew": anew},
        private={"pile": form.pile},
        subject=str(form.vote),
    )
