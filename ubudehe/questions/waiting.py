"""Questions that wait for a village's answer, and villages that are late."""

from collections.abc import Iterator

from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village
from ubudehe.questions.queries import late_below, to_answer


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield the questions to a village; to officers above, how many are late below a place."""
    if is_village(asked.place, asked.country) and asked.may(Right.ANSWER_QUESTIONS):
        count, due = to_answer(asked.session, asked.place)
        if count:
            yield Waiting("answer_question", "asked", count, due)
    if asked.may(Right.REVIEW_BOOKS):
        late = sum(late_below(asked.session, asked.place, asked.today).values())
        if late:
            yield Waiting("late_question", "late-questions", late)
