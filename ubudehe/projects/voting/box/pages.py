"""The ballot, on anybody's phone: a card's code first, then the marks, then it is in the box."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from ubudehe.language.refusals import Refusal
from ubudehe.people.counter import in_one_piece
from ubudehe.places.queries import find_place
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.box.casting import NoSuchCard, cast_ballot, code_of, find_card
from ubudehe.projects.voting.box.queries import ON_A_PAGE, ballot_page, blank_doubt
from ubudehe.projects.voting.preparing.actions import MOST_OPTIONS
from ubudehe.spoken.queries import heard
from ubudehe.web.forms import Form
from ubudehe.web.guessing import guessed
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


class CardForm(BaseModel):
    """A card's code, and what its holder marked once the ballot was shown.

    `step` is «cast», or what else of the ballot to show while everything stays marked: the number
    of a page, what `find` finds («find»), or the sum of what is marked («count»). A ballot without
    a mark is asked about once: «blank» says that it is meant so.
    """

    code: str = Field(max_length=40)
    choices: list[str] = Field(default_factory=list, max_length=MOST_OPTIONS)
    elsewhere: str = Field(default="", max_length=40 * MOST_OPTIONS)
    """What was chosen on other pages of the ballot, one after the other."""
    mark: dict[str, Annotated[int, Field(ge=0, le=99)]] = Field(
        default_factory=dict, max_length=MOST_OPTIONS
    )
    step: str = Field(default="show", pattern="^(show|cast|blank|count|find|[1-9]|1[0-9])$")
    page: int = Field(default=1, ge=1, le=19)
    find: str = Field(default="", max_length=40)

    @property
    def marks(self) -> dict[str, int]:
        """Return what was marked, by proposal."""
        return {**dict.fromkeys((*self.elsewhere.split(), *self.choices), 1), **self.mark}

    @property
    def is_marked(self) -> bool:
        """Return whether anything is marked: a nought, however it is spelt, is no mark."""
        return any(self.marks.values())

    @property
    def is_cast(self) -> bool:
        """Return whether the ballot goes into the box: marked, or blank on purpose."""
        return self.step == ("cast" if self.is_marked else "blank")


_ON_THE_BALLOT = {"mark", "choices", "step", "page", "find", "elsewhere"}
"""Fields that stand on the ballot, and not on the page for the code."""


@dataclass(frozen=True)
class _OfCard:
    village: str
    vote: UUID


@pages.public("/vote", form=True)
def vote_with_card(visit: Visit) -> Response:
    """Vote with a card."""
    form = visit.form(CardForm)
    # A ballot that is only to be seen in another language says of which page it is.
    if not form.submitted and "page" not in form.typed:
        return visit.render("projects/card.html", None, form=form)
    card = None if "code" in form.errors else _card(visit, form)
    if card is None or {name.partition(".")[0] for name in form.errors} - _ON_THE_BALLOT:
        return visit.render("projects/card.html", None, form=form)
    value, keyring = form.value, visit.keyring
    if value is not None and value.is_cast:
        code, marks = value.code, value.marks

        def cast(session: Session) -> bool:
            cast_ballot(session, keyring, code, marks, visit.country.money)
            return True

        if visit.write(form, lambda: in_one_piece(visit.database, cast)):
            return visit.render("projects/cast.html", None, form=form)
    if "code" in form.errors:
        return visit.render("projects/card.html", None, form=form)
    return _ballot(visit, form, card)


def _ballot(visit: Visit, form: Form[CardForm], card: _OfCard) -> Response:
    vote = queries.vote_view(visit.session, card.village, card.vote)
    step, find = form.typed.get("step", ""), form.typed.get("find", "")
    said = "1" if step == "find" else step if step.isdecimal() else form.typed.get("page", "")
    page = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else 1
    wrong = [f"mark.{one.id}" in form.errors for one in vote.options]
    if True in wrong:  # it may have been typed on another page
        find, page = "", wrong.index(True) // ON_A_PAGE + 1
        form.errors.pop("mark", None)  # it says no more than what stands beside the field
    chosen = [*form.typed.get("elsewhere", "").split(), *form.lists.get("choices", [])]
    ballot = ballot_page(vote, chosen, form.typed, find, page)
    if form.value is not None and form.value.step == "cast" and not form.value.is_marked:
        ballot = replace(ballot, doubt=blank_doubt(vote.kind))
    place = find_place(visit.session, card.village)
    return visit.render(
        "projects/ballot.html",
        ballot,
        form=form,
        place=place,
        how=heard(visit.session, card.village, "ballot").get(vote.kind),
        voices=heard(visit.session, card.village, "project"),
    )


def _card(visit: Visit, form: Form[CardForm]) -> _OfCard | None:
    """Return what a card's code is for; None, said in the form, where there is no such card."""

    def look() -> _OfCard | None:
        try:
            vote = find_card(visit.session, visit.keyring, form.typed.get("code", "")).vote
            return _OfCard(vote.village, vote.id)
        except NoSuchCard as refusal:
            form.refuse_by(refusal, "code")
            return None

    try:
        code_of(form.typed.get("code", ""))
    except Refusal as refusal:
        form.refuse_by(refusal, "code")
        return None
    return guessed(visit, form, look)
