"""What a village does with questions: answer, correct, decline, publish. Each step is an act.

Its record says which number was answered, about what, whether in time and whether everybody reads
it; of a question that was declined, only that one was. What was written is committed to.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session, col, func, select

from ubudehe.language.fields import Passage, PublicPassage
from ubudehe.language.messages import N_
from ubudehe.language.phones import find_personal_data
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.language.titles import Tongue
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.questions.rules import QuestionState, next_steps
from ubudehe.questions.tables import QuestionStep, VillageQuestion
from ubudehe.record.append import Event

_SALT_BYTES = 16


class QuestionRef(Seen):
    """A question as it was seen."""

    question: UUID


class AnswerQuestionForm(QuestionRef):
    """The written answer, which the writer reads under the code."""

    text: Passage
    lang: Tongue = ""


class DeclineQuestionForm(QuestionRef):
    """Why a question is not answered, and whose matter it is if not the village's."""

    reason: Literal["personal", "elsewhere", "abuse"]
    text: Passage | None = None
    lang: Tongue = ""


class PublishAnswerForm(QuestionRef):
    """How everybody reads the question, and that somebody looked for what is personal."""

    shows: Literal["asked", "own", "none"]
    own: PublicPassage | None = None
    lang: Tongue = ""
    """Of the village's own words."""
    looked: Literal["yes"]


class HideAnswerForm(BaseModel):
    """Why an answer that everybody read is taken away."""

    question: UUID
    reason: Literal["personal", "asked", "mistake"]


def _question_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    row = session.get(VillageQuestion, ids["question"])
    if row is None or row.village != place:
        return None
    return {"state": row.state, "wish": row.may_publish, "steps": _turns(session, row.id)}


def _turns(session: Session, question: UUID) -> int:
    """Return how many steps were taken with a question."""
    steps = select(func.count()).select_from(QuestionStep).where(QuestionStep.question == question)
    return session.exec(steps).one()


@act(
    "question.answer",
    Right.ANSWER_QUESTIONS,
    said=N_("The writer reads the answer with the code. If they allow it, publish it now."),
    corrected_by=("question.correct",),
    offline=Offline.STATE,
    state=_question_now,
)
def answer_question(desk: Desk, form: AnswerQuestionForm) -> Event:
    """Answer a question in writing; with that it gets its number."""
    row = _own(desk, form.question, "answer")
    last = select(func.max(VillageQuestion.number)).where(VillageQuestion.village == desk.place)
    row.number = (desk.session.exec(last).one() or 0) + 1
    row.state, row.in_time, row.answered_on = (
        QuestionState.ANSWERED,
        desk.today <= row.due,
        desk.today,
    )
    public = {"number": row.number, "kind": row.kind, "in_time": row.in_time}
    return _step(desk, row, "answer", public, text=form.text, lang=form.lang)


@act(
    "question.correct",
    Right.ANSWER_QUESTIONS,
    said=N_("The writer reads both answers. Nobody else reads it until you publish it anew."),
    corrected_by=("question.correct",),
    offline=Offline.STATE,
    state=_question_now,
)
def correct_answer(desk: Desk, form: AnswerQuestionForm) -> Event:
    """Put an answer right: the old one stands above it; what was public is looked at anew."""
    row = _own(desk, form.question, "correct")
    _take_away(desk, row)
    return _step(desk, row, "correct", {"number": row.number}, text=form.text, lang=form.lang)


@act(
    "question.decline",
    Right.ANSWER_QUESTIONS,
    said=N_("The writer reads the reason with the code. Everybody sees that one was declined."),
    corrected_by=("question.resume",),
    offline=Offline.STATE,
    state=_question_now,
)
def decline_question(desk: Desk, form: DeclineQuestionForm) -> Event:
    """Decline a question for one of the fixed reasons, which its writer reads."""
    if form.reason == "elsewhere" and not form.text:
        raise Refusal(N_("Write whose matter it is."), "text")
    row = _own(desk, form.question, "decline")
    row.state = QuestionState.DECLINED
    lang = form.lang if form.text else ""
    return _step(desk, row, "decline", text=form.text or "", lang=lang, reason=form.reason)


@act(
    "question.resume",
    Right.ANSWER_QUESTIONS,
    said=N_("The question waits for an answer again. Its last day stays."),
    corrected_by=("question.decline", "question.answer"),
    offline=Offline.STATE,
    state=_question_now,
)
def resume_question(desk: Desk, form: QuestionRef) -> Event:
    """Take back that a question was declined; who declined it wrongly gains no day by that."""
    row = _own(desk, form.question, "resume")
    row.state = QuestionState.ASKED
    return _step(desk, row, "resume")


