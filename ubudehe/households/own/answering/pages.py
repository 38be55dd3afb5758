"""Asking a household own questions: what is asked given the answers so far, and again."""

from collections.abc import Mapping

from starlette.responses import Response

from ubudehe.households.own.answering.actions import OwnAnswersForm, answer_household, problems
from ubudehe.households.own.queries import (
    AskedGroup,
    FormHere,
    answers_of,
    as_kept,
    asked_groups,
    find_form,
)
from ubudehe.households.own.rules.expressions import Answer
from ubudehe.households.own.rules.questionnaires import (
    Group,
    OwnKind,
    OwnQuestion,
    Questionnaire,
    typed,
)
from ubudehe.households.queries import household_view
from ubudehe.people.rules import Right
from ubudehe.web.forms import Form
from ubudehe.web.pages import Pages
from ubudehe.web.visit import Visit

pages = Pages()


@pages.work("/{place}/households/{household:uuid}/questions/{form:uuid}", Right.HOUSEHOLDS)
def answer_questions(visit: Visit) -> Response:
    """Ask a household the questions of a form that its answers so far lead to."""
    place, household = visit.village, visit.id("household")
    home = household_view(visit.session, place.code, household)
    found = find_form(visit.session, place.code, visit.id("form"))
    before = answers_of(visit.session, household, found.id)
    form = visit.form(OwnAnswersForm, of=answer_household, household=household, form=found.id)
    given = before
    if visit.data is None:
        _fill(form, found.form, before)
    else:
        given = {one.name: _given(form, one) for one in found.form.questions}
        if _written(visit, form, found, before, given):
            after = answers_of(visit.session, household, found.id)
            here = f"/work/{place.code}/households/{household}"
            more = _following(found.form, before, after)
            path = f"{here}/questions/{found.id}?more={more}" if more else here
            return visit.redirect(path, "recorded")
    return visit.render(
        "households/own_answer.html",
        found,
        form=form,
        place=place,
        home=home,
        groups=_shown(found.form, before, given, visit.lang),
        more=_count(visit.query("more")),
    )


def _written(
    visit: Visit,
    form: Form[OwnAnswersForm],
    found: FormHere,
    before: Mapping[str, Answer],
    given: Mapping[str, Answer],
) -> bool:
    """Write the answers down; what is not taken is said beside its question."""
    if not form.submitted or form.value is None:
        return False
    value = form.value.model_copy(
        update={"answers": as_kept({name: one for name, one in given.items() if one})}
    )
    manners = visit.country.manners
    for name, msgid, params in problems(found.form, before, given, manners, visit.lang):
        form.refuse(msgid, f"answers.{name}", **params)
    if form.errors:
        return False
    return visit.perform_by(form, answer_household, value, visit.param("place")) is not None


def _following(
    form: Questionnaire, before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> int:
    """Return how many questions follow from the answers that nobody could see before."""
    return len(_names(form.asked(after)) - _names(form.asked(before)) - set(after))


def _names(groups: tuple[Group, ...]) -> set[str]:
    return {one.name for group in groups for one in group.questions if one.kind is not OwnKind.NOTE}


def _shown(
    form: Questionnaire, before: Mapping[str, Answer], given: Mapping[str, Answer], lang: str
) -> tuple[AskedGroup, ...]:
    """Return what is asked after the answers before, and what was typed now: nothing is lost."""
    names = {
        one.name
        for answers in (before, given)
        for group in form.asked(answers)
        for one in group.questions
    }
    groups = [
        Group(group.name, group.label, tuple(one for one in group.questions if one.name in names))
        for group in form.groups
    ]
    return asked_groups(form, [group for group in groups if group.questions], lang)


def _fill(form: Form[OwnAnswersForm], asked: Questionnaire, answers: Mapping[str, Answer]) -> None:
    """Put the answers so far into a blank form."""
    for one in asked.questions:
        answer = answers.get(one.name, "")
        field = f"answers.{one.name}"
        if isinstance(answer, tuple):
            form.lists[field] = list(answer)
        elif one.kind is OwnKind.DATE and answer:
            parts = zip("ymd", answer.split("-"), strict=False)
            form.typed |= {f"{field}.{part}": text for part, text in parts}
        else:
            form.typed[field] = answer


def _given(form: Form[OwnAnswersForm], one: OwnQuestion) -> Answer:
    """Return what was typed for a question; what others wrote where a person chose that."""
    field = f"answers.{one.name}"
    if form.typed.get(f"choose.{field}") == "theirs":
        theirs = form.typed.get(field, "")
        form.lists[field] = theirs.split(", ") if theirs else []
        if one.kind is OwnKind.DATE:
            parts = theirs.split("-") if theirs else ["", "", ""]
            form.typed |= {
                f"{field}.{part}": text for part, text in zip("ymd", parts, strict=False)
            }
    if one.kind is OwnKind.DATE:
        return typed(one, (form.typed_as(field),))
    return typed(one, tuple(form.lists.get(field, ())))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
