"""The list of a village, read and added to: for every form that asks for an isibo."""

from uuid import UUID

from sqlmodel import Session, col, select

from ubudehe.households.forms import NO_GROUP
from ubudehe.households.isibos.rules import KnownIsibo, id_for, meant
from ubudehe.households.isibos.tables import Isibo
from ubudehe.language.messages import N_
from ubudehe.language.names import bare
from ubudehe.language.refusals import Refusal
from ubudehe.storage.prepared import Prepared, given

_KNOWN = Prepared(
    select(Isibo.id, Isibo.name, Isibo.joined_into, Isibo.formerly)
    .where(Isibo.village == given("village"))
    .order_by(col(Isibo.name))
)


def known_isibos(session: Session, village: str) -> tuple[KnownIsibo, ...]:
    """Return every isibo of a village by name, also those that were joined into others."""
    return tuple(
        KnownIsibo(id_, name, joined, tuple(formerly))
        for id_, name, joined, formerly in _KNOWN.rows(session, village=village)
    )


def isibo_names(session: Session, village: str) -> tuple[str, ...]:
    """Return the names to choose from in a village, sorted."""
    query = (
        select(Isibo.name)
        .where(Isibo.village == village, col(Isibo.joined_into).is_(None))
        .order_by(Isibo.name)
    )
    return tuple(session.exec(query).all())


def isibo_called(session: Session, village: str, text: str, *, add: bool) -> str:
    """Return the name of the isibo that a household's form means, as the list spells it.

    One that is not in the list comes into it where `add` says so; else Refusal. A text without a
    letter means that nobody knows the isibo.
    """
    if not bare(text):
        return NO_GROUP
    known = known_isibos(session, village)
    found = meant(known, text)
    if found is not None:
        return found.name
    if not add:
        raise Refusal(
            N_("This isibo is not in your village's list. Choose one of the list, or add it."),
            "isibo",
        )
    add_isibo(session, village, text, [one.id for one in known])
    return text


def add_isibo(session: Session, village: str, name: str, taken: list[UUID]) -> UUID:
    """Write a new isibo into the list; `taken` are the ids that are there already."""
    made = id_for(village, name, taken)
    session.add(
        Isibo(id=made, village=village, name=name, folded=bare(name), formerly=[], moved=[])
    )
    return made
