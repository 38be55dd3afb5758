"""What the record says of what happened to households."""

from ubudehe.categories.events.rules import ENDS, VOIDED, back
from ubudehe.categories.events.tables import HouseholdEvent
from ubudehe.categories.replaying import come_back_to_round, leave_round
from ubudehe.households.checking import leave, people_of
from ubudehe.language.messages import N_
from ubudehe.language.names import fold, in_any_order
from ubudehe.record.replaying import Kept, Replay, Row, Rows, Said, Subject


def erase_events(rows: Rows, household: str) -> None:
    """Take away in words what happened to a household."""
    nothing: Row = {"note": None, "place": None, "effect": None, "undone_why": None}
    for (whose, *_), row in rows.tables["household_event"].items():
        if whose == household:
            row.update(nothing)
    rows.allow("household_event", {"household": household}, nothing)


def _happened(rows: Rows, said: Said) -> Subject:
    form = said.private.get("event")
    if form is None:
        _taken_in(rows, said, None)
        return said.subject
    household, kind = form["household"], form["kind"]
    effect = said.private.get("effect")
    other = _joined(rows, form["joined"], household) if kind == "merged" else None
    _write(rows, said, household, kind, form, other, effect)
    people = people_of(rows, household)
    if kind in ENDS:
        leave_round(rows, household)
        leave(rows, household, kind, said.at)
    if effect is not None:
        _apply(rows, household, effect["bands"], said.at)
        _head(rows, household, {name: new for name, (_, new) in effect["heads"].items()})
    if "taken_in" in said.private:
        _taken_in(rows, said, household)
    elif other is not None:
        _take_in(rows, said, other, household, people)
    return str(household)


def _apply(rows: Rows, household: str, bands: Row, at: str) -> None:
    """Let people come to a household, or go."""
    home = rows.row("household", household)
    if "answers" in home:
        answers = dict(home["answers"])
        for band, change in bands.items():
            answers[band] = int(answers.get(band) or 0) + change
        home.update(answers=answers, members=home["members"] + sum(bands.values()))
        # Who is erased later on is counted nowhere: what registered it is not there any more.
        rows.add("people", sum(bands.values()))
    home["changed_at"] = at


def _head(rows: Rows, household: str, heads: Row) -> None:
    if not heads:
        return
    identity, home = rows.row("household_identity", household), rows.row("household", household)
    head = heads["head"]
    identity.update(head=head, folded=fold(head), words=in_any_order(head))
    if "answers" in home:
        answers = {name: one for name, one in home["answers"].items() if name != "head_sex"}
        sex = {"head_sex": heads["head_sex"]} if heads["head_sex"] else {}
        home["answers"] = {**answers, **sex}


def _taken_in(rows: Rows, said: Said, joined: str | None) -> None:
    """Let a household take another one in, as the act says of it."""
    value = said.private.get("taken_in")
    if value is None:
        return
    household = value["household"]
    effect = {name: one for name, one in value.items() if name != "household"}
    _apply(rows, household, value["bands"], said.at)
    row = _write(rows, said, household, "merged", {"happened_on": said.day}, joined, effect)
    if joined is None:
        row.pop("other")  # whose act it was is erased


def _joined(rows: Rows, number: int, leaving: str) -> str | None:
    for (id_,), home in rows.tables["household"].items():
        if home["number"] == number and id_ != leaving:
            return str(id_)
    return None


def _write(
    rows: Rows,
    said: Said,
    household: str,
    kind: str,
    form: Row,
    other: str | None,
    effect: Row | None = None,
) -> Row:
    return rows.put(
        "household_event",
        household,
        kind,
        said.at,
        happened_on=form["happened_on"],
        note=form.get("note"),
        place=form.get("where_to"),
        other=other,
        effect=effect,
        undone_at=None,
        undone_by=None,
        undone_why=None,
    )


def _take_in(rows: Rows, said: Said, household: str, joined: str, people: int) -> None:
    """Let a household take another one in, as older acts have it: they say no numbers."""
    _apply(rows, household, {"age_unknown": people}, said.at)
    _write(rows, said, household, "merged", {"happened_on": said.day}, joined)


def _voided(rows: Rows, said: Said) -> Subject:
    void = said.private.get("void")
    if void is None:
        return said.subject
    household, twin = void["household"], said.private.get("twin", {})
    form = {"happened_on": said.day, "note": void["reason"]}
    row = _write(rows, said, household, void["why"], form, twin.get("household"))
    if "twin" in said.gone:
        row.pop("other")
    leave_round(rows, household)
    leave(rows, household, void["why"], said.at)
    return str(household)


def _restored(rows: Rows, said: Said) -> Subject:
    value = said.private.get("restored")
    if value is None:
        return said.subject
    household = value["household"]
    closed = [
        row
        for (_, kind, _), row in rows.under("household_event", household)
        if kind in VOIDED and row["undone_at"] is None
    ]
    closed[-1].update(undone_at=said.at, undone_by=said.account, undone_why=value["reason"])
    _come_back(rows, said, household)
    return str(household)


def _undone(rows: Rows, said: Said) -> Subject:
    _let_out(rows, said)
    undo = said.private.get("undo")
    if undo is None:
        return said.subject
    household, kind = undo["household"], undo["kind"]
    row = rows.row("household_event", household, kind, undo["written_at"])
    row.update(undone_at=said.at, undone_by=said.account, undone_why=undo["reason"])
    if kind in ENDS:
        _come_back(rows, said, household)
    elif effect := row.get("effect"):
        _apply(rows, household, back(effect["bands"]), said.at)
        _head(rows, household, {name: old for name, (old, _) in effect["heads"].items()})
    return str(household)


def _let_out(rows: Rows, said: Said) -> None:
    value = said.private.get("let_out")
    if value is None:
        return
    household = value["household"]
    _apply(rows, household, back(value["bands"]), said.at)
    rows.row("household_event", household, "merged", value["written_at"]).update(
        undone_at=said.at, undone_by=said.account, undone_why=value["reason"]
    )


def _come_back(rows: Rows, said: Said, household: str) -> None:
    """Let a household be in the list again, with what was decided for it."""
    rows.row("household", household).update(ended=None, changed_at=said.at)
    rows.add("households", 1)
    rows.add("people", people_of(rows, household))
    come_back_to_round(rows, household)


EVENTS = Replay(
    handlers={
        "household.event": _happened,
        "household.void": _voided,
        "household.restore": _restored,
        "household.undo": _undone,
    },
    kept=(
        Kept(
            HouseholdEvent,
            N_("What happened to a household"),
            ("household", "kind", "written_at"),
            unsaid={"id": "a random name that nothing points at"},
        ),
    ),
)
