"""The questions of an interview, as what a village can say aloud."""

from sqlmodel import Session

from ubudehe.households.interviews.steps import steps_of
from ubudehe.language.messages import N_
from ubudehe.spoken.speaking import SPEAKABLE, Speakable, Things


def _questions(_session: Session, _village: str) -> Things:
    return tuple((step.name, step.asked) for step in steps_of(groups=True))


SPEAKABLE["question"] = Speakable(N_("Questions of the interview"), _questions, public=False)
