"""Proposals on the facilitator's phone, the officer's, and in public."""

from typing import TypeVar

from starlette.responses import Response

from ubudehe.people.acts import Act
from ubudehe.people.rules import Right
from ubudehe.places.queries import find_place
from ubudehe.projects.needs.queries import needs
from ubudehe.projects.proposals import queries
from ubudehe.projects.proposals.actions import (
    add_proposal,
    check_proposal,
    keep_proposal,
    merge_proposals,
    revise_proposal,
    withdraw_proposal,
)
from ubudehe.projects.proposals.forms import (
    AUTHORS,
    COST_LINES,
    GIFTS,
    AnswerForm,
    CheckForm,
    MergeForm,
    Picture,
    PictureForm,
    ProposalForm,
    ProposalReasonForm,
    ReviseForm,
)
from ubudehe.projects.proposals.picturing import give_picture
from ubudehe.projects.rules.expenses import EXPENSES
from ubudehe.projects.rules.symbols import SYMBOLS
from ubudehe.record.photos import PICTURES
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.photos import clean_photo_of
from ubudehe.web.visit import Visit

pages = Pages()
F = TypeVar("F", CheckForm, AnswerForm, ProposalReasonForm)
P = TypeVar("P", ProposalForm, ReviseForm, MergeForm)
T = TypeVar("T", ProposalForm, ReviseForm, MergeForm, PictureForm)


@pages.work("/{place}/projects/proposal", Right.PROJECTS, files=True)
def new(visit: Visit) -> Response:
    """Write down a proposal."""
    place = visit.place
    found = needs(visit.session, place.code)
    chosen = next((line.id for line in found if line.chosen), None)
    form = visit.form(ProposalForm, {"need": chosen, "lang": visit.lang})
    _take_photo(visit, form)
    if receipt := visit.perform(form, add_proposal, place.code):
        return visit.redirect(f"/work/{place.code}/proposals/{receipt.made}", "recorded")
    return _write_page(visit, form)


@pages.work("/{place}/proposals/{proposal:uuid}/edit", Right.PROJECTS, files=True)
def revise(visit: Visit) -> Response:
    """Make a new version of a proposal."""
    place, proposal = visit.place, visit.id("proposal")
    filled = queries.typed(visit.session, place.code, proposal)
    form = visit.form(ReviseForm, filled, of=revise_proposal, proposal=proposal)
    _take_photo(visit, form)
    if visit.perform(form, revise_proposal, place.code):
        return visit.redirect(f"/work/{place.code}/proposals/{proposal}", "recorded")
    return _write_page(visit, form)


@pages.work("/{place}/proposals/{proposal:uuid}/merge/{other:uuid}", Right.PROJECTS, files=True)
def merge(visit: Visit) -> Response:
    """Make one proposal of two."""
    place, one, other = visit.place, visit.id("proposal"), visit.id("other")
    both = [queries.proposal_view(visit.session, place.code, id_) for id_ in (one, other)]
    form = visit.form(MergeForm, _both(visit), of=merge_proposals, one=one, other=other)
    _take_photo(visit, form)
    if receipt := visit.perform(form, merge_proposals, place.code):
        return visit.redirect(f"/work/{place.code}/proposals/{receipt.made}", "recorded")
    return _write_page(visit, form, both)


@pages.work("/{place}/proposals/{proposal:uuid}/picture", Right.PROJECTS, files=True)
def picture(visit: Visit) -> Response:
    """Give a proposal its picture; whoever prepares a vote comes back to that."""
    place, proposal = visit.place, visit.id("proposal")
    page = queries.proposal_view(visit.session, place.code, proposal)
    filled = {"symbol": page.line.symbol or None}
    form = visit.form(PictureForm, filled, of=give_picture, proposal=proposal)
    _take_photo(visit, form)
    if visit.perform(form, give_picture, place.code):
        then = "votes/new" if visit.query("to") else f"proposals/{proposal}"
        return visit.redirect(f"/work/{place.code}/{then}", "recorded")
    return visit.render("projects/picture.html", page, form=form, place=place)


