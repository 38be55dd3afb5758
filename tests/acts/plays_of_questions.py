"""Own questions and days off of the district, which the demo leaves out."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tests.households.own.forms import SHEETS
from ubudehe.categories.exporting.actions import ExportForm, note_answers_export
from ubudehe.households.own.answering.actions import OwnAnswersForm, answer_household
from ubudehe.households.own.rules.xlsform import read_form, write_form
from ubudehe.households.own.setting import (
    EndQuestionsForm,
    SetQuestionsForm,
    end_questions,
    set_questions,
)
from ubudehe.people.holidays.actions import (
    EndHolidayForm,
    HolidayForm,
    announce_holiday,
    call_off_holiday,
)
from ubudehe.people.rules import Role

if TYPE_CHECKING:
    from tests.acts.plays import Play

DISTRICT = "22"


def play_questions(play: "Play") -> None:
    """Ask own questions, write answers down, take all answers out, ask no longer."""
    officer = play.who(Role.DISTRICT_OFFICER, DISTRICT)
    sheets = json.dumps(write_form(read_form(SHEETS)))
    play.stage.now += timedelta(minutes=3)
    form = UUID(play.stage.act(officer, DISTRICT, set_questions, SetQuestionsForm(form=sheets)))
    answers: dict[str, str | list[str]] = {"has_garden": "yes", "beds": "4", "crops": ["beans"]}
    said = OwnAnswersForm(household=play.homes[2].id, form=form, answers=answers)
    play.do(answer_household, said)
    play.do(note_answers_export, ExportForm(reason="Igenamigambi", kind="csv"))
    end = EndQuestionsForm(form=form, reason="Igihe cyarangiye.")
    play.stage.act(officer, DISTRICT, end_questions, end)


def play_holidays(play: "Play") -> None:
    """Announce a day off and call it off."""
    officer = play.who(Role.DISTRICT_OFFICER, DISTRICT)
    day = play.stage.now.date() + timedelta(days=3)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    play.stage.now += timedelta(minutes=3)
    told = HolidayForm(day=day, name="Umunsi w'icyunamo")
    made = play.stage.act(officer, DISTRICT, announce_holiday, told)
    end = EndHolidayForm(holiday=UUID(made), reason="Byahindutse.")
    play.stage.act(officer, DISTRICT, call_off_holiday, end)
