"""Questions as a village sees them, as their writers do under the code, and as everybody may."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, and_, col, func, select

from ubudehe.language.messages import N_
from ubudehe.language.paging import LINES, Listed, Paging
from ubudehe.language.refusals import NotFound
from ubudehe.places.queries import PlaceLine, find_place
from ubudehe.places.rules import code_range
from ubudehe.places.under import span, under
from ubudehe.questions.rules import QuestionState, is_late, next_steps, public_state
from ubudehe.questions.tables import QuestionStep, VillageQuestion
from ubudehe.record.rules.suppression import Shown, shown_so_far
from ubudehe.storage.prepared import Prepared, given
from ubudehe.storage.reading import pick

_ASKED = and_(
    col(VillageQuestion.state) == QuestionState.ASKED, col(VillageQuestion.mark).is_not(None)
)
_TO_ANSWER = Prepared(
    select(func.count(), func.min(VillageQuestion.due)).where(
        VillageQuestion.village == given("village"), _ASKED
    )
)
_LATE = Prepared(
    select(col(VillageQuestion.village), func.count())
    .where(under(VillageQuestion.village), _ASKED, VillageQuestion.due < given("today"))
    .group_by(col(VillageQuestion.village))
    .order_by(col(VillageQuestion.village))
)
_WHY = {"decline": "asked_reason", "hide": "hidden_for"}


@dataclass(frozen=True)
class QuestionLine:
    """A question in a village's queue."""

    id: UUID
    number: int | None
    kind: str
    state: str
    asked_on: date
    due: date | None
    """The last day for its answer, while it waits for one."""
    late: bool


@dataclass(frozen=True)
class QuestionSaid:
    """One thing that was done with a question."""

    kind: str
    at: datetime
    text: str
    lang: str
    """The language of `text`, where it is known."""
    why: tuple[str, str] | None
    """A table of words and the code in it."""


@dataclass(frozen=True)
class QuestionPage:
    """A question with all that was written, for the village and under its code."""

    line: QuestionLine
    village: str
    text: str
    lang: str
    """The language of `text`, where it is known."""
    may_publish: bool
    said: tuple[QuestionSaid, ...]
    steps: tuple[str, ...]
    """What the village may do next."""
    readers: str
    """«public» or «private»: who reads the answer now."""


@dataclass(frozen=True)
class AnsweredLine:
    """A question that was answered, for everybody: without its text."""

    number: int
    kind: str
    answered_on: date
    in_time: bool
    state: str


@dataclass(frozen=True)
class AnsweredPage:
    """A question and its answer for everybody; texts only where both sides allow it."""

    line: AnsweredLine
    question: str
    own_words: bool
    answer: str
    question_lang: str = ""
    answer_lang: str = ""


@dataclass(frozen=True)
class AskedSums:
    """How many questions wait, down to a whole five; how many are late and were declined.

    `unanswered` are those whose time was over before anybody answered: their texts are erased.
    """

    waiting: Shown
    late: int
    unanswered: int
    declined: int


@dataclass(frozen=True)
class PublicQuestions:
    """What everybody sees of a village's questions."""

    rows: tuple[AnsweredLine, ...]
    asked: AskedSums
    part: Paging


@dataclass(frozen=True)
class VillageCount:
    """How many questions of a village are of one kind: late, or answered for everybody."""

    place: PlaceLine
    count: int


def queue(session: Session, village: str, today: date, start: int = 0) -> Listed[QuestionLine]:
    """Return the questions of a village whose texts are kept, the most urgent first."""
    table = VillageQuestion
    within = and_(col(table.village) == village, col(table.mark).is_not(None))
    rows = session.exec(
        select(table)
        .where(within)
        .order_by(col(table.state) != QuestionState.ASKED, col(table.due), col(table.id))
        .offset(start)
        .limit(LINES)
    ).all()
    total = session.exec(select(func.count()).select_from(table).where(within)).one()
    return Listed(tuple(_line(row, today) for row in rows), Paging(start, LINES, total))


def to_answer(session: Session, village: str) -> tuple[int, date | None]:
    """Return how many questions wait for a village's answer, and the nearest last day."""
    return _TO_ANSWER.one(session, village=village)


def late_below(session: Session, place: str, today: date) -> dict[str, int]:
    """Return how many questions are late of each village below a place, by the villages' codes."""
    return dict(_LATE.rows(session, **span(place), today=today))


def late_villages(
    session: Session, place: str, today: date, start: int = 0
) -> Listed[VillageCount]:
    """Return some of the villages below a place that are late with answers, by their codes."""
    found = list(late_below(session, place, today).items())
    part = Paging(start, LINES, len(found))
    shown = [VillageCount(find_place(session, code), late) for code, late in part.of(found)]
    return Listed(tuple(shown), part)


