"""What the record says of requests under the data law, of opened files, and of what was erased."""

from ubudehe.categories.appeals.checking import erase_appeals
from ubudehe.categories.data_requests.tables import DataRequest, FileView, RequestState
from ubudehe.categories.events.checking import erase_events
from ubudehe.categories.replaying import erase_decisions, leave_round
from ubudehe.households.checking import erase
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Ref, Replay, Row, Rows, Said, Subject

_VIEW = "household", "account", "seen_at", "reason"
_LISTS = {"round.post", "round.final"}
_WITHOUT_HOUSEHOLDS = (
    "assembly.",
    "need.",
    "proposal.",
    "promise.",
    "txn.",
    "evidence.",
    "period.",
)


def _viewed(rows: Rows, said: Said) -> Subject:
    view = said.private.get("view")
    if view is None:
        return said.subject
    key = view["household"], said.account, said.at, view["reason"]
    if key in rows.tables["file_view"]:  # opened twice in one second, from two phones
        rows.allow("file_view", dict(zip(_VIEW, key, strict=True)), {"role": said.role})
    rows.put("file_view", *key, role=said.role)
    return str(view["household"])


def _given(rows: Rows, said: Said) -> Subject:
    household = said.private.get("household")
    columns: Row = {
        "kind": "access",
        "state": RequestState.GRANTED,
        "answered_by": said.account,
        "answered_at": said.at,
    }
    if household is not None:
        columns |= {"words": "", "answer": None}
    return _request(rows, said, household, columns | _due(said))


def _requested(rows: Rows, said: Said) -> Subject:
    form = said.private.get("request")
    columns: Row = {"state": RequestState.OPEN, "answered_by": None, "answered_at": None}
    if form is None:
        return _request(rows, said, None, columns)
    columns |= {"kind": form["kind"], "words": form["words"], "answer": None}
    return _request(rows, said, form["household"], columns | _due(said))


def _due(said: Said) -> Row:
    return {"due": said.private["due"]} if "due" in said.private else {}


def _request(rows: Rows, said: Said, household: str | None, columns: Row) -> Subject:
    number = len(rows.tables["data_request"]) + 1
    row = rows.put("data_request", number, filed_at=said.at, **columns)
    if household is not None:
        row["household"] = household
    rows.note("numbers of requests")[said.subject] = number
    return Ref("data_request", (number,))


def _answered(rows: Rows, said: Said) -> Subject:
    form = said.private.get("answer")
    number = said.private.get("number") or rows.note("numbers of requests").get(said.subject)
    row = rows.row("data_request", number)
    row.update(answered_by=said.account, answered_at=said.at)
    if form:
        row.update(state=form["answer"], answer=form["reason"])
    else:  # erased with its household: the record does not say any more what was answered
        row.pop("state", None)
    return Ref("data_request", (number,))


def _erased(rows: Rows, said: Said) -> Subject:
    household = said.private["household"]
    number = said.private.get("number") or rows.note("numbers of requests").get(said.subject)
    if not rows.row("household", household).get("ended"):
        leave_round(rows, household)
    erase(rows, household, said.at)
    erase_decisions(rows, household)
    erase_appeals(rows, household)
    erase_events(rows, household)
    _erase_requests(rows, said, household, number)
    _erase_rankings(rows, household)
    for (act, name), gone in list(rows.gone.items()):
        if gone.type not in _LISTS and not gone.type.startswith(_WITHOUT_HOUSEHOLDS):
            rows.excuse(act, name)
    return Ref("data_request", (number,))


def _erase_requests(rows: Rows, said: Said, household: str, number: object) -> None:
    asked = rows.row("data_request", number)
    asked.update(
        household=household,
        state=RequestState.GRANTED,
        answered_by=said.account,
        answered_at=said.at,
    )
    for row in rows.tables["data_request"].values():
        # Requests whose own words are gone already are those of this household, or of one before.
        if row.get("household") == household or "words" not in row:
            row.update(words="", answer="")
    rows.allow("file_view", {"household": household})


def _erase_rankings(rows: Rows, household: str) -> None:
    for name in ("ranking_judgement", "ranking_comparison", "check_slip"):
        found = rows.tables[name].items()
        for key in [k for k, row in found if household in k or row.get("household") == household]:
            rows.drop(name, *key)


REQUESTS = Replay(
    handlers={
        "file.open": _viewed,
        "data.give": _given,
        "data.request": _requested,
        "data.answer": _answered,
        "data.decide": _answered,
        "data.erase": _erased,
        "list.export": lambda _rows, _said: None,
        "answers.export": lambda _rows, _said: None,
    },
    kept=(
        Kept(DataRequest, N_("Data request"), ("number",), named="number"),
        Kept(
            FileView,
            N_("Opened file"),
            _VIEW,
            named="household",
            unsaid={"id": "a random name that nothing points at"},
        ),
    ),
)
