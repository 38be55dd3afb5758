"""Pictures are worked on one at a time; who comes while too many wait sends theirs again."""

import pytest

from tests.conftest import VILLAGE, World
from tests.ledger.books import MONEY, paid
from ubudehe.language.lanes import Lane
from ubudehe.record import photos


def test_who_comes_while_too_many_wait_is_asked_to_send_it_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = Lane(at_once=1, waiting=0, patience=0)
    monkeypatch.setattr(photos, "_lane", lane)
    treasurer = world.signed_in("treasurer", VILLAGE)
    photo = {"photo": ("receipt.jpg", b"\xff\xd8\xff", "image/jpeg")}
    with lane.turn():
        answer = treasurer.send(f"{MONEY}/new/paid", paid(treasurer), photo)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Too many people are doing this just now" in answer.text
    assert 'value="Quincaillerie"' in answer.text, "what was typed is still there"