@act(
    "question.publish",
    Right.ANSWER_QUESTIONS,
    said=N_("Everybody reads the answer now, on the village's public page."),
    corrected_by=("question.hide", "question.correct"),
    offline=Offline.STATE,
    state=_question_now,
)
def publish_answer(desk: Desk, form: PublishAnswerForm) -> Event:
    """Let everybody read an answer, as its writer allows: nothing personal of anybody is in it."""
    row = _own(desk, form.question, "publish")
    if form.shows == "own" and not form.own:
        raise Refusal(N_("Write the question in the village's own words."), "own")
    wording = {"asked": row.text, "own": form.own or "", "none": ""}[form.shows]
    answer, lang = current_answer(desk.session, row.id)
    _check_nothing_personal(desk, wording, answer)
    row.published = desk.act_id
    return _step(
        desk,
        row,
        "publish",
        {"number": row.number},
        text=answer,
        lang=lang,
        wording=wording,
        wording_lang={"asked": row.lang, "own": form.lang, "none": ""}[form.shows],
        own_words=form.shows == "own",
    )


@act(
    "question.hide",
    Right.HIDE_ANSWERS,
    said=N_("Nobody but its writer reads the answer any more. Its number stays on the page."),
    corrected_by=("question.publish",),
    offline=Offline.STATE,
)
def hide_answer(desk: Desk, form: HideAnswerForm) -> Event:
    """Take an answer off the public page; its number stays there."""
    row = desk.session.get(VillageQuestion, form.question, with_for_update=True)
    if row is None or row.village != desk.place:
        raise NotFound(N_("There is no such question here."))
    if row.published is None:
        raise Refusal(N_("This is not public any more."))
    _take_away(desk, row)
    public = {"number": row.number, "reason": form.reason}
    return _step(desk, row, "hide", public, reason=form.reason)


def current_answer(session: Session, question: UUID) -> tuple[str, str]:
    """Return the answer to a question as it was put right last, and its language, if known."""
    query = (
        select(QuestionStep.text, QuestionStep.lang)
        .where(QuestionStep.question == question)
        .where(col(QuestionStep.kind).in_(("answer", "correct")))
        .order_by(col(QuestionStep.turn).desc())
    )
    return session.exec(query).first() or ("", "")


def _own(desk: Desk, question: UUID, step: str) -> VillageQuestion:
    """Return a question of this village with which a step may be taken; NotFound or Refusal."""
    row = desk.session.get(VillageQuestion, question, with_for_update=True)
    if row is None or row.village != desk.place or not row.mark:
        raise NotFound(N_("There is no such question here."))
    published = row.published is not None
    if step not in next_steps(row.state, may_publish=row.may_publish, published=published):
        raise Refusal(N_("This question is further on already. Look at it again."))
    return row


def _check_nothing_personal(desk: Desk, wording: str, answer: str) -> None:
    if find_personal_data(wording, desk.country.manners):
        raise Refusal(
            N_("The question holds a number of a person: write it in other words."), "shows"
        )
    if find_personal_data(answer, desk.country.manners):
        raise Refusal(N_("The answer holds a number of a person: correct the answer first."))


def _take_away(desk: Desk, row: VillageQuestion) -> None:
    """Take away at once what everybody read; its seal stays."""
    if row.published is not None:
        step = desk.session.get(QuestionStep, row.published)
        assert step is not None
        step.text = step.wording = step.salt = ""
        row.published = None


def _step(
    desk: Desk,
    row: VillageQuestion,
    kind: str,
    public: Mapping[str, object] | None = None,
    *,
    text: str = "",
    lang: str = "",
    wording: str = "",
    wording_lang: str = "",
    own_words: bool = False,
    reason: str = "",
) -> Event:
    row.moved_on = desk.today
    salt = desk.entropy(_SALT_BYTES).hex()
    seal = seal_of(salt, wording, text, row.text)
    said = {"question": str(row.id), "own_words": own_words, "reason": reason, "seal": seal}
    said |= {"lang": lang} if lang else {}
    said |= {"wording_lang": wording_lang} if wording_lang else {}
    desk.session.add(
        QuestionStep(
            id=desk.act_id,
            village=desk.place,
            question=row.id,
            turn=_turns(desk.session, row.id),
            kind=kind,
            reason=reason,
            account=desk.person.account,
            at=desk.now,
            text=text,
            lang=lang,
            wording=wording,
            wording_lang=wording_lang,
            own_words=own_words,
            salt=salt,
            seal=seal,
        )
    )
    return Event(public=public or {}, private={"step": said}, subject=str(row.id))


def seal_of(salt: str, wording: str, text: str, asked: str) -> str:
    """Return what the record commits to of a step's words, and of what was asked."""
    return hashlib.sha256("\0".join([salt, wording, text, asked]).encode()).hexdigest()
