"""Opening a file, giving it out, and answering requests under Law 058/2021."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import Session, col, select

from ubudehe.categories.data_requests.erasing import erase_household
from ubudehe.categories.data_requests.queries import concerns_officer
from ubudehe.categories.data_requests.tables import DataRequest, FileView, RequestState
from ubudehe.households.actions import household_of
from ubudehe.households.held import what_holds_people
from ubudehe.language.fields import Line, Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotAllowed, NotFound, Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.record.append import Event
from ubudehe.storage.reading import of_village

KINDS = ("correction", "objection", "erasure")
"""What is asked for in words; seeing one's own data is answered at once."""

BY_VILLAGE = {"access", "correction"}
"""What the village answers itself; the rest is for the data-protection officer."""


class HouseholdRef(BaseModel):
    """A household, and nothing else to say."""

    household: UUID


class OpenFileForm(HouseholdRef):
    """Why somebody above the village must see a household's file."""

    reason: Line


class RequestForm(HouseholdRef):
    """What a household asks for."""

    kind: Literal["correction", "objection", "erasure"]
    words: Passage


class RequestAnswerForm(Seen):
    """The answer to a request."""

    request: UUID
    answer: Literal["granted", "refused"]
    reason: Passage


def _request_now(
    session: Session, place: str, ids: Mapping[str, object]
) -> dict[str, object] | None:
    found = session.get(DataRequest, ids["request"])
    return None if found is None or found.village != place else {"answer": found.state}


@act(
    "file.open",
    Right.OPEN_FILES,
    said=N_("The file is open to you for a while, and the household can see that you opened it."),
    final="who has seen a file has seen it",
    offline=Offline.STATE,
)
def open_file(desk: Desk, form: OpenFileForm) -> Event:
    """Write down that somebody above the village opens a household's file, and why."""
    household_of(desk.session, desk.place, form.household)
    if not concerns_officer(desk.session, form.household):
        raise NotAllowed(
            N_("No appeal and no request of this household waits for anybody: its file is closed.")
        )
    role = desk.person.role_for(Right.OPEN_FILES, desk.place, desk.today)
    view = FileView(
        id=desk.new_id(),
        village=desk.place,
        household=form.household,
        account=desk.person.account,
        role=role.value if role else "",
        reason=form.reason,
        seen_at=desk.now,
    )
    desk.session.add(view)
    return Event(
        private={"view": {"household": str(form.household), "reason": form.reason}},
        subject=str(form.household),
    )


@act(
    "data.give",
    Right.HOUSEHOLDS,
    said=N_("The household has got everything that is kept about it."),
    final="what was given out is given out",
    offline=Offline.STATE,
)
def give_file(desk: Desk, form: HouseholdRef) -> Event:
    """Give a household everything that is kept about it: a request that is answered at once."""
    request = _new_request(desk, form.household, "access", "")
    request.state, request.answered_by, request.answered_at = (
        RequestState.GRANTED,
        desk.person.account,
        desk.now,
    )
    return Event(
        private={"household": str(form.household), "due": request.due.isoformat()},
        subject=str(request.id),
    )


@act(
    "data.request",
    Right.HOUSEHOLDS,
    said=N_("The request is in the register, with the last day for its answer."),
    corrected_by=("data.answer", "data.decide"),
    offline=Offline.STATE,
)
def file_request(desk: Desk, form: RequestForm) -> Event:
    """Enter a request into the register, with the day on which the answer is due."""
    request = _new_request(desk, form.household, form.kind, form.words)
    return Event(
        private={
            "request": form.model_dump(mode="json"),
            "due": request.due.isoformat(),
        },
        subject=str(request.id),
    )


@act(
    "data.answer",
    Right.HOUSEHOLDS,
    said=N_("The request is answered. Tell the household."),
    corrected_by=("data.request",),
    offline=Offline.STATE,
    state=_request_now,
)
def answer_request(desk: Desk, form: RequestAnswerForm) -> Event:
    """Answer what the village answers itself: whether an entry was corrected."""
    found = _open(desk, form.request)
    if found.kind not in BY_VILLAGE:
        raise NotAllowed(N_("The data-protection officer answers this request."))
    return _answer(desk, found, form)


@act(
    "data.decide",
    Right.DATA_REQUESTS,
    said=N_("The request is answered. Tell the village and the household."),
    corrected_by=("data.request",),
    offline=Offline.STATE,
    state=_request_now,
)
def decide_request(desk: Desk, form: RequestAnswerForm) -> Event:
    """Answer any request as data-protection officer, without erasing anything."""
    found = _open(desk, form.request)
    if found.kind == "erasure" and form.answer == "granted":
        raise Refusal(N_("To agree to this, erase the household's data."), "answer")
    return _answer(desk, found, form)


@act(
    "data.erase",
    Right.DATA_REQUESTS,
    said=N_("The data are erased; every proof in the record stays valid."),
    final="what is erased under the law cannot come back",
    offline=Offline.STATE,
    state=_request_now,
)
def erase_data(desk: Desk, form: RequestAnswerForm) -> Event:
    """Erase what tells who a household is; every proof in the record stays valid."""
    found = _open(desk, form.request)
    if found.kind != "erasure" or form.answer != "granted":
        raise Refusal(N_("This is not a request to erase data."))
    household = household_of(desk.session, desk.place, found.household)
    if household.ended == "erased":
        raise Refusal(N_("The data of this household are erased already."))
    if said := what_holds_people(desk.session, household.id):
        raise Refusal(said)
    totals = erase_household(desk, household)
    answer = _answer(desk, found, form)
    found.words, found.answer = "", ""
    return Event(
        private={"household": str(household.id), "number": found.number},
        subject=answer.subject,
        totals=totals,
    )


def _new_request(desk: Desk, household: UUID, kind: str, words: str) -> DataRequest:
    household_of(desk.session, desk.place, household)
    last = select(func.max(DataRequest.number)).where(col(DataRequest.village) == desk.place)
    request = DataRequest(
        id=desk.new_id(),
        village=desk.place,
        number=(desk.session.exec(last).one() or 0) + 1,
        household=household,
        kind=kind,
        words=words,
        filed_at=desk.now,
        due=desk.today + timedelta(days=desk.country.request_days),
    )
    desk.session.add(request)
    return request


def _open(desk: Desk, request: UUID) -> DataRequest:
    found = of_village(desk.session, DataRequest, request, desk.place)
    if found is None:
        raise NotFound(N_("There is no such request in this village."))
    if found.state != RequestState.OPEN:
        raise Refusal(N_("This request was answered already."))
    return found


def _answer(desk: Desk, request: DataRequest, form: RequestAnswerForm) -> Event:
    request.state, request.answer = RequestState(form.answer), form.reason
    request.answered_by, request.answered_at = desk.person.account, desk.now
    answer = form.model_dump(mode="json", include={"answer", "reason"})
    return Event(private={"answer": answer, "number": request.number}, subject=str(request.id))
