"""The gate before guests' forms: who waits, who is sent away, and that nothing typed is lost."""

import asyncio
import re

import pytest

from tests.conftest import Visitor, World
from tests.looping import awaited
from ubudehe.language.refusals import Busy
from ubudehe.web import gate
from ubudehe.web.gate import GuestGate


def test_a_gate_has_few_turns_some_places_and_a_share_for_each() -> None:
    async def crowd() -> tuple[int, int]:
        guarded, most, away = GuestGate(at_once=2, waiting=3, each=4), 0, 0
        inside = 0

        async def one(who: str) -> None:
            nonlocal inside, most, away
            try:
                async with guarded.turn(who):
                    inside += 1
                    most = max(most, inside)
                    await asyncio.sleep(0)
                    inside -= 1
            except Busy:
                away += 1

        await asyncio.gather(*(one("flood") for _ in range(9)), one("neighbour"), one("late"))
        await one("flood")
        return most, away

    assert awaited(crowd()) == (2, 9 - 4 + 1)


@pytest.mark.parametrize(
    ("inside", "crowd", "refused", "kept"),
    [
        (5, 3, True, True),
        (3, 3, True, False),  # few are told at once
        (5, 3, False, False),  # who is right is told at once
        (5, None, True, False),  # browsers that are known are told at once
    ],
)
def test_in_a_crowd_who_was_refused_keeps_the_place_for_a_moment(
    monkeypatch: pytest.MonkeyPatch, inside: int, crowd: int | None, refused: bool, kept: bool
) -> None:
    monkeypatch.setattr(gate, "PAUSE", 0.05)

    async def is_full() -> bool:
        guarded = GuestGate(each=inside, crowd=crowd)

        async def one() -> None:
            async with guarded.turn("one") as turn:
                turn.refused = refused
                await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            for _ in range(inside):
                group.create_task(one())
            for _ in range(4 * inside):
                await asyncio.sleep(0)  # until all had their turn
            try:
                await one()
            except Busy:
                return True
        return False

    assert awaited(is_full()) is kept


@pytest.mark.parametrize("lang", ["rw", "en", "fr", "sw"])
def test_who_is_sent_away_gets_it_back_in_their_language(
    world: World, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    visitor = Visitor(world.client())
    typed = {**visitor.fields(f"/{lang}/sign-in"), "phone": '0788 "1"', "pin": "83625194"}
    with monkeypatch.context() as narrow:
        narrow.setattr(gate, "PAUSE", 0)
        narrow.setattr(gate, "EACH_NETWORK", 0)
        answer = visitor.client.post(f"/{lang}/sign-in", data=typed)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert f'<html lang="{lang}">' in answer.text
    assert f'action="/{lang}/sign-in"' in answer.text
    assert "83625194" not in answer.text
    kept = dict(re.findall(r'<textarea name="([^"]+)" hidden>([^<]*)</textarea>', answer.text))
    assert kept["csrf"] == typed["csrf"]
    assert kept["phone"] == "0788 &#34;1&#34;"
    assert "-the-" not in answer.text


def test_no_such_language_is_no_page_even_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "EACH_NETWORK", 0)
    assert Visitor(world.client()).client.post("/xx/sign-in").status_code == 404
