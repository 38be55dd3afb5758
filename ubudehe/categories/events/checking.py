"""What the record says of what happened to households."""

from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.replaying import leave_round
from ubudehe.households.checking import leave, people_of
from ubudehe.language.messages import N_
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject

_ENDS = {"moved", "merged", "died"}


def erase_events(rows: Rows, household: str) -> None:
    """Take away in words what happened to a household."""
    nothing: Row = {"note": None, "place": None}
    for (whose, *_), row in rows.tables["household_event"].items():
        if whose == household:
            row.update(nothing)
    rows.allow("household_event", {"household": household}, nothing)


def _happened(rows: Rows, said: Said) -> Subject:
    form = said.private.get("event")
    if form is None:
        return said.subject
    household, kind = form["household"], form["kind"]
    other = _joined(rows, form["joined"], household) if kind == "merged" else None
    _write(rows, said, household, kind, form, other)
    people = people_of(rows, household)
    if kind in _ENDS:
        leave_round(rows, household)
        leave(rows, household, kind, said.at)
    if other is not None:
        _take_in(rows, said, other, household, people)
    return str(household)


def _joined(rows: Rows, number: int, leaving: str) -> str | None:
    for (id_,), home in rows.tables["household"].items():
        if home["number"] == number and id_ != leaving:
            return str(id_)
    return None


def _write(rows: Rows, said: Said, household: str, kind: str, form: Row, other: str | None) -> None:
    rows.put(
        "household_event",
        household,
        kind,
        said.at,
        happened_on=form["happened_on"],
        note=form.get("note"),
        place=form.get("where_to"),
        other=other,
    )


def _take_in(rows: Rows, said: Said, household: str, joined: str, people: int) -> None:
    home = rows.row("household", household)
    if "answers" in home:
        answers = dict(home["answers"])
        answers["age_unknown"] = int(answers.get("age_unknown") or 0) + people
        home.update(answers=answers, members=home["members"] + people)
    home["changed_at"] = said.at
    rows.add("people", people)
    _write(rows, said, household, "merged", {"happened_on": said.day}, joined)


EVENTS = Replay(
    handlers={"household.event": _happened},
    kept=(
        Kept(
            HouseholdEvent,
            N_("What happened to a household"),
            ("household", "kind", "written_at"),
            unsaid={"id": "a random name that nothing points at"},
        ),
    ),
)
