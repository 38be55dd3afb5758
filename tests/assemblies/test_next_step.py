"""The green button is the next step of this meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from ubudehe.assemblies.queries import DecisionLine, MeetingView
from ubudehe.assemblies.rules import Attendance, Quorum

NOW = datetime(2026, 6, 6, 9, 0, tzinfo=UTC)
MEETING = MeetingView(
    id=uuid4(),
    village="22120308",
    held_on=date(2026, 6, 6),
    opened_at=NOW,
    where="Ku biro",
    purpose="categories",
    counted=True,
    attendance=Attendance(30, 20, 10, 30),
    quorum=Quorum(24, 30),
    registered=46,
    decisions=(),
    during=(),
    afterwards=(),
    minutes="",
    read_back=False,
    closed_at=None,
    cancelled="",
    minutes_hash=None,
    addenda=(),
    notice=None,
)
DECIDED = (DecisionLine(1, "Yes", 40, 0, 0, "accepted", "rw"),)


@pytest.mark.parametrize(
    ("meeting", "step"),
    [
        (replace(MEETING, counted=False), "count"),
        (MEETING, "categories"),
        (replace(MEETING, purpose="projects"), "projects"),
        (replace(MEETING, purpose="general"), "decide"),
        (replace(MEETING, quorum=Quorum(24, 20)), "minutes"),
        (replace(MEETING, decisions=DECIDED), "minutes"),
        (replace(MEETING, decisions=DECIDED, read_back=True), "close"),
    ],
)
def test_it_leads_on(meeting: MeetingView, step: str) -> None:
    assert meeting.following == (step,)
    assert step not in meeting.menu


def test_nothing_that_can_be_done_is_out_of_reach() -> None:
    assert {*MEETING.following, *MEETING.menu} == {
        "categories", "again", "decide", "minutes", "cancel",
    }  # fmt: skip
