"""What is said when something breaks on the way of an act is what is so."""

import re
import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session, select

from tests.conftest import VILLAGE, Visitor, World
from tests.web.test_rehearsal import press
from ubudehe.people.counter import Unsure, in_one_piece
from ubudehe.projects.needs.tables import Need
from ubudehe.record.heads import Heads

pytestmark = pytest.mark.both_engines

HERE = f"/en/work/{VILLAGE}"
NEED = f"{HERE}/projects/need"
WORDS = "Clean water"


def kept(world: World) -> int:
    with world.services.database.read() as session:
        return len(session.exec(select(Need).where(Need.text == WORDS)).all())


def gone() -> OperationalError:
    return OperationalError("COMMIT", {}, OSError("the database went away"))


def test_after_the_commit_it_is_kept_whatever_happens_to_the_head(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (OSError("No space left on device"), gone(), PermissionError("read-only")):
        fields = facilitator.fields(NEED)
        with monkeypatch.context() as patch:
            for signing in ("sign", "sign_growth"):
                patch.setattr(Heads, signing, _raising(error))
            answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
        assert answer.status_code == 303, type(error)
        again = facilitator.client.post(NEED, data={**fields, "text": WORDS})
        assert again.status_code == 303
    assert kept(world) == 3
    facilitator.done(NEED, {"text": "Another"})
    page = facilitator.client.get(f"/v/{VILLAGE}/checkpoint").text
    assert page, "the head is signed with the next act"


def full() -> OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("COMMIT", {}, error)


def commit_breaks(patch: pytest.MonkeyPatch, error: Exception, *, kept: bool) -> None:
    """Let the next commit fail: nothing of it is kept, or all of it and only the answer is lost."""
    commit = Session.commit

    def breaks(session: Session) -> None:
        patch.setattr(Session, "commit", commit)
        (commit if kept else Session.rollback)(session)
        raise error

    patch.setattr(Session, "commit", breaks)


def test_a_commit_of_which_only_the_answer_was_lost_is_kept_and_signed(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = facilitator.get(f"/v/{VILLAGE}/checkpoint")
    fields = facilitator.fields(NEED)
    with monkeypatch.context() as patch:
        commit_breaks(patch, gone(), kept=True)
        assert facilitator.client.post(NEED, data={**fields, "text": WORDS}).status_code == 303
    assert kept(world) == 1
    assert facilitator.get(f"/v/{VILLAGE}/checkpoint") != before


def test_a_commit_that_is_taken_back_is_said_to_be_kept_nowhere(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite knows it of a full disk alone: of another failure a journal may tell after a crash."""
    error = full() if world.services.database.url.startswith("sqlite") else gone()
    fields = facilitator.fields(NEED)
    with monkeypatch.context() as patch:
        commit_breaks(patch, error, kept=False)
        answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert "nothing of this is kept" in answer.text
    assert f'value="{fields["act"]}"' in answer.text, "the same act id"
    assert kept(world) == 0
    assert facilitator.client.post(NEED, data={**fields, "text": WORDS}).status_code == 303
    assert kept(world) == 1


@pytest.mark.parametrize("really", [True, False])
def test_a_commit_that_broke_is_said_to_be_unknown_where_looking_fails_too(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch, really: bool
) -> None:
    fields = facilitator.fields(NEED)
    with monkeypatch.context() as patch:
        commit_breaks(patch, gone(), kept=really)
        patch.setattr("ubudehe.people.counter.stands", _raising(gone()))
        answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert answer.status_code == 422
    assert "this may be kept or not" in answer.text
    assert f'value="{fields["act"]}"' in answer.text, "the same act id"
    assert f">{WORDS}<" in answer.text or f'value="{WORDS}"' in answer.text
    look = re.search(r'href="([^"]+/kept/[^"]+)"', answer.text)
    assert look
    told = facilitator.get(look[1])
    assert ("Yes: it is in the record" in told) is really
    assert facilitator.client.post(NEED, data={**fields, "text": WORDS}).status_code == 303
    assert kept(world) == 1


def test_what_sqlite_does_not_show_after_another_failure_may_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = world.services.database
    commit_breaks(monkeypatch, gone(), kept=False)
    with pytest.raises(Unsure):
        in_one_piece(database, lambda session: session.flush())
    assert database.forgets_what_failed is not database.url.startswith("sqlite")


def test_a_database_that_goes_before_the_commit_keeps_nothing(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = facilitator.fields(NEED)
    with monkeypatch.context() as patch:
        patch.setattr("ubudehe.people.acts.append", _raising(gone()))
        answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert "nothing of this is kept" in answer.text
    assert kept(world) == 0
    assert facilitator.client.post(NEED, data={**fields, "text": WORDS}).status_code == 303
    assert kept(world) == 1


def test_what_was_typed_comes_back_where_the_database_is_away(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = facilitator.fields(NEED)
    checkpoint = facilitator.get(f"/v/{VILLAGE}/checkpoint")
    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", _raising(gone()))
        patch.setattr(Session, "exec", _raising(gone()))
        patch.setattr(Session, "get", _raising(gone()))
        patch.setattr(Session, "connection", _raising(gone()))  # for statements made once
        answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
        looked = facilitator.client.get(NEED)
        programs = facilitator.client.get(f"/v/{VILLAGE}/logs")
        assert facilitator.get(f"/v/{VILLAGE}/checkpoint") == checkpoint, (
            "what was signed stays true"
        )
    assert (answer.status_code, looked.status_code, programs.status_code) == (503, 503, 503)
    assert int(looked.headers["retry-after"]) == int(answer.headers["retry-after"]) == 5
    assert "may be kept or not" in answer.text
    assert "cannot be reached just now" in looked.text
    assert f">{fields['act']}</textarea>" in answer.text
    assert f">{WORDS}</textarea>" in answer.text
    again = facilitator.client.post(NEED, data={**fields, "text": WORDS, "look_again": "yes"})
    assert f'value="{fields["act"]}"' in again.text
    assert facilitator.client.post(NEED, data={**fields, "text": WORDS}).status_code == 303
    assert kept(world) == 1


def test_where_no_connection_is_free_nothing_is_kept_and_that_is_said(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = facilitator.fields(NEED)
    with monkeypatch.context() as patch:
        patch.setattr("ubudehe.people.acts.append", _raising(NoConnection()))
        answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert "nothing of this is kept" in answer.text
    assert kept(world) == 0


def test_a_fault_of_ours_claims_nothing(
    world: World, facilitator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = facilitator.fields(NEED)
    with monkeypatch.context() as patch:
        patch.setattr("ubudehe.web.visit.Visit.redirect", _raising(RuntimeError("a fault")))
        with pytest.raises(RuntimeError):
            facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert kept(world) == 1, "so no page may say that nothing was changed"


def test_what_was_typed_in_a_rehearsal_lands_nowhere_else(world: World) -> None:
    facilitator, chair = (world.signed_in(role, VILLAGE) for role in ("facilitator", "chair"))
    press(facilitator, "begin")
    fields = facilitator.fields(NEED)
    press(chair, "wipe")
    answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert "rehearsal that is over" in answer.text
    assert kept(world) == 0
    press(chair, "begin")
    answer = facilitator.client.post(NEED, data={**fields, "text": WORDS})
    assert answer.status_code == 403, "nor in the next rehearsal"
    assert kept(world) == 0


def test_what_was_typed_for_real_does_not_land_in_a_rehearsal(facilitator: Visitor) -> None:
    fields = facilitator.fields(NEED)
    press(facilitator, "begin")
    assert facilitator.client.post(NEED, data={**fields, "text": WORDS}).status_code == 403


def _raising(error: Exception) -> Any:
    def breaks(*_args: object, **_more: object) -> Any:
        raise error

    return breaks
