"""An officer compares a giver's file with the books, and raises a finding with one tap."""

import csv
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.preparing import Prepared
from tests.shell import run
from tests.test_cli_publishing import played
from ubudehe.audit.giving import other_side
from ubudehe.audit.rules.aid_file import NotAnAidFile

PAGE = f"/en/work/{VILLAGE}/giver-file"
REAL = Path(__file__).parents[1] / "data" / "aid" / "east_africa.xml"


def aid(*sent: tuple[str, str, str]) -> bytes:
    """Return a file in which a giver says what was sent: (day, value, currency)."""
    payments = "".join(
        f'<transaction><transaction-type code="3"/><transaction-date iso-date="{day}"/>'
        f'<value currency="{unit}">{value}</value></transaction>'
        for day, value, unit in sent
    )
    return (
        '<iati-activities version="2.03"><iati-activity>'
        f"<iati-identifier>RW-X-{VILLAGE}-G001</iati-identifier>{payments}"
        "</iati-activity></iati-activities>"
    ).encode()


def sent_as(content: bytes) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("aid.xml", content, "text/xml")}


SAID = aid(
    ("2025-10-01", "600000.00", "RWF"), ("2026-01-01", "5000", "RWF"), ("2020-01-01", "7", "EUR")
)


def test_more_payments_than_anybody_would_read_are_refused(world: World) -> None:
    with world.services.database.read() as session:
        for many in (2_000, 2_001):
            content = aid(*[("2020-01-01", "7", "EUR")] * many)
            if many == 2_001:
                with pytest.raises(NotAnAidFile, match="large"):
                    other_side(session, VILLAGE, content, world.services.country)
            else:
                told = other_side(session, VILLAGE, content, world.services.country)
                assert sum(line.pair.sent is not None for line in told.lines) == many


@pytest.mark.both_engines
def test_an_officer_sees_what_differs_and_raises_a_finding(district_officer: Visitor) -> None:
    assert district_officer.get(PAGE)
    page = district_officer.send(PAGE, {"answer": "page"}, files=sent_as(SAID)).text
    assert "Both say the same" in page
    assert "Sent, and not booked" in page
    text = unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page)))
    assert "600 000 Frw was sent on 1 October 2025 and booked on 3 October 2025" in text
    link = re.search(r'href="([^"]*/findings/new\?about=[^"]*)"', page)
    assert link is not None
    form = district_officer.get(unescape(link[1]))
    assert "its arrival is booked nowhere" in form
    sent = district_officer.send(PAGE, {"answer": "csv"}, files=sent_as(SAID))
    assert sent.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(sent.text)))
    same = next(one for one in rows if one["difference"] == "same")
    assert (same["sent_minor"], same["booked_minor"], same["grant"]) == ("600000", "600000", "G001")


def test_what_is_no_such_file_is_refused_and_nobody_else_may_ask(
    world: World, district_officer: Visitor
) -> None:
    for content in (b"hello", b'<!DOCTYPE a [<!ENTITY b "c">]><iati-activities/>'):
        page = district_officer.refused(PAGE, {"answer": "page"}, files=sent_as(content))
        assert "no IATI file" in page
    assert "Choose the file" in district_officer.refused(PAGE, {"answer": "page"})
    nothing = district_officer.send(PAGE, {"answer": "page"}, files=sent_as(REAL.read_bytes()))
    assert "4 payments in the file name no grant of this village" in nothing.text
    facilitator = world.signed_in("facilitator", VILLAGE)
    assert facilitator.client.get(PAGE).status_code == 403


def test_the_command_says_the_same(tmp_path: Path, prepared: Prepared) -> None:
    played(tmp_path, prepared)
    file = tmp_path / "aid.xml"
    file.write_bytes(SAID)
    told = run(tmp_path, "match-iati", str(file), "--village", VILLAGE)
    assert told.returncode == 1, told.stderr
    assert "not_booked: G001" in told.stdout
    assert "same: G001" in told.stdout
