"""A village says itself what stands on ballots and in interviews; whoever wants to hear it asks."""

import re

import pytest

from tests.conftest import Visitor, World
from tests.projects.ballots import HERE, codes, prepared, titles
from tests.spoken.sounds import ogg, webm


def clip(content: bytes) -> dict[str, tuple[str, bytes, str]]:
    """Return a recording as a form sends it."""
    return {"clip": ("clip", content, "audio/ogg")}


@pytest.mark.both_engines
def test_a_recording_is_heard_where_its_words_stand_until_it_is_taken_away(world: World) -> None:
    visitor, vote = prepared(world)
    bridge = next(id_ for id_, title in titles(world).items() if title == "Bridge")
    project = f"{HERE}/spoken/project/{bridge}"
    assert project in visitor.get(f"{HERE}/spoken")
    assert "too long" in visitor.refused(project, {}, clip(ogg(13_000)))
    assert "cannot" not in visitor.get(project)
    assert "can be played" in visitor.refused(project, {}, clip(b"MThd" + b"\0" * 99))
    visitor.done(project, {}, clip(ogg(2_000)))
    visitor.done(f"{HERE}/spoken/ballot/approval", {}, clip(webm(2_000)))
    card = codes(visitor, vote)[0]
    visitor.done(f"{vote}/open", {})

    stranger = Visitor(world.client())
    ballot = stranger.send("/en/vote", {"code": card}).text
    heard = re.findall(r'<audio controls preload="none" src="(/r/[0-9a-f]{64})">', ballot)
    assert len(heard) == 2
    assert heard[1] in stranger.get(f"/en/proposals/{bridge}")
    types = {stranger.client.get(one).headers["content-type"] for one in heard}
    assert types == {"audio/ogg", "audio/webm"}
    assert len(stranger.client.get(heard[1]).content) < 3_000

    visitor.done(f"{vote}/void", {"reason": "Nobody came."})
    there = re.findall(rf"{HERE}/spoken/([0-9a-f-]{{36}})\"", visitor.get(project))[0]
    visitor.done(f"{HERE}/spoken/{there}", {"why": "asked"})
    assert stranger.client.get(heard[1]).status_code == 404
    assert "<audio" not in stranger.get(f"/en/proposals/{bridge}")
    nothing = f"{HERE}/spoken/project/{vote.rsplit('/', 1)[1]}"
    assert visitor.client.get(nothing).status_code == 404


def test_while_a_vote_is_open_what_is_heard_of_it_stays_and_what_was_silent_may_be_said(
    world: World,
) -> None:
    visitor, vote = prepared(world)
    ids = {title: id_ for id_, title in titles(world).items()}
    bridge, desks = (f"{HERE}/spoken/project/{ids[one]}" for one in ("Bridge", "School desks"))
    ballot = f"{HERE}/spoken/ballot/approval"
    for said in (bridge, ballot):
        visitor.done(said, {}, clip(ogg(2_000)))
        visitor.done(said, {}, clip(ogg(2_100)))
    before = {said: visitor.fields(said) for said in (bridge, ballot)}
    gone = {said: re.findall(r'/spoken/([0-9a-f-]{36})"', visitor.get(said))[0] for said in before}
    visitor.done(f"{vote}/open", {})

    for said, fields in before.items():
        answer = visitor.client.post(said, data=fields, files=clip(ogg(2_200)))
        assert (answer.status_code, "stays until the end" in answer.text) == (422, True)
        assert "stays until the end" in visitor.refused(
            f"{HERE}/spoken/{gone[said]}", {"why": "mistake"}
        )
        assert 'type="file"' not in visitor.get(said)
    visitor.done(f"{HERE}/spoken/ballot/ranking", {}, clip(ogg(700)))
    visitor.done(desks, {}, clip(ogg(700)))
    assert "stays until the end" in visitor.get(desks)


@pytest.mark.both_engines
def test_a_question_is_heard_by_people_of_the_village_alone(
    world: World, facilitator: Visitor
) -> None:
    for size in (800, 900):
        facilitator.done(f"{HERE}/spoken/question/head_sex", {}, clip(ogg(size)))
    page = facilitator.get(f"{HERE}/spoken/question/head_sex")
    (sound,) = re.findall(r'src="(/en/work/[0-9]+/sounds/([0-9a-f]{64}))"', page)
    assert len(facilitator.client.get(sound[0]).content) > 900
    assert Visitor(world.client()).client.get(f"/r/{sound[1]}").status_code == 404
    assert facilitator.client.get(f"{HERE}/sounds/{'0' * 64}").status_code == 404
    asked = facilitator.done(f"{HERE}/households/new", {"head": "Uwase", "ask": "yes"})
    assert sound[0] in facilitator.get(asked.replace("/ask/1", "/ask/3"))
