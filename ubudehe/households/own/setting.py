"""Putting own questions in force in all villages of a place, and ending them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlmodel import Session

from ubudehe.households.own.queries import find_form, form_at
from ubudehe.households.own.rules.questionnaires import OwnKind, Questionnaire
from ubudehe.households.own.rules.xlsform import Fault, Sheets, read_form, write_form
from ubudehe.households.own.tables import OwnForm
from ubudehe.households.own.words import FAULTS
from ubudehe.language.fields import Passage
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.acts import Offline, act
from ubudehe.people.desk import Desk
from ubudehe.people.rules import Right
from ubudehe.people.seen import Seen
from ubudehe.places.rules import is_village
from ubudehe.record.append import Event
from ubudehe.record.rules.canonical import canonical_value

Cell = Annotated[str, Field(max_length=500)]
Row = Annotated[list[Cell], Field(max_length=60)]
Sheet = Annotated[list[Row], Field(max_length=1_000)]
_SHEETS = TypeAdapter(Annotated[dict[str, Sheet], Field(max_length=3)])


class SetQuestionsForm(Seen):
    """The sheets of an XLSForm as JSON: rows of cells by the name of the sheet."""

    form: str = Field(default="", max_length=150_000)


class EndQuestionsForm(Seen):
    """A form that is to be asked no longer, and why."""

    form: UUID
    reason: Passage


def taken_form(sheets: Sheets) -> Questionnaire:
    """Return the questions of an XLSForm; Refusal says in one sentence where it is not taken."""
    try:
        return read_form(sheets)
    except Fault as fault:
        raise Refusal(
            FAULTS[fault.why], "file", sheet=fault.sheet, row=fault.row, what=fault.what[:60]
        ) from fault


def in_force(session: Session, place: str, _ids: Mapping[str, object]) -> dict[str, object]:
    """Return which form a place asks now."""
    now = form_at(session, place)
    return {"now": str(now.id) if now else ""}


@act(
    "questions.set",
    Right.OWN_QUESTIONS,
    said=N_("These questions are asked now: they stand on the page of each household."),
    corrected_by=("questions.set", "questions.end"),
    offline=Offline.STATE,
    state=in_force,
)
def set_questions(desk: Desk, form: SetQuestionsForm) -> Event:
    """Put a form of own questions in force in all villages of a place, instead of the one before.

    What households answered to the one before stays with them.
    """
    if is_village(desk.place, desk.country):
        raise Refusal(N_("Own questions are those of a place above the village."))
    asked = read_text(form.form)
    sheets = write_form(asked)
    digest = hashlib.sha256(canonical_value(sheets)).hexdigest()
    before = form_at(desk.session, desk.place)
    if before is not None:
        if before.digest == digest:
            raise Refusal(N_("Exactly these questions are asked already."))
        before.ended_at = desk.now
    desk.session.add(
        OwnForm(
            id=desk.act_id,
            place=desk.place,
            form=sheets,
            digest=digest,
            set_at=desk.now,
            set_by=desk.person.account,
        )
    )
    questions = sum(one.kind is not OwnKind.NOTE for one in asked.questions)
    return Event(
        public={"digest": digest, "questions": questions},
        private={"form": sheets},
        subject=str(desk.act_id),
    )


@act(
    "questions.end",
    Right.OWN_QUESTIONS,
    said=N_("These questions are asked no longer. What was answered stays with the households."),
    corrected_by=("questions.set",),
    offline=Offline.STATE,
    state=in_force,
)
def end_questions(desk: Desk, form: EndQuestionsForm) -> Event:
    """Ask the own questions of a place no longer; the same form can be put in force again."""
    found = find_form(desk.session, desk.place, form.form)
    row = form_at(desk.session, desk.place)
    if row is None or row.id != found.id:
        raise Refusal(N_("These questions are asked no longer."))
    row.ended_at = desk.now
    return Event(public={"form": str(row.id)}, private={"reason": form.reason}, subject=str(row.id))


def read_text(text: str) -> Questionnaire:
    """Return the questions of sheets as JSON; Refusal where they are none that are taken."""
    try:
        return taken_form(_SHEETS.validate_python(json.loads(text)))
    except (ValueError, RecursionError) as error:
        raise Refusal(N_("This form came back damaged. Open the page again.")) from error
