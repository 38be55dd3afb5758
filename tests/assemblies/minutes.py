"""Minutes in their three places: what the tests of minutes share."""

import json
from html import unescape

from sqlmodel import col, select

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import HERE
from ubudehe.record.tables import Act, Opening

NOTHING = ("Nothing was decided", "Nothing has been decided")


def last_meeting(world: World) -> str:
    """Return the id of the newest meeting of the village."""
    with world.services.database.read() as session:
        query = select(Act.subject).where(Act.log == VILLAGE, Act.type == "assembly.open")
        return str(session.exec(query.order_by(col(Act.idx).desc())).first())


def path(world: World) -> str:
    """Return the address of the newest meeting."""
    return f"{HERE}/assemblies/{last_meeting(world)}"


def closed(visitor: Visitor, meeting: str) -> None:
    """Read the minutes back and close them."""
    visitor.done(f"{meeting}/minutes", {"text": "All was said."})
    visitor.done(f"{meeting}/close", {})


def pages(world: World, visitor: Visitor) -> tuple[str, str, str]:
    """Close the newest meeting; return its page, its printed and its public minutes."""
    meeting = path(world)
    closed(visitor, meeting)
    found = (
        visitor.get(meeting),
        visitor.get(f"{meeting}/print"),
        Visitor(world.client()).get(f"/en/assemblies/{last_meeting(world)}"),
    )
    own, printed, public = (unescape(page).replace("\xa0", " ") for page in found)
    assert not any(text in page for text in NOTHING for page in (own, printed, public))
    return own, printed, public


def committed(world: World) -> dict[str, list[dict[str, object]]]:
    """Return the newest closed minutes as they are committed to."""
    with world.services.database.read() as session:
        query = (
            select(Opening.value)
            .join(Act, (col(Act.log) == Opening.log) & (col(Act.id) == Opening.act))
            .where(Act.log == VILLAGE, Act.type == "assembly.close")
            .order_by(col(Act.idx).desc())
        )
        found: dict[str, list[dict[str, object]]] = json.loads(str(session.exec(query).first()))
        return found


def tail(meeting: str) -> str:
    """Return the end of the public address of a meeting."""
    return "assemblies/" + meeting.rsplit("/", 1)[1]
