"""What the record says of the list of isibos.

An isibo is in the list by the first household that names it, or by an act of its own. The first
way may be erased with the household, so such a row is allowed and not missed; whatever an act made
or changed must be there exactly.
"""

from collections.abc import Mapping
from typing import Any

from ubudehe.households.isibos.tables import Isibo
from ubudehe.language.messages import N_
from ubudehe.language.names import bare
from ubudehe.record.replaying import Heard, Kept, Replay, Row, Rows, Said, Subject

_AS_MADE: Row = {"joined_into": None, "formerly": [], "moved": []}


def heard(rows: Rows, name: str) -> str:
    """Return the isibo that a household's form names; the list may hold it from now on."""
    seen = rows.note("isibos heard")
    if bare(name) and name not in seen:
        seen[name] = True
        rows.allow("isibo", {"name": name, "folded": bare(name)}, _AS_MADE)
    return Heard(name)


def unheard(rows: Rows) -> None:
    """Say that a form is not there any more: what isibo it named cannot be told."""
    if not rows.note("isibos unheard"):
        rows.note("isibos unheard")["any"] = True
        rows.allow("isibo", _AS_MADE)


def _listed(rows: Rows, id_: str, name: str) -> Row:
    """Return the row of an isibo; one that came with a household is said from now on."""
    found = rows.tables["isibo"].get((id_,))
    return found if found is not None else rows.put("isibo", id_, **_new(name))


def _new(name: str) -> Row:
    return {"name": name, "folded": bare(name), **_AS_MADE}


def _made(rows: Rows, said: Said) -> Subject:
    made = said.private["isibos"]
    for id_, name in zip(made, said.public["names"], strict=True):
        rows.put("isibo", id_, **_new(name))
    return str(made[0])


def _renamed(rows: Rows, said: Said) -> Subject:
    told, name = said.private["isibo"], said.public["name"]
    row = _listed(rows, told["id"], told["was"])
    row.update(name=name, folded=bare(name), formerly=told["formerly"])
    for home in rows.tables["household"].values():
        if "isibo" in home and bare(home["isibo"]) == bare(told["was"]):
            home["isibo"] = name
    return str(told["id"])


def _joined(rows: Rows, said: Said) -> Subject:
    told = said.private["isibo"]
    _listed(rows, told["into"], told["into_name"])
    row = _listed(rows, told["id"], told["name"])
    row.update(joined_into=told["into"], moved=told["moved"])
    _move(rows, told["moved"], told["into_name"])
    return str(told["id"])


def _parted(rows: Rows, said: Said) -> Subject:
    told: Mapping[str, Any] = said.private["isibo"]
    row = rows.row("isibo", told["id"])
    row.update(joined_into=None, moved=[])
    _move(rows, told["homes"], row["name"])
    return str(told["id"])


def _move(rows: Rows, homes: list[str], name: str) -> None:
    for home in homes:
        rows.row("household", home)["isibo"] = name


ISIBOS = Replay(
    handlers={
        "isibo.make": _made,
        "isibo.rename": _renamed,
        "isibo.join": _joined,
        "isibo.part": _parted,
    },
    kept=(Kept(Isibo, N_("Isibo"), named="name"),),
)
