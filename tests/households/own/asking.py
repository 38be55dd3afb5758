"""Own questions put in force by the district, and a household to ask."""

import re
from html import unescape
from uuid import UUID

from httpx2 import Response
from sqlmodel import col, select

from tests.conftest import DISTRICT, VILLAGE, Visitor, World, hidden_fields
from tests.households.own.forms import SHEETS
from ubudehe.households.own.rules.xlsform import Sheets
from ubudehe.households.tables import Household
from ubudehe.language.spreadsheets import xlsx_book

QUESTIONS = f"/en/work/{DISTRICT}/questions"


def uploaded(visitor: Visitor, sheets: Sheets, path: str = QUESTIONS) -> Response:
    """Send an XLSForm; return the page that shows it, or says why not."""
    file = ("form.xlsx", xlsx_book(sheets), "application/octet-stream")
    return visitor.send(path, {}, files={"file": file})


def previewed(visitor: Visitor, sheets: Sheets, path: str = QUESTIONS) -> dict[str, str]:
    """Return what the page that shows a form sends to put it in force."""
    page = uploaded(visitor, sheets, path).text
    return {name: unescape(value) for name, value in hidden_fields(page).items()}


def in_force(world: World, sheets: Sheets = SHEETS) -> UUID:
    """Let the district ask a form; return its id."""
    officer = world.signed_in("district_officer", DISTRICT)
    answer = officer.client.post(QUESTIONS, data=previewed(officer, sheets))
    assert answer.status_code == 303, answer.text[-2000:]
    found = re.search(rf"{QUESTIONS}/([0-9a-f-]{{36}})/xlsform", officer.get(QUESTIONS))
    assert found
    return UUID(found[1])


def a_home(world: World, place: int = 0) -> str:
    """Return the address of a household of the village."""
    with world.services.database.read() as session:
        query = select(Household.id).where(
            Household.village == VILLAGE, col(Household.ended).is_(None)
        )
        ids = session.exec(query.order_by(col(Household.number))).all()
    return f"/en/work/{VILLAGE}/households/{ids[place]}"
