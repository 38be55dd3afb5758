"""Questions: asked and followed by anybody, answered by the village, read by everybody.

Addresses hold neither the code nor, where something is sent, the village: they end up in logs.
"""

from starlette.responses import Response

from ubudehe.language.codes import spaced
from ubudehe.language.messages import N_
from ubudehe.language.paging import read_start
from ubudehe.language.refusals import NotFound
from ubudehe.people.acts import Act
from ubudehe.people.holidays.queries import working_since
from ubudehe.people.rules import Right
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.places.rules import is_village
from ubudehe.questions import actions, queries
from ubudehe.questions.actions import (
    AnswerQuestionForm,
    DeclineQuestionForm,
    HideAnswerForm,
    PublishAnswerForm,
    QuestionRef,
)
from ubudehe.questions.asking import (
    CODES,
    AskVillageForm,
    QuestionCodeForm,
    ask,
    find_question,
    keep_private,
    last_day,
)
from ubudehe.questions.rules import ASKED, DECLINED_FOR, HIDDEN_FOR, KINDS
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.telling import kept, mark_typed, told
from ubudehe.web.visit import Visit

pages = Pages()
_SECONDS = 60
"""Public pages may be so old: what writers ask and take back is no act that renews them."""
_STEPS: dict[str, tuple[type[QuestionRef], Act[QuestionRef]]] = {
    "answer": (AnswerQuestionForm, actions.answer_question),  # type: ignore[dict-item]
    "correct": (AnswerQuestionForm, actions.correct_answer),  # type: ignore[dict-item]
    "decline": (DeclineQuestionForm, actions.decline_question),  # type: ignore[dict-item]
    "resume": (QuestionRef, actions.resume_question),
    "publish": (PublishAnswerForm, actions.publish_answer),  # type: ignore[dict-item]
}

_TEMPLATES = {"correct": "answer"}


@pages.public("/ask", form=True)
def ask_village(visit: Visit) -> Response:
    """Take a question to a village from anybody, and show its code this once."""
    form = visit.form(AskVillageForm, {"village": visit.query("about") or None})
    code = form.typed.get("village", "")
    village = _village(visit, code)
    working = working_since(visit.session, code, visit.country)
    due = last_day(visit.today, visit.country, working)
    if form.submitted and form.value is not None and _asked(visit, form):
        shown = spaced(CODES.code_of(visit.services.secret, form.act_id))
        return visit.render("questions/asked.html", shown, place=village, due=due)
    return visit.render("questions/ask.html", form=form, place=village, kinds=KINDS, due=due)


def _asked(visit: Visit, form: Form[AskVillageForm]) -> bool:
    value, secret = form.value, visit.services.secret
    assert value is not None
    mark = CODES.mark_of(secret, CODES.code_of(secret, form.act_id))
    return told(visit, form, ASKED, lambda at: ask(at, value, mark, visit.today, visit.country))


@pages.public("/ask/follow", form=True)
def follow_question(visit: Visit) -> Response:
    """Show who has its code how far a question is; let them keep the answer to themselves."""
    form = visit.form(QuestionCodeForm)
    if not form.submitted or form.typed.get("code") is None:
        return visit.render("questions/follow.html", form=form)
    unknown = N_("No question has this code. What was asked long ago is erased.")
    mark = mark_typed(visit, form, CODES, find_question, unknown)
    if mark is None:
        return visit.render("questions/follow.html", form=form)
    if form.value is not None and form.value.keep:
        kept(visit, form, lambda session: keep_private(session, mark))
    row = find_question(visit.session, mark)
    assert row is not None
    page = queries.followed(visit.session, row, visit.today)
    place = find_place(visit.session, row.village)
    return visit.render(
        "questions/followed.html", page, form=form, place=place, code=form.typed["code"]
    )


@pages.public("/p/{code}/questions")
def public_questions(visit: Visit) -> Response:
    """Show what a village was asked and answered, and the way to ask it."""
    village = _village(visit, visit.param("code"))
    visit.hold_for(_SECONDS)
    start = read_start(visit.query("after"))
    page = queries.public_questions(visit.session, village.code, visit.today, start)
    return visit.render("questions/public.html", page, place=village)


