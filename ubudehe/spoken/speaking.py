"""What can be said aloud: each room enters its own things, as acts are entered in `ACTS`."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from ubudehe.language.sentences import Sentence

Things = tuple[tuple[str, Sentence], ...]
"""(key, what is to be said) of each."""


def _never(_session: Session, _village: str, _key: str) -> bool:
    return False


@dataclass(frozen=True)
class Speakable:
    """One kind of things to say: what there is in a village, and whether everybody hears it."""

    title: str
    things: Callable[[Session, str], Things]
    public: bool
    voted_on: Callable[[Session, str, str], bool] = _never
    """Whether (village) votes by (key) now: what people heard of it stays until they voted."""


SPEAKABLE: dict[str, Speakable] = {}
"""By the kind: «question», «ballot», «project»."""


def thing_of(session: Session, village: str, about: str, key: str) -> Sentence | None:
    """Return what is to be said of one thing of a village; None where there is no such thing."""
    kind = SPEAKABLE.get(about)
    return dict(kind.things(session, village)).get(key) if kind else None


def voted_on(session: Session, village: str, about: str, key: str) -> bool:
    """Tell whether a vote is open in which people go by what is said of one thing."""
    kind = SPEAKABLE.get(about)
    return kind is not None and kind.voted_on(session, village, key)
