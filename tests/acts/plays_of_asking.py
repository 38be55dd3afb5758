"""Acts on questions from residents, which the demo leaves out."""

from typing import TYPE_CHECKING

from ubudehe.people.rules import Role
from ubudehe.questions import actions as questions
from ubudehe.questions.asking import AskVillageForm, ask
from ubudehe.questions.tables import VillageQuestion

if TYPE_CHECKING:
    from tests.acts.plays import Play

VILLAGE = "22120308"


def play_asking(play: "Play") -> None:
    """Ask; the village declines, takes that back, answers, publishes, puts right and hides."""
    asked = AskVillageForm(village=VILLAGE, kind="books", text="Sima ingana iki?", wish="public")
    ask(play.session, asked, "1" * 64, play.stage.now.date(), play.stage.country)
    play.session.flush()
    row = play.one(VillageQuestion, VillageQuestion.mark == "1" * 64)
    chair, keeper = play.who(Role.CHAIR), play.who(Role.FACILITATOR)
    ref = {"question": row.id}
    no = questions.DeclineQuestionForm(**ref, reason="elsewhere", text="Ni iby'umurenge.")
    play.do(questions.decline_question, no, keeper)
    play.do(questions.resume_question, questions.QuestionRef(**ref), chair)
    answer = questions.AnswerQuestionForm(**ref, text="Imifuka icumi.")
    play.do(questions.answer_question, answer, chair)
    public = questions.PublishAnswerForm(**ref, shows="asked", looked="yes")
    play.do(questions.publish_answer, public, chair)
    right = questions.AnswerQuestionForm(**ref, text="Imifuka cumi n'umwe.")
    play.do(questions.correct_answer, right, keeper)
    play.do(questions.publish_answer, public, keeper)
    hidden = questions.HideAnswerForm(**ref, reason="mistake")
    play.do(questions.hide_answer, hidden, chair)
