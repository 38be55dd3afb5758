"""Writing down needs, and putting them in order at a meeting."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.assemblies.actions import quorate_meeting
from ubudehe.assemblies.queries import open_meeting_id
from ubudehe.assemblies.tables import Assembly
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.projects.needs.forms import (
    GiveUpForm,
    MarksForm,
    NeedChange,
    NeedForm,
    NeedRef,
    PairForm,
    RankForm,
    RankingForm,
    UndoForm,
)
from ubudehe.projects.needs.minutes import ORDERS
from ubudehe.projects.needs.ranking import (
    marks_name,
    matrix_of,
    next_question,
    open_ranking,
    ordered,
)
from ubudehe.projects.needs.tables import Need, NeedRanking
from ubudehe.projects.rules.lots import draw_lot
from ubudehe.projects.rules.states import RankingState
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

MOST_BY_PAIRS = 7
"""21 questions; with ten problems it would be 45."""
EQUAL = -1


def _need_now(session: Session, place: str, ids: Mapping[str, object]) -> dict[str, object] | None:
    need = session.get(Need, ids["need"])
    return (
        None
        if need is None or need.village != place
        else {
            "text": need.text,
            "lang": need.lang,
            "symbol": need.symbol,
            "withdrawn": need.withdrawn,
        }
    )


def answers_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    """Return the answers of an order of needs so far, and whether it is open."""
    ranking = of_village(session, NeedRanking, ids["ranking"], place)
    if ranking is None:
        return None
    answers = [f"{pair}={worse}" for pair, worse in ranking.answers.items()]
    return {"answers": answers, "order": ranking.state}


@act(
    "need.add",
    Right.PROJECTS,
    said=N_("The need is on the list. A meeting puts the needs in order."),
    corrected_by=("need.change", "need.withdraw"),
    offline=Offline.ADDS,
)
def add_need(desk: Desk, form: NeedForm) -> Event:
    """Write down a need."""
    need = Need(
        id=desk.act_id,
        village=desk.place,
        text=form.text,
        lang=form.lang,
        symbol=form.symbol or "",
        added_at=desk.now,
    )
    desk.session.add(need)
    meeting = open_meeting_id(desk.session, desk.place)
    return Event(
        public={"assembly": str(meeting) if meeting else None},
        private=_words(need),
        subject=str(need.id),
        totals={"needs": 1},
    )


@act(
    "need.change",
    Right.PROJECTS,
    said=N_("The need is written in other words."),
    corrected_by=("need.change",),
    offline=Offline.ASKS,
    state=_need_now,
)
def change_need(desk: Desk, form: NeedChange) -> Event:
    """Write a need in other words."""
    found = _need(desk, form.need)
    found.text, found.lang, found.symbol = form.text, form.lang, form.symbol or ""
    return Event(
        public={"need": str(form.need)},
        private=_words(found),
        subject=str(form.need),
    )


@act(
    "need.withdraw",
    Right.PROJECTS,
    said=N_("The need is off the list. Write it down again if that was a mistake."),
    corrected_by=("need.add",),
    offline=Offline.ASKS,
    state=_need_now,
)
def withdraw_need(desk: Desk, form: NeedRef) -> Event:
    """Take a need off the list; what was written about it stays in the record."""
    found = _need(desk, form.need)
    found.withdrawn, found.chosen = True, False
    return Event(public={"need": str(form.need)}, subject=str(form.need), totals={"needs": -1})


def ordering_meeting(desk: Desk) -> Assembly:
    """Return the open meeting with quorum; Refusal where there is none."""
    meeting_id = open_meeting_id(desk.session, desk.place)
    if meeting_id is None:
        raise Refusal(N_("Open a meeting first: needs are put in order by a meeting."))
    return quorate_meeting(desk, meeting_id)


@act(
    "ranking.start",
    Right.PROJECTS,
    said=N_("The order is begun. Ask the meeting the first question."),
    corrected_by=("ranking.cancel",),
    offline=Offline.STATE,
    minutes=ORDERS,
)
def start_ranking(desk: Desk, form: RankingForm) -> Event:
    """Begin to put needs in order; the lot is drawn here, before any answer."""
    meeting = ordering_meeting(desk)
    if open_ranking(desk.session, desk.place) is not None:
        raise Refusal(N_("Another order of needs is still being made."))
    needs = [_need(desk, id_) for id_ in dict.fromkeys(form.needs)]
    if form.method == "pairs" and len(needs) > MOST_BY_PAIRS:
        raise Refusal(
            N_("At most %(most)s needs by pairs. With more, use marks."),
            "needs",
            most=MOST_BY_PAIRS,
        )
    if form.method == "marks" and form.marks_each is None:
        raise Refusal(N_("Write how many marks each person gives."), "marks_each")
    ids, lot = [str(need.id) for need in needs], draw_lot(len(needs), desk.entropy)
    desk.session.add(
        NeedRanking(
            id=desk.act_id,
            village=desk.place,
            assembly=meeting.id,
            method=form.method,
            marks_each=(form.marks_each or 0) if form.method == "marks" else 0,
            needs=ids,
            lot=lot,
            started_at=desk.now,
        )
    )
    public = {"assembly": str(meeting.id), "method": form.method, "needs": ids, "lot": lot}
    return Event(public=public, private={"marks_each": form.marks_each}, subject=str(desk.act_id))


@act(
    "ranking.answer",
    Right.PROJECTS,
    said=N_("The answer is written down. Ask the next question."),
    corrected_by=("ranking.answer", "ranking.undo"),
    offline=Offline.STATE,
)
def answer_pair(desk: Desk, form: PairForm) -> Event:
    """Write down which of two needs is worse; the newest answer to a pair counts."""
    found = ranking_in(desk, form.ranking, "pairs")
    quorate_meeting(desk, found.assembly)
    numbers = form.pair.split("-")
    one, other = int(numbers[0]), int(numbers[1])
    if not one < other < len(found.needs) or form.worse not in (EQUAL, one, other):
        raise Refusal(N_("Choose one of the answers shown."))
    asked = next_question(found)
    if asked is not None and asked.is_again and asked.name == form.pair:
        found.again = [*found.again, form.pair]
    found.answers = {**found.answers, form.pair: form.worse}
    return Event(
        public={"ranking": str(form.ranking)},
        private={"pair": form.pair, "worse": form.worse},
        subject=str(form.ranking),
    )


@act(
    "ranking.undo",
    Right.PROJECTS,
    said=N_("The last answer is taken back. Ask again."),
    corrected_by=("ranking.answer",),
    offline=Offline.ASKS,
    state=answers_now,
)
def undo_answer(desk: Desk, form: UndoForm) -> Event:
    """Take back the last answer."""
    found = ranking_in(desk, form.ranking, "pairs")
    if not found.answers:
        raise Refusal(N_("There is no answer to take back."))
    if found.again:
        found.again = found.again[:-1]
    else:
        found.answers = dict(list(found.answers.items())[:-1])
    return Event(public={"ranking": str(form.ranking)}, subject=str(form.ranking))


@act(
    "ranking.marks",
    Right.PROJECTS,
    said=N_("The marks are written down. Look at the order they make."),
    corrected_by=("ranking.marks",),
    offline=Offline.ASKS,
    state=answers_now,
)
def write_marks(desk: Desk, form: MarksForm) -> Event:
    """Write down how many marks (stones, beans, dots) each need got."""
    found = ranking_in(desk, form.ranking, "marks")
    meeting = quorate_meeting(desk, found.assembly)
    for name, marks, people in (
        ("women", form.women, meeting.women),
        ("men", form.men, meeting.men),
    ):
        _check_marks(found, name, marks, people * found.marks_each)
    found.answers = {
        marks_name(name, number): marks[str(number)]
        for name, marks in (("women", form.women), ("men", form.men))
        for number in range(len(found.needs))
    }
    ranking = str(form.ranking)
    return Event(public={"ranking": ranking}, private={"marks": found.answers}, subject=ranking)


@act(
    "ranking.cancel",
    Right.PROJECTS,
    said=N_("The order is given up. Begin another one when the meeting is ready."),
    corrected_by=("ranking.start",),
    offline=Offline.STATE,
    state=answers_now,
    minutes=ORDERS,
    worded=("reason",),
)
def cancel_ranking(desk: Desk, form: GiveUpForm) -> Event:
    """Give up an order that is being made, with a reason; also after its meeting has closed."""
    found = ranking_in(desk, form.ranking)
    found.state, found.reason = RankingState.CANCELLED, form.reason
    ranking = str(form.ranking)
    return Event(public={"ranking": ranking}, private={"reason": form.reason}, subject=ranking)


@act(
    "ranking.end",
    Right.PROJECTS,
    said=N_("The order is kept, and the need that the meeting takes up. Write a proposal for it."),
    corrected_by=("ranking.resume", "ranking.start"),
    offline=Offline.STATE,
    state=answers_now,
    minutes=ORDERS,
    worded=("reason",),
)
def finish_ranking(desk: Desk, form: RankForm) -> Event:
    """Keep the order, and the need that the meeting takes up."""
    found = ranking_in(desk, form.ranking)
    quorate_meeting(desk, found.assembly)
    order = ordered(found)
    if order is None:
        raise Refusal(N_("Some questions are not answered yet."))
    if str(form.need) not in order:
        raise Refusal(N_("Choose one of the answers shown."), "need")
    if str(form.need) != order[0] and form.reason is None:
        raise Refusal(N_("Write why the meeting takes up another need than the first."), "reason")
    for need in desk.session.exec(select(Need).where(Need.village == desk.place)):
        need.place = order.index(str(need.id)) + 1 if str(need.id) in order else None
        need.chosen = need.id == form.need
    found.state = RankingState.DONE
    found.reason = (form.reason or "") if str(form.need) != order[0] else ""
    private: dict[str, object] = {"answers": found.answers, "reason": found.reason}
    if found.method == "pairs":
        private["wins"] = list(matrix_of(found).wins)
    return Event(
        public={"ranking": str(form.ranking), "order": order, "chosen": str(form.need)},
        private=private,
        subject=str(form.ranking),
    )


def _need(desk: Desk, need: UUID) -> Need:
    found = of_village(desk.session, Need, need, desk.place)
    if found is None or found.withdrawn:
        raise NotFound(N_("There is no such need in this village."))
    running = open_ranking(desk.session, desk.place)
    if running is not None and str(need) in running.needs:
        raise Refusal(N_("The meeting is putting this need in order just now."))
    return found


def _check_marks(ranking: NeedRanking, name: str, marks: dict[str, int], most: int) -> None:
    for number in range(len(ranking.needs)):
        if str(number) not in marks:
            raise Refusal(
                N_("Count for every need; write 0 where there is nothing."), f"{name}.{number}"
            )
    if len(marks) > len(ranking.needs):
        raise Refusal(N_("This form came back damaged. Open the page again."))
    if sum(marks.values()) > most:
        said = {
            "women": N_("All women together have only %(most)s marks. Count again."),
            "men": N_("All men together have only %(most)s marks. Count again."),
        }
        raise Refusal(said[name], f"all.{name}", most=most)


def ranking_in(
    desk: Desk, ranking: UUID, *methods: str, state: RankingState = RankingState.OPEN
) -> NeedRanking:
    """Return an order of needs of the desk's village in a state, held until the act ends."""
    found = desk.session.exec(
        select(NeedRanking).where(col(NeedRanking.id) == ranking).with_for_update()
    ).first()
    if found is None or found.village != desk.place:
        raise NotFound(N_("There is no such page."))
    if found.state != state or (methods and found.method not in methods):
        raise Refusal(N_("This order of needs is finished."))
    return found


def _words(need: Need) -> dict[str, object]:
    """Return what the record commits to of a need; its language, where somebody said it."""
    said: dict[str, object] = {"text": need.text, "symbol": need.symbol}
    return {**said, "lang": need.lang} if need.lang else said
