"""Typing paper ballots on the facilitator's phone."""

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.counter import in_one_piece
from ubudehe.people.desk import Person
from ubudehe.people.office import keys_of_office
from ubudehe.people.rules import Right
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.papers.actions import (
    PileForm,
    SettleForm,
    finish_typing,
    settle_differences,
    type_again,
)
from ubudehe.projects.voting.papers.comparing import PileLine, piles
from ubudehe.projects.voting.papers.typing import (
    ballots_in,
    how_to_type,
    import_table,
    open_vote_on_paper,
    own_typing,
    sample_table,
    start_typing,
    type_ballot,
    type_many,
    undo_last,
)
from ubudehe.projects.voting.roll.queries import isibos
from ubudehe.projects.voting.tables import PaperTyping, Vote
from ubudehe.projects.voting.votes import PileRef, sheet_of, vote_of
from ubudehe.storage.vault import Keyring
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.second_person import SecondHere, take_second
from ubudehe.web.visit import Visit

pages = Pages()


class SettleHere(SettleForm, SecondHere):
    """What the differing papers say, with the second person at the same phone."""


class BallotForm(BaseModel):
    """One paper ballot, or many of them, one for each line."""

    number: int = Field(default=0, ge=0, le=9999)
    text: str = Field(default="", max_length=300)
    step: Literal["next", "blank", "spoiled", "undo", "many", "file"] = "next"
    lines: str = Field(default="", max_length=20_000)


@pages.work("/{place}/votes/{vote:uuid}/paper", Right.PROJECTS)
def show_piles(visit: Visit) -> Response:
    """Show the piles of papers and what is to be done with each."""
    place = visit.place
    vote = queries.vote_view(visit.session, place.code, visit.id("vote"))
    row = open_vote_on_paper(visit.session, place.code, vote.id)
    found = piles(visit.session, visit.keyring, row)
    following = max((pile.number for pile in found), default=0) + 1
    return visit.render("projects/piles.html", found, vote=vote, place=place, following=following)


@pages.work("/{place}/votes/{vote:uuid}/paper/{pile:number}", Right.PROJECTS, files=True)
def type_pile(visit: Visit) -> Response:
    """Type the ballots of a pile, one after the other or many at once."""
    place, pile = visit.place, visit.number("pile")
    form = visit.form(BallotForm)
    if form.submitted and form.value is not None:
        value, keyring, money = form.value, visit.keyring, visit.country.money
        table = form.files.get("file", b"")

        def step(session: Session, vote: Vote, typing: PaperTyping) -> None:
            if value.step == "file":
                import_table(session, keyring, vote, typing, table, money)
            else:
                _step(session, keyring, vote, typing, value, money)

        if _write(visit, form, step):
            return visit.redirect(f"/work/{place.code}/votes/{visit.id('vote')}/paper/{pile}")
    vote = queries.vote_view(visit.session, place.code, visit.id("vote"))
    row = open_vote_on_paper(visit.session, place.code, vote.id)
    typing = own_typing(visit.session, row, pile, _typist(visit).key)
    typed = ballots_in(visit.session, typing) if typing else 0
    if typing and typing.finished:
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}/paper")
    turn = (
        typing.turn
        if typing
        else 1 + (visit.session.get(PaperTyping, (vote.id, pile, 1)) is not None)
    )
    return visit.render(
        "projects/paper.html",
        vote,
        form=form,
        place=place,
        pile=pile,
        typed=typed,
        turn=turn,
        sheet=(sheet := sheet_of(visit.session, row)),
        hint=how_to_type(sheet),
    )