def answered_villages(session: Session, place: str, start: int = 0) -> Listed[VillageCount]:
    """Return some of the villages below a place with answers that everybody reads, and how many."""
    first, end = code_range(place)
    table = VillageQuestion
    query = (
        select(table.village, func.count())
        .where(table.village >= first, table.village < end, col(table.published).is_not(None))
        .where(table.may_publish)
        .group_by(table.village)
        .order_by(table.village)
    )
    found = session.exec(query).all()
    part = Paging(start, LINES, len(found))
    shown = [VillageCount(find_place(session, code), public) for code, public in part.of(found)]
    return Listed(tuple(shown), part)


def question_page(session: Session, village: str, id_: UUID, today: date) -> QuestionPage:
    """Return a question of a village; NotFound where there is none, or it is erased."""
    row = session.get(VillageQuestion, id_)
    if row is None or row.village != village or not row.mark:
        raise NotFound(N_("There is no such question here."))
    return followed(session, row, today)


def followed(session: Session, row: VillageQuestion, today: date) -> QuestionPage:
    """Return a question with all that was written; nobody's name is in it."""
    published = row.published is not None
    return QuestionPage(
        line=_line(row, today),
        village=row.village,
        text=row.text,
        lang=row.lang,
        may_publish=row.may_publish,
        said=_said(session, row.id),
        steps=next_steps(row.state, may_publish=row.may_publish, published=published),
        readers=public_state(published=published, may_publish=row.may_publish),
    )


def public_questions(session: Session, village: str, today: date, start: int) -> PublicQuestions:
    """Return what everybody sees of a village's questions, the latest answers first."""
    table = VillageQuestion
    rows = session.exec(
        select(table)
        .where(table.village == village, col(table.number).is_not(None))
        .order_by(col(table.number).desc())
        .offset(start)
        .limit(LINES)
    ).all()
    query = pick(table.state, table.due, col(table.mark).is_not(None))
    states = session.execute(query.where(table.village == village)).all()
    open_ = [due for state, due, is_kept in states if state == QuestionState.ASKED and is_kept]
    late = sum(is_late(QuestionState.ASKED, due, today) for due in open_)
    unanswered = sum(state == QuestionState.ASKED for state, _, _ in states) - len(open_)
    declined = sum(state == QuestionState.DECLINED for state, _, _ in states)
    sums = AskedSums(shown_so_far(len(open_) - late), late, unanswered, declined)
    part = Paging(start, LINES, sum(state == QuestionState.ANSWERED for state, _, _ in states))
    return PublicQuestions(tuple(_answered(row) for row in rows), sums, part)


def answered_page(session: Session, village: str, number: int) -> AnsweredPage:
    """Return a question and its answer as everybody may read them; NotFound for no such number."""
    table = VillageQuestion
    row = session.exec(
        select(table).where(table.village == village, table.number == number)
    ).first()
    if row is None:
        raise NotFound(N_("There is no such question here."))
    line = _answered(row)
    step = session.get(QuestionStep, row.published) if line.state == "public" else None
    if step is None:
        return AnsweredPage(line, "", False, "")
    return AnsweredPage(line, step.wording, step.own_words, step.text, step.wording_lang, step.lang)


def question_of_number(session: Session, village: str, number: int) -> UUID:
    """Return the question that is published under a number; NotFound for none."""
    table = VillageQuestion
    query = select(table.id).where(table.village == village, table.number == number)
    found = session.exec(query.where(col(table.published).is_not(None))).first()
    if found is None:
        raise NotFound(N_("There is no such question here."))
    return found


def _said(session: Session, question: UUID) -> tuple[QuestionSaid, ...]:
    steps = session.exec(
        select(QuestionStep)
        .where(QuestionStep.question == question)
        .order_by(col(QuestionStep.turn))
    ).all()
    # What is published stands above already: an answer is told once.
    told = [(one, "" if one.kind == "publish" else one.text) for one in steps]
    return tuple(
        QuestionSaid(
            one.kind,
            one.at,
            text,
            one.lang,
            (_WHY[one.kind], one.reason) if one.reason else None,
        )
        for one, text in told
    )


def _line(row: VillageQuestion, today: date) -> QuestionLine:
    return QuestionLine(
        id=row.id,
        number=row.number,
        kind=row.kind,
        state=row.state,
        asked_on=row.asked_on,
        due=row.due if row.state == QuestionState.ASKED else None,
        late=is_late(row.state, row.due, today),
    )


def _answered(row: VillageQuestion) -> AnsweredLine:
    assert row.number is not None
    assert row.answered_on is not None
    return AnsweredLine(
        number=row.number,
        kind=row.kind,
        answered_on=row.answered_on,
        in_time=bool(row.in_time),
        state=public_state(published=row.published is not None, may_publish=row.may_publish),
    )