@pages.work("/{place}/proposals/{proposal:uuid}/withdraw", Right.PROJECTS)
def withdraw(visit: Visit) -> Response:
    """Take a proposal back."""
    return _decide(visit, ProposalReasonForm, withdraw_proposal, "projects/withdraw.html")


@pages.work("/{place}/proposals/{proposal:uuid}/keep", Right.PROJECTS)
def keep(visit: Visit) -> Response:
    """Keep a returned proposal, with an answer."""
    return _decide(visit, AnswerForm, keep_proposal, "projects/keep.html")


@pages.work("/{place}/proposals/{proposal:uuid}/check", Right.CHECK_PROPOSALS)
def check(visit: Visit) -> Response:
    """Say whether a proposal can be done."""
    return _decide(visit, CheckForm, check_proposal, "projects/check.html")


@pages.work("/{place}/proposals", Right.CHECK_PROPOSALS)
def waiting(visit: Visit) -> Response:
    """Show the proposals below a place that wait for the sector's word."""
    lines = queries.unchecked(visit.session, visit.place.code)
    villages = {code: find_place(visit.session, code) for code in {line.village for line in lines}}
    return visit.render("projects/unchecked.html", lines, place=visit.place, villages=villages)


def _decide(visit: Visit, model: type[F], action: Act[F], template: str) -> Response:
    place, proposal = visit.place, visit.id("proposal")
    page = queries.proposal_view(visit.session, place.code, proposal)
    form = visit.form(model, of=action, proposal=proposal)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/proposals/{proposal}", "recorded")
    return visit.render(template, page, form=form, place=place)


def _write_page(
    visit: Visit, form: Form[P], both: list[queries.ProposalView] | None = None
) -> Response:
    place = visit.place
    return visit.render(
        "projects/write_proposal.html",
        needs(visit.session, place.code),
        form=form,
        place=place,
        symbols=SYMBOLS,
        rows=COST_LINES,
        gifts=GIFTS,
        expenses=EXPENSES,
        authors=_author_fields(form),
        both=both or [],
    )


def _author_fields(form: Form[P]) -> list[int]:
    """Return the numbers of the fields for authors: a proposal made of two may have more."""
    return [at for at in range(2 * AUTHORS) if at < AUTHORS or form.typed.get(f"author.{at}")]


def _both(visit: Visit) -> dict[str, object]:
    """Return what a form made of two proposals holds before anybody corrects it."""
    first, second = (
        queries.typed(visit.session, visit.param("place"), visit.id(name))
        for name in ("proposal", "other")
    )
    merged = dict(first)
    for name in ("labour_days", "households", "women", "men", "children"):
        merged[name] = max(int(str(first.get(name) or 0)), int(str(second.get(name) or 0)))
    merged["labour_days"] = int(str(first["labour_days"])) + int(str(second["labour_days"]))
    merged["plan"] = f"{first['plan']}\n\n{second['plan']}"[:2000]
    for prefix, names, most in (
        ("line", ("kind", "text", "amount"), COST_LINES),
        ("gift", ("what", "quantity", "unit"), GIFTS),
    ):
        for name in names:
            rows = [*_values(first, f"{prefix}_{name}"), *_values(second, f"{prefix}_{name}")]
            merged[f"{prefix}_{name}"] = {str(at): row for at, row in enumerate(rows[:most])}
    merged.pop("author", None)
    return merged


def _values(typed: dict[str, object], name: str) -> list[object]:
    found = typed[name]
    assert isinstance(found, dict)
    return list(found.values())


def _take_photo(visit: Visit, form: Form[T]) -> None:
    """Clean and keep the photo that came with the form; a refusal goes into the form."""
    clean = clean_photo_of(form, PICTURES)
    if clean is None or form.value is None:
        return
    digest = visit.brought.put(clean.content)
    picture = Picture(sha256=digest, width=clean.width, height=clean.height)
    form.value = form.value.model_copy(update={"picture": picture})
