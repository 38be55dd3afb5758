"""Which isibo a name means, and which names are nearly its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from ubudehe.language.names import bare, fold, nfc
from ubudehe.language.slips import one_slip

_OURS = UUID("5a4a5b1c-7d0e-5c0f-9f43-2b6d3a7e8f01")
"""The namespace of ids that are made from a village's code and a name."""


@dataclass(frozen=True)
class KnownIsibo:
    """An isibo of the list, also one that was joined into another."""

    id: UUID
    name: str
    joined_into: UUID | None = None
    formerly: tuple[str, ...] = ()


def meant(known: Sequence[KnownIsibo], text: str) -> KnownIsibo | None:
    """Return the isibo that a name means: by its name of today, else by one it had before.

    Of one that was joined into another it is that other one.

    >>> a, b = UUID(int=1), UUID(int=2)
    >>> meant([KnownIsibo(a, "Ingenzi"), KnownIsibo(b, "Isano", a)], " isano").name
    'Ingenzi'
    """
    wanted = bare(text)
    found = next((one for one in known if bare(one.name) == wanted), None)
    found = found or next((one for one in known if wanted in one.formerly), None)
    by_id = {one.id: one for one in known}
    while found is not None and found.joined_into is not None:
        found = by_id[found.joined_into]
    return found


def near(names: Iterable[str], text: str) -> str | None:
    """Return the one name that `text` is nearly: as it is heard, or but for a slip of the finger.

    None where none is, or more than one: then a person must say.
    """
    heard = fold(text)
    every = tuple(names)
    same = [name for name in every if fold(name) == heard]
    found = same or [name for name in every if one_slip(fold(name), heard)]
    return found[0] if len(found) == 1 else None


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a text, one a line; a name that stands there twice is one."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        name = nfc(line)
        if bare(name):
            found.setdefault(bare(name), name)
    return tuple(found.values())


def id_for(village: str, name: str, taken: Iterable[UUID]) -> UUID:
    """Return the id of a new isibo: from its village and bare name, anew while that is taken."""
    used, at = set(taken), 0
    while (made := uuid5(_OURS, f"{village}/{bare(name)}/{at}")) in used:
        at += 1
    return made