@pages.public("/p/{code}/questions/{number:number}")
def public_answer(visit: Visit) -> Response:
    """Show one question with its answer, where everybody may read them."""
    village = _village(visit, visit.param("code"))
    visit.hold_for(_SECONDS)
    page = queries.answered_page(visit.session, village.code, visit.number("number"))
    return visit.render("questions/answered.html", page, place=village)


def _village(visit: Visit, code: str) -> PlaceLine:
    if not is_village(code, visit.country):
        raise NotFound(N_("Find your village first: its page leads here."))
    return find_place(visit.session, code)


@pages.work("/{place}/asked", Right.ANSWER_QUESTIONS)
def show_questions(visit: Visit) -> Response:
    """Show the questions to a village, the most urgent first."""
    place, start = visit.village, read_start(visit.query("after"))
    lines = queries.queue(visit.session, place.code, visit.today, start)
    return visit.render("questions/queue.html", lines, place=place)


@pages.work("/{place}/asked/{id:uuid}", Right.ANSWER_QUESTIONS)
def show_question(visit: Visit) -> Response:
    """Show a question with what was done with it, and what may be done next."""
    return visit.render("questions/question.html", _page(visit), place=visit.village)


@pages.work("/{place}/asked/{id:uuid}/{step}", Right.ANSWER_QUESTIONS)
def step_question(visit: Visit) -> Response:
    """Answer a question, put the answer right, decline it, take that back or publish it."""
    place, step, page = visit.village, visit.param("step"), _page(visit)
    if step not in _STEPS or (step not in page.steps and visit.data is None):
        raise NotFound(N_("There is no such question here."))
    model, action = _STEPS[step]
    form = visit.form(model, of=action, question=page.line.id)
    if visit.perform(form, action, place.code):
        return visit.redirect(f"/work/{place.code}/asked/{page.line.id}", "recorded")
    answer, tongue = actions.current_answer(visit.session, page.line.id)
    return visit.render(
        f"questions/{_TEMPLATES.get(step, step)}.html",
        page,
        form=form,
        place=place,
        step=step,
        answer=answer,
        tongue=tongue,
        reasons=DECLINED_FOR,
    )


def _page(visit: Visit) -> queries.QuestionPage:
    return queries.question_page(visit.session, visit.village.code, visit.id("id"), visit.today)


@pages.work("/{place}/published-answers", Right.HIDE_ANSWERS)
def published_answers(visit: Visit) -> Response:
    """Show the answers of a village that everybody reads, to take one away; above, the villages."""
    place, start = visit.place, read_start(visit.query("after"))
    if not is_village(place.code, visit.country):
        lines = queries.answered_villages(visit.session, place.code, start)
        return visit.render("questions/answered_below.html", lines, place=place)
    page = queries.public_questions(visit.session, place.code, visit.today, start)
    rows = [one for one in page.rows if one.state == "public"]
    return visit.render("questions/published.html", page, place=place, rows=rows)


@pages.work("/{place}/published-answers/{number:number}", Right.HIDE_ANSWERS)
def hide_answer(visit: Visit) -> Response:
    """Take an answer off the public page."""
    place, number = _village(visit, visit.place.code), visit.number("number")
    page = queries.answered_page(visit.session, place.code, number)
    question = queries.question_of_number(visit.session, place.code, number)
    form = visit.form(HideAnswerForm, question=question)
    if visit.perform(form, actions.hide_answer, place.code):
        return visit.redirect(f"/work/{place.code}/published-answers", "recorded")
    return visit.render("questions/hide.html", page, form=form, place=place, reasons=HIDDEN_FOR)


@pages.work("/{place}/late-questions", Right.REVIEW_BOOKS)
def late_questions(visit: Visit) -> Response:
    """Show the villages below a place that are late with answers, and how many: no texts."""
    start = read_start(visit.query("after"))
    lines = queries.late_villages(visit.session, visit.place.code, visit.today, start)
    return visit.render("questions/late.html", lines, place=visit.place)
