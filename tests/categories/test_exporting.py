"""The list as a file: what is in it, what is not, and that taking it is written down."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response
from python_calamine import CalamineWorkbook
from sqlmodel import col, select

from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World
from tests.households.sheets import guessed, reading_of, table
from ubudehe.households.importing.rules.sheets import Sheet
from ubudehe.households.queries import all_households
from ubudehe.households.tables import HouseholdHealth, HouseholdIdentity
from ubudehe.language.messages import LANGUAGES
from ubudehe.language.spreadsheets import csv_file, xlsx_file
from ubudehe.record.tables import LogLeaf

HERE = f"/en/work/{VILLAGE}/categories/export"
WHY = "Planning of the road works\nwith the cell"


def taken(visitor: Visitor, kind: str, path: str = HERE) -> Response:
    answer = visitor.send(path, {"reason": WHY, "kind": kind})
    assert answer.status_code == 200, answer.text[:500]
    return answer


def grid(content: bytes) -> list[list[Any]]:
    if content.startswith(b"PK"):
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_whole_list_says_what_it_is_for(world: World, facilitator: Visitor, kind: str) -> None:
    page = facilitator.get(HERE)
    assert "no right to a service" in page.replace("They give no right", "no right")
    answer = taken(facilitator, kind)
    assert answer.headers["cache-control"] == "no-store"
    name = f'attachment; filename="ubudehe-{VILLAGE}-2026-06-15.{kind}"'
    assert answer.headers["content-disposition"] == name
    note, titles, *lines = grid(answer.content)
    for part in ("2026-06-15", "Planning of the road works with the cell", "no right to a service"):
        assert part in note[0]
    assert [title.split(" (")[0] for title in titles] == [
        "Household number",
        "Isibo",
        "Head of household",
        "Number of people in the household",
        "Category decided",
        "State of the list",
        "Decided on",
    ]
    with world.services.database.read() as session:
        homes = all_households(session, VILLAGE)
    seen = [(int(line[0]), line[1], line[2], int(line[3])) for line in lines]
    assert seen == [(home.number, home.isibo, home.head, home.members) for home in homes]
    assert {line[4] for line in lines} <= set("ABCDE")
    assert {line[6] for line in lines} == {"2025-08-02", "2025-08-20"}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_comes_in_again_by_the_importer(
    world: World, facilitator: Visitor, kind: str, lang: str
) -> None:
    answer = taken(facilitator, kind, HERE.replace("/en/", f"/{lang}/"))
    sheet = table(answer.content)
    reading = reading_of(sheet, guessed_in(sheet))
    assert reading.problems == ()
    with world.services.database.read() as session:
        homes = all_households(session, VILLAGE)
    back = [(row.form.isibo, row.form.head, row.form.members) for row in reading.ready]
    assert back == [(home.isibo, home.head, home.members) for home in homes]
    assert all(row.form.self_view is None for row in reading.ready)


def guessed_in(sheet: Sheet) -> Any:
    plan = guessed(sheet)
    assert set(plan.columns) - {"key"} == {"isibo", "head", "members_total"}
    return plan


@pytest.mark.both_engines
def test_taking_it_is_in_the_record_and_nothing_personal_with_it(
    world: World, facilitator: Visitor
) -> None:
    taken(facilitator, "csv")
    with world.services.database.read() as session:
        last = session.exec(
            select(LogLeaf).where(LogLeaf.log == VILLAGE).order_by(col(LogLeaf.idx).desc())
        ).first()
        assert last is not None
        assert b"list.export" in last.entry
        for secret in (b"road works", b"csv", b"reason"):
            assert secret not in last.entry


def test_health_and_phones_stay_here(world: World, facilitator: Visitor) -> None:
    with world.services.database.write() as session:
        for health in session.exec(select(HouseholdHealth)):
            health.disability, health.illness = 59, "yes"
        phones = session.exec(select(HouseholdIdentity.phone)).all()
    text = taken(facilitator, "csv").content.decode("utf-8-sig")
    assert ",59," not in text
    assert "yes" not in text.casefold()
    assert not any(phone and phone in text for phone in phones)


def test_without_a_reason_or_with_a_strange_kind_nothing_leaves(facilitator: Visitor) -> None:
    assert "Fill this in" in facilitator.refused(HERE, {"reason": " ", "kind": "csv"})
    page = facilitator.refused(HERE, {"reason": WHY, "kind": "pdf"})
    assert "road works" in page
    identity = {"reason": "for 1 1980 7 0012345 0 99", "kind": "csv"}
    assert "never stored here" in facilitator.refused(HERE, identity)


def test_who_may_take_it(world: World) -> None:
    for role, place in (("treasurer", VILLAGE), ("chair", VILLAGE), ("cell_secretary", CELL)):
        client = world.signed_in(role, place).client
        assert client.get(HERE).status_code == 403
        assert client.post(HERE, data={"reason": WHY, "kind": "csv"}).status_code == 403
    assert taken(world.signed_in("district_officer", DISTRICT), "xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("make", [csv_file, lambda rows: xlsx_file(rows, (9, 9))])
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx", "http://x.rw", "12"])
def test_no_text_becomes_a_formula(make: Callable[[Any], bytes], text: str) -> None:
    content = make([["a", "b"], [text, 3]])
    if content.startswith(b"PK"):
        assert b"<f>" not in content
        assert grid(content)[1] == [text, 3]
    else:
        cell = grid(content)[1][0]
        assert cell == (text if text[0] in "h1" else f"'{text}")
