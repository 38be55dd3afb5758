"""One thing a screen: the way through screens that somebody holds up."""

from dataclasses import dataclass

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound


@dataclass(frozen=True)
class HeldUp:
    """Which of so many screens is held up; the first is 1."""

    at: int
    of: int

    @property
    def before(self) -> int | None:
        """Return the screen before it, if there is one."""
        return self.at - 1 if self.at > 1 else None

    @property
    def after(self) -> int | None:
        """Return the screen after it, if there is one."""
        return self.at + 1 if self.at < self.of else None


def held(at: int, of: int) -> HeldUp:
    """Return the way at one of `of` screens; NotFound where there is no such screen."""
    if not 1 <= at <= of:
        raise NotFound(N_("There is no such page."))
    return HeldUp(at, of)
