"""What can be said aloud: each room enters its own things, as acts are entered in `ACTS`."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from ubudehe.language.sentences import Sentence

Things = tuple[tuple[str, Sentence], ...]
"""(key, what is to be said) of each."""


@dataclass(frozen=True)
class Speakable:
    """One kind of things to say: what there is in a village, and whether everybody hears it."""

    title: str
    things: Callable[[Session, str], Things]
    public: bool


SPEAKABLE: dict[str, Speakable] = {}
"""By the kind: «question», «ballot», «project»."""


def thing_of(session: Session, village: str, about: str, key: str) -> Sentence | None:
    """Return what is to be said of one thing of a village; None where there is no such thing."""
    kind = SPEAKABLE.get(about)
    return dict(kind.things(session, village)).get(key) if kind else None
