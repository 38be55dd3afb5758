"""What fails again and again is counted each time, and told when it begins and when it ends."""

import logging
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from ubudehe.record.heads import WillNotSign
from ubudehe.storage.counters import Counters
from ubudehe.storage.security_log import counters_of
from ubudehe.web.steps import Repeated


class Work:
    """A step that fails as it is told."""

    error: Exception | None = None

    def __call__(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def counters(tmp_path: Path) -> Counters:
    return counters_of(tmp_path)


def taken(step: Repeated, work: Work, *errors: Exception | None) -> None:
    for work.error in errors:
        step.take(work)


def test_an_older_copy_is_told_once_in_plain_words(
    counters: Counters, caplog: pytest.LogCaptureFixture
) -> None:
    step, work = Repeated("publishing", counters), Work()
    taken(step, work, None, *[WillNotSign("log")] * 3, None, None)
    begun, over = caplog.records
    assert "older copy of the database" in begun.getMessage()
    assert begun.exc_info is None
    assert over.getMessage() == "publishing: works again"
    assert counters.all()["step publishing"] == 3


def test_another_trouble_is_told_anew(counters: Counters, caplog: pytest.LogCaptureFixture) -> None:
    away, full = OperationalError("x", None, Exception()), OSError(28, "full")
    taken(Repeated("counting", counters), Work(), away, away, full, full)
    assert [one.getMessage().split("; ")[0] for one in caplog.records] == [
        "counting: OperationalError",
        "counting: OSError",
    ]


def test_what_nobody_expected_is_told_whole_and_once(
    counters: Counters, caplog: pytest.LogCaptureFixture
) -> None:
    taken(Repeated("summing", counters), Work(), KeyError("x"), KeyError("x"))
    (told,) = caplog.records
    assert told.exc_info
    assert told.levelno == logging.ERROR


def test_failures_that_take_turns_are_told_once_each(
    counters: Counters, caplog: pytest.LogCaptureFixture
) -> None:
    away, full = OperationalError("x", None, Exception()), OSError(28, "full")
    step, work = Repeated("counting", counters), Work()
    taken(step, work, *[away, full] * 3)
    taken(step, work, *(KeyError(f"another {number}") for number in range(3)))
    assert len(caplog.records) == 3, "a failure whose words differ each time is the same one"
    taken(step, work, None, away)
    assert len(caplog.records) == 5, "once it worked, it is told anew"
