"""The ballot, on anybody's phone: a card's code first, then the marks, then it is in the box."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from ubudehe.language.refusals import Refusal
from ubudehe.people.counter import in_one_piece
from ubudehe.places.queries import find_place
from ubudehe.projects.voting import queries
from ubudehe.projects.voting.box.casting import NoSuchCard, cast_ballot, code_of, find_card
from ubudehe.web.forms import Form
from ubudehe.web.guessing import guessed
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


class CardForm(BaseModel):
    """A card's code, and what its holder marked once the ballot was shown."""

    code: str = Field(max_length=40)
    choices: list[str] = Field(default_factory=list, max_length=20)
    mark: dict[str, Annotated[int, Field(ge=0, le=99)]] = Field(default_factory=dict, max_length=20)
    step: Literal["show", "cast"] = "show"

    @property
    def marks(self) -> dict[str, int]:
        """Return what was marked, by proposal."""
        return {**dict.fromkeys(self.choices, 1), **self.mark}


@pages.public("/vote", form=True)
def vote_with_card(visit: Visit) -> Response:
    """Vote with a card."""
    form = visit.form(CardForm)
    if not form.submitted:
        return visit.render("projects/card.html", None, form=form)
    card = None if "code" in form.errors else _card(visit, form)
    if card is None or set(form.errors) - {"mark", "choices", "step"}:
        return visit.render("projects/card.html", None, form=form)
    value, keyring = form.value, visit.keyring
    if value is not None and value.step == "cast":
        code, marks = value.code, value.marks

        def cast(session: Session) -> bool:
            cast_ballot(session, keyring, code, marks)
            return True

        if visit.write(form, lambda: in_one_piece(visit.database, cast)):
            return visit.render("projects/cast.html", None, form=form)
    if "code" in form.errors:
        return visit.render("projects/card.html", None, form=form)
    ballot = queries.vote_view(visit.session, card.village, card.vote)
    place = find_place(visit.session, card.village)
    return visit.render("projects/ballot.html", ballot, form=form, place=place)


@dataclass(frozen=True)
class _OfCard:
    village: str
    vote: UUID


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