@pages.work("/{place}/votes/{vote:uuid}/paper/sample.csv", Right.PROJECTS)
def sample(visit: Visit) -> Response:
    """Give a table of ballots to fill in on, for who types them elsewhere."""
    row = vote_of(visit.session, visit.place.code, visit.id("vote"))
    content = sample_table(sheet_of(visit.session, row))
    named = {"content-disposition": 'attachment; filename="ballots.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=named)


@pages.work("/{place}/votes/{vote:uuid}/tally", Right.PROJECTS)
def tally_sheet(visit: Visit) -> Response:
    """Show the sheet on which two people tally papers, hands or beans, to be printed."""
    place = visit.place
    page = queries.vote_view(visit.session, place.code, visit.id("vote"))
    return visit.render("projects/tally_sheet.html", page, place=place)


@pages.work("/{place}/votes/{vote:uuid}/paper/{pile:number}/done", Right.PROJECTS)
def pile_done(visit: Visit) -> Response:
    """Say that a pile is typed."""
    place, pile = visit.place, visit.number("pile")
    vote = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(PileForm, {"isibo": ""}, vote=vote.id, pile=pile)
    if visit.perform(form, finish_typing, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}/paper", "recorded")
    row = open_vote_on_paper(visit.session, place.code, vote.id)
    typing = own_typing(visit.session, row, pile, _typist(visit).key)
    typed = ballots_in(visit.session, typing) if typing else 0
    return visit.render(
        "projects/pile_done.html",
        vote,
        form=form,
        place=place,
        pile=pile,
        typed=typed,
        isibos=isibos(visit.session, place.code) if typing and typing.turn == 1 else (),
    )


@pages.work("/{place}/votes/{vote:uuid}/paper/{pile:number}/compare", Right.PROJECTS)
def compare(visit: Visit) -> Response:
    """Show what two people read differently, and settle it."""
    place, pile = visit.place, visit.number("pile")
    vote = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(SettleHere, vote=vote.id, pile=pile)
    take_second(visit, form)
    here = f"/work/{place.code}/votes/{vote.id}/paper"
    if visit.perform(form, settle_differences, place.code):
        return visit.redirect(here, "recorded")
    line = _pile(visit, pile)
    if line.state != "compare":
        return visit.redirect(here)
    return visit.render("projects/compare.html", line, vote=vote, place=place, form=form)


@pages.work("/{place}/votes/{vote:uuid}/paper/{pile:number}/again", Right.PROJECTS)
def again(visit: Visit) -> Response:
    """Type a pile anew."""
    place, pile = visit.place, visit.number("pile")
    vote = queries.vote_view(visit.session, place.code, visit.id("vote"))
    form = visit.form(PileRef, vote=vote.id, pile=pile)
    if visit.perform(form, type_again, place.code):
        return visit.redirect(f"/work/{place.code}/votes/{vote.id}/paper", "recorded")
    return visit.render("projects/type_again.html", vote, form=form, place=place, pile=pile)


def _step(
    session: Session,
    keyring: Keyring,
    vote: Vote,
    typing: PaperTyping,
    value: BallotForm,
    money: Callable[[int], str],
) -> None:
    if value.step == "undo":
        undo_last(session, typing)
    elif value.step == "many":
        lines = [line for line in value.lines.splitlines() if line.strip()]
        if not lines:
            raise Refusal(N_("Fill this in."), "lines")
        type_many(session, keyring, vote, typing, lines, money)
    else:
        spoiled = sheet_of(session, vote).spoiled
        text = {"blank": "-", "spoiled": spoiled}.get(value.step, value.text)
        type_ballot(session, keyring, vote, typing, value.number, text, money)


def _write(
    visit: Visit, form: Form[BallotForm], work: Callable[[Session, Vote, PaperTyping], None]
) -> bool:
    """Do `work` in one transaction; a refusal goes into `form`."""

    def write(session: Session) -> bool:
        person, village = _typist(visit), visit.param("place")
        vote = open_vote_on_paper(session, village, visit.id("vote"))
        office = keys_of_office(session, person.account, village, visit.today)
        work(session, vote, start_typing(session, vote, visit.number("pile"), person.key, office))
        return True

    return bool(visit.write(form, lambda: in_one_piece(visit.database, write)))


def _typist(visit: Visit) -> Person:
    """Return who types, as the account that holds the right: so does the act that finishes it."""
    return visit.person.acting(Right.PROJECTS, visit.param("place"), visit.today)


def _pile(visit: Visit, pile: int) -> PileLine:
    row = open_vote_on_paper(visit.session, visit.param("place"), visit.id("vote"))
    for line in piles(visit.session, visit.keyring, row):
        if line.number == pile:
            return line
    raise NotFound("")
