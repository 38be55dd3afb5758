"""What people say about a flag."""

from typing import Annotated, Literal

from pydantic import Field

from ubudehe.language.fields import Passage
from ubudehe.people.seen import Seen


class FlagRef(Seen):
    """A flag as it was seen, by its key."""

    flag: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class AnswerFlagForm(FlagRef):
    """How the village explains what was found."""

    text: Passage


class SettleFlagForm(FlagRef):
    """What an officer finds of it, and why."""

    outcome: Literal["explained", "confirmed"]
    text: Passage
