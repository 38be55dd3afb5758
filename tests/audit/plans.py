"""Audit plans and samples for tests, typed as officers do."""

import re
from datetime import timedelta

from sqlmodel import select

from tests.conftest import CELL, VILLAGE, Visitor, World
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.people.tables import Account

SECTOR, BESIDE = "2212", "22120305"
PLANS = f"/en/work/{SECTOR}/plans"
OF_VILLAGE = f"/en/work/{VILLAGE}/plans"


def officer(world: World, role: str, place: str) -> str:
    """Return the account of an officer."""
    with world.services.database.read() as session:
        phone = Account.phone == world.find(role, place).phone
        return str(session.exec(select(Account.id).where(phone)).one())


def signed_months(world: World) -> list[str]:
    """Return the months of the village that are closed and signed, in their order."""
    with world.services.database.read() as session:
        state = BookMonth.village == VILLAGE, BookMonth.state != "closed"
        return sorted(session.exec(select(BookMonth.month).where(*state)))


def typed(world: World, **more: object) -> dict[str, object]:
    """Return a plan for the village and its neighbour, led by the sector's officer."""
    lead, month = officer(world, "sector_officer", SECTOR), signed_months(world)[0]
    day = world.clock.now.date() + timedelta(days=7)
    return {
        "title": "Audit of 2026",
        "year": "2026",
        "first": month,
        "last": month,
        "looked": ["books", "attendance"],
        "team": [lead, officer(world, "cell_secretary", CELL)],
        "lead": lead,
        "villages": [VILLAGE, BESIDE],
        "starts.d": str(day.day),
        "starts.m": str(day.month),
        "starts.y": str(day.year),
        "days": "1",
        **more,
    }


def drawn(world: World, **more: object) -> tuple[Visitor, str]:
    """Draw up a plan; return its lead and its page."""
    lead = world.signed_in("sector_officer", SECTOR)
    return lead, lead.done(f"{PLANS}/new", typed(world, **more))


def later(world: World, days: int) -> None:
    """Let days go by."""
    world.clock.now += timedelta(days=days)


FOUND = {"about": "village", "addressee": "treasurer", "days": "3", "text": "Where is it?"}


def checked(officer: Visitor, here: str, draw: str = "4 1 6") -> None:
    """Draw a sample of a record that is signed, find all of it right, and write it down."""
    drawn_so: dict[str, object] = {"draw": draw, "method": "mus", "size": "2"}
    page = officer.send(here, drawn_so).text
    found = re.findall(r'name="(found[.][0-9]+)"', page)
    right = re.findall(r'<b class="m">([^<]+)Frw', page)
    assert len(found) == len(right) > 0
    amounts = {name: re.sub("[^0-9]", "", one) for name, one in zip(found, right, strict=True)}
    officer.done(here, {**drawn_so, **amounts, "keep": "yes"})
