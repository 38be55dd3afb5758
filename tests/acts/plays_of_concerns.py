"""Acts on concerns, which the demo leaves out."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.acts.plays_of_asking import play_asking
from tests.acts.plays_of_findings import play_findings
from tests.acts.plays_of_plans import play_plans
from tests.acts.plays_of_questions import play_holidays, play_questions
from ubudehe.concerns import actions as concerns
from ubudehe.concerns.tables import Concern
from ubudehe.concerns.telling import TellForm, tell
from ubudehe.people.acts import Act
from ubudehe.people.desk import Person
from ubudehe.people.rules import Role

if TYPE_CHECKING:
    from tests.acts.plays import Play

VILLAGE, SECTOR, DISTRICT = "22120308", "2212", "22"


def play_oversight(play: "Play") -> None:
    """Play what is done above a village: findings, audit plans, concerns told in confidence, own
    questions, days off; and what a village is asked."""
    play_findings(play)
    play_plans(play)
    play_concerns(play)
    play_questions(play)
    play_holidays(play)
    play_asking(play)


def play_concerns(play: "Play") -> None:
    """Tell a concern to the sector, which passes it on; the district answers and closes it."""
    country, today = play.stage.country, play.stage.now.date()
    told = TellForm(village=VILLAGE, to=SECTOR, kind="money", text="Amafaranga yabuze.")
    tell(play.session, told, "0" * 64, today, country)
    play.session.flush()

    def do(act: Act[Any], form: Any, by: Person, place: str) -> None:
        play.stage.now += timedelta(minutes=3)
        play.stage.act(by, place, act, form)

    row = play.one(Concern, Concern.mark == "0" * 64)
    sector = play.who(Role.SECTOR_OFFICER, SECTOR)
    district = play.who(Role.DISTRICT_OFFICER, DISTRICT)
    ref = concerns.ConcernRef(concern=row.id)
    do(concerns.take_concern, ref, sector, SECTOR)
    why = concerns.PassConcernForm(concern=row.id, text="Biratureba.")
    do(concerns.pass_concern, why, sector, SECTOR)
    do(concerns.take_concern, ref, district, DISTRICT)
    said = concerns.AnswerConcernForm(concern=row.id, text="Twabisuzumye.")
    do(concerns.answer_concern, said, district, DISTRICT)
    end = concerns.CloseConcernForm(concern=row.id, outcome="settled")
    do(concerns.close_concern, end, district, DISTRICT)
