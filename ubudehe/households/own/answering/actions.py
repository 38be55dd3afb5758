"""What a household answers to own questions, and which answers are not taken."""

from collections.abc import Iterator, Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from ubudehe.households.actions import household_of
from ubudehe.households.own.queries import answers_of, as_answers, as_kept, find_form
from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.questionnaires import (
    LONGEST,
    OwnKind,
    Questionnaire,
    Wrong,
    said_in,
    typed,
    wrong,
)
from ubudehe.households.own.tables import OwnAnswers
from ubudehe.households.own.words import UNLESS, WRONG
from ubudehe.households.tables import Household
from ubudehe.language.manners import Manners
from ubudehe.language.messages import N_
from ubudehe.language.phones import find_personal_data
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

Name = Annotated[str, Field(max_length=60)]
Text = Annotated[str, Field(max_length=2_000)]
Ticked = Annotated[list[Name], Field(max_length=400)]


class OwnAnswersForm(Seen):
    """All that a household answers to one form, by the names of the questions."""

    household: UUID
    form: UUID
    answers: dict[Name, Text | Ticked] = Field(default_factory=dict, max_length=400)


def as_answered(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return what a household answered to a form, «» for what it did not answer."""
    home = of_village(session, Household, ids["household"], place)
    if home is None or not isinstance(ids["form"], UUID):
        return None
    try:
        found = find_form(session, place, ids["form"])
    except NotFound:
        return None
    answers = answers_of(session, home.id, found.id)
    return {"answers": {one.name: answers.get(one.name, "") for one in found.form.questions}}


@act(
    "household.answer",
    Right.HOUSEHOLDS,
    said=N_("The answers are written down. The household's page says how many are still open."),
    corrected_by=("household.answer",),
    offline=Offline.ASKS,
    state=as_answered,
)
def answer_household(desk: Desk, form: OwnAnswersForm) -> Event:
    """Write down what a household answers to own questions, instead of what it answered before."""
    home = household_of(desk.session, desk.place, form.household)
    if home.ended:
        raise Refusal(N_("This household is no longer in the village."))
    found = find_form(desk.session, desk.place, form.form)
    if found.ended:
        raise Refusal(N_("These questions are asked no longer."))
    answers = _typed(found.form, form.answers)
    before = answers_of(desk.session, home.id, found.id)
    for name, msgid, params in problems(found.form, before, answers, desk.country.manners):
        raise Refusal(msgid, f"answers.{name}", **params)
    kept = found.form.kept(answers)
    if not kept and not before:
        raise Refusal(N_("Answer one question at least."))
    row = desk.session.get(OwnAnswers, (home.id, found.id))
    if row is None:
        row = OwnAnswers(household=home.id, form=found.id, answers={}, at=desk.now)
        desk.session.add(row)
    row.answers, row.at = as_kept(kept), desk.now
    said = {"household": str(home.id), "form": str(found.id), "answers": as_kept(kept)}
    return Event(private={"answer": said}, subject=str(home.id))


def problems(
    form: Questionnaire,
    before: Mapping[str, Answer],
    answers: Mapping[str, Answer],
    manners: Manners,
    lang: str = "",
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield which answers are not taken: the question, a message, what fills its places.

    A question that must be answered may stay open only where nobody could see it yet: it follows
    from what is answered now, and was not asked after what was answered `before`.
    """
    seen = {one.name for group in form.asked(before) for one in group.questions}
    kept = form.kept(answers)
    for one in (one for group in form.asked(answers) for one in group.questions):
        answer = answers.get(one.name, "")
        why = wrong(one, answer, kept)
        if isinstance(answer, str) and find_personal_data(answer, manners) == "national_id":
            yield (
                one.name,
                N_("This looks like a national identity number. It is never stored here."),
                {},
            )
        elif why is Wrong.CONSTRAINT and one.unless:
            yield one.name, UNLESS, {"said": said_in(one.unless, lang, form.language)}
        elif why is not None and (why is not Wrong.MISSING or one.name in seen):
            yield one.name, WRONG[why], {"max_length": LONGEST}


def _typed(form: Questionnaire, given: Mapping[str, object]) -> dict[str, Answer]:
    """Return answers in their one spelling; Refusal where a question is not of this form."""
    questions = {one.name: one for one in form.questions if one.kind is not OwnKind.NOTE}
    if not questions.keys() >= given.keys():
        raise Refusal(N_("This form came back damaged. Open the page again."))
    return {
        name: typed(questions[name], one if isinstance(one, tuple) else (one,))
        for name, one in as_answers(given).items()
    }
