"""A village that votes, over HTTP: what the tests of votes share."""

import json
import re
import zipfile
from io import BytesIO
from itertools import cycle
from typing import Any
from uuid import UUID

from sqlmodel import select

from tests.assemblies.test_meeting import COUNT, opened
from tests.conftest import VILLAGE, Visitor, World
from ubudehe.households.tables import Household
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.rules.symbols import SYMBOLS
from ubudehe.projects.voting.tables import Vote

HERE = f"/en/work/{VILLAGE}"
PLANS = (("Bridge", 300_000), ("School desks", 250_000), ("Water tank", 200_000))


_NAMED = {"bridge", "road", "tap"}
"""Those that tests choose themselves."""
_SYMBOLS = cycle([one for one in SYMBOLS if one not in _NAMED])
"""One after the other, so that projects of one ballot are told apart."""


def propose(visitor: Visitor, title: str, cost: int, **more: str) -> str:
    """Write a proposal; return its id."""
    plan = {
        "title": title,
        "plan": "Together.",
        "line_text.0": "Everything",
        "line_amount.0": str(cost),
        "line_kind.0": "materials",
        "labour_days": "30",
        "symbol": next(_SYMBOLS),
        **more,
    }
    return visitor.done(f"{HERE}/projects/proposal", plan).rsplit("/", 1)[1]


def in_meeting(world: World) -> Visitor:
    """Return the facilitator in a meeting with quorum."""
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    return visitor


VOTE: dict[str, str | list[str]] = {
    "budget": "500 000",
    "method": "cards",
    "electorate": "households",
    "cards": "20",
    "kind": "approval",
    "marks": "3",
    "rule": "greedy_votes",
}
"""A vote with cards on one to three projects, most votes first."""


def prepared(
    world: World, plans: tuple[tuple[str, int], ...] = PLANS, **more: str | list[str]
) -> tuple[Visitor, str]:
    """Return the facilitator and the address of a vote on three proposals."""
    visitor = in_meeting(world)
    ids = [propose(visitor, title, cost) for title, cost in plans]
    vote = {**VOTE, "proposals": ids, **more}
    return visitor, visitor.done(f"{HERE}/votes/new", vote)


def codes(visitor: Visitor, vote: str) -> list[str]:
    """Return the codes of all cards of a vote that is not open yet."""
    found: list[str] = []
    while True:
        answer = visitor.client.get(f"{vote}/cards?from={len(found)}")
        if answer.status_code != 200:
            return found
        found += re.findall(r"<b>([0-9 ]{23})</b>", answer.text)


def come(world: World, visitor: Visitor, vote: str, many: int) -> None:
    """Let so many households sign in."""
    with world.services.database.read() as session:
        homes = session.exec(
            select(Household).where(Household.village == VILLAGE).order_by(Household.isibo)
        ).all()
        groups: dict[str, list[str]] = {}
        for home in homes[:many]:
            groups.setdefault(home.isibo, []).append(str(home.id))
    for isibo, ids in groups.items():
        visitor.done(f"{vote}/roll?isibo={isibo}", {f"came.{id_}": "1" for id_ in ids})


def ready(
    world: World, code: str, marks: dict[str, int] | tuple[str, ...]
) -> tuple[Visitor, dict[str, object]]:
    """Return somebody with a marked ballot before them, and what it sends; see `cast`."""
    voter = Visitor(world.client())
    first = voter.send("/en/vote", {"code": code})
    assert first.status_code == 200, first.text
    hidden = dict(
        re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', first.text)
    )
    by_title = {title: str(id_) for id_, title in titles(world).items()}
    marked = bool(marks) if isinstance(marks, tuple) else any(marks.values())
    hidden["step"] = "cast" if marked else "blank"
    if isinstance(marks, tuple):
        return voter, {**hidden, "choices": [by_title[title] for title in marks]}
    typed = {f"mark.{by_title[title]}": str(n) for title, n in marks.items()}
    return voter, {**hidden, **typed}


def cast(world: World, code: str, marks: dict[str, int] | tuple[str, ...]) -> str:
    """Vote with a card; `marks` are titles, or numbers by title. Return the last page."""
    voter, data = ready(world, code, marks)
    return str(voter.client.post("/en/vote", data=data).text)


def closed(visitor: Visitor, vote: str, came: int, **more: str) -> None:
    """Close a vote with as many cards or papers handed out as voters came."""
    numbers = {"signed_in": str(came), "handed_out": str(came), "cards_left": "0"}
    visitor.done(f"{vote}/close", {**numbers, "reason": "The roll was kept on paper.", **more})


def titles(world: World) -> dict[UUID, str]:
    """Return the titles of all proposals."""
    with world.services.database.read() as session:
        return {p.id: p.title for p in session.exec(select(Proposal))}


def winners(visitor: Visitor, vote: str) -> list[str]:
    """Return the titles of the chosen projects in the order in which they were looked at."""
    page = visitor.get(vote)
    lines = re.findall(r"<b>\w+ · ([^<]+)</b>\s<span class=\"state (yes|no)", page)
    return [title for title, state in lines if state == "yes"]


def letters(visitor: Visitor, vote: str) -> dict[str, str]:
    """Return the letters on the ballot by title."""
    return {
        title: letter for letter, title in re.findall(r"<b>(\w) · ([^<]+)</b>", visitor.get(vote))
    }


def published(world: World, vote: str) -> dict[str, bytes]:
    """Return the public files of a result."""
    answer = world.client().get(f"/data/votes/{vote.rsplit('/', 1)[1]}/result.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def row(world: World, vote: str) -> Vote:
    """Return a vote as it stands in the database."""
    with world.services.database.read() as session:
        found = session.get_one(Vote, UUID(vote.rsplit("/", 1)[1]))
        session.expunge(found)
        return found


def last_event(world: World, type_: str) -> dict[str, Any]:
    """Return the last event of a type in the village's record."""
    with world.services.database.read() as session:
        found = session.connection().exec_driver_sql(
            "SELECT entry FROM log_leaf WHERE log = '22120308' ORDER BY idx DESC"
        )
        events = [json.loads(bytes(entry)) for (entry,) in found]
    return next(event for event in events if event["t"] == type_)
