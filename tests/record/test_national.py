"""The country's log of checkpoints, and witnesses over real HTTP that cosign it."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from tests.conftest import VILLAGE, World
from tests.record.logs import as_owner, grow
from tests.witness.running import serving, serving_witness, witness
from ubudehe.record.cosigned import is_cosigned
from ubudehe.record.heads import WillNotSign
from ubudehe.record.national import enter_heads
from ubudehe.record.publishing import Publisher, PublishingStep
from ubudehe.record.rules.cosignatures import cosignatures
from ubudehe.record.rules.merkle import leaf_hash
from ubudehe.record.rules.notes import parse_checkpoint, parse_note, verify_note
from ubudehe.record.rules.policies import parse_policy
from ubudehe.record.rules.proof_files import parse_proof_file, verify_proof_file
from ubudehe.record.rules.tiles import parse_bundle
from ubudehe.record.tables import LogHead
from ubudehe.record.witnesses import WitnessedFork
from ubudehe.witness.state import WitnessState

pytestmark = pytest.mark.both_engines

LOGS = ("51010101", "51010102", "51010103")


def publisher(world: World, policy: str = "") -> Publisher:
    """Return a publisher with this policy, as another process would have one."""
    path = world.services.settings.data / "own-policy"
    path.write_text(policy, "utf-8")
    return Publisher(world.services.database, world.services.heads, path)


def step(world: World, policy: str = "") -> PublishingStep:
    done = publisher(world, policy).step(world.clock.now)
    assert done
    return done


def country_key(world: World) -> str:
    return world.services.heads.vkeys("log")[0]


def policy_of(quorum: int, *states: tuple[WitnessState, str]) -> str:
    lines = [f"witness w{n} {state.vkey} {url}" for n, (state, url) in enumerate(states)]
    names = " ".join(f"w{n}" for n in range(len(states)))
    return "\n".join([*lines, f"group g {quorum} {names}", "quorum g"]) + "\n"


def test_every_signed_head_becomes_a_leaf_once(world: World) -> None:
    client = world.client()
    assert client.get("/log/checkpoint").status_code == 404
    first = step(world)
    logs = client.get("/v/0/logs").text.split()
    assert (first.entered, first.refused) == (len(logs), ())
    assert step(world).entered == 0
    keys = client.get("/log/key").text.split()
    head = parse_checkpoint(verify_note(client.get("/log/checkpoint").content, keys))
    assert (head.origin, head.size) == ("localhost:8000/log", len(logs))
    bundle = parse_bundle(client.get(f"/log/tile/entries/000.p/{head.size}").content, head.size)
    for index, entry in enumerate(bundle):
        event = json.loads(entry)
        assert set(event) == {"v", "t", "origin", "note"}
        assert (event["v"], event["t"]) == (1, "cp")
        code = event["origin"].rpartition("/")[2]
        place_keys = client.get(f"/v/{code}/key").text.split()
        verify_note(event["note"].encode(), place_keys)
        assert event["note"] == client.get(f"/v/{code}/checkpoint").text
        proof = parse_proof_file(client.get(f"/log/proof/{index}").content)
        verify_proof_file(proof, leaf_hash(entry))
        verify_note(proof.note.encode(), keys)


def test_a_village_that_grew_is_entered_again(world: World) -> None:
    step(world)
    visitor = world.signed_in("facilitator", VILLAGE)
    visitor.done(f"/en/work/{VILLAGE}/projects/need", {"text": "A bridge"})
    assert step(world).entered == 1
    assert step(world).entered == 0


def test_a_head_is_shown_with_its_proof_of_being_witnessed(world: World, tmp_path: Path) -> None:
    client, key = world.client(), country_key(world)
    state = witness(tmp_path, "w.example", key)
    with serving_witness(state) as url:
        policy = policy_of(1, (state, url))
        assert client.get(f"/v/{VILLAGE}/witnessed").status_code == 404
        step(world, policy)
    proof = parse_proof_file(client.get(f"/v/{VILLAGE}/witnessed").content)
    verify_proof_file(proof, leaf_hash(proof.extra))
    verify_note(proof.note.encode(), [key])
    assert is_cosigned(proof.note, parse_policy(policy))
    leaf = json.loads(proof.extra)
    assert leaf["note"] == client.get(f"/v/{VILLAGE}/checkpoint").text
    grown = world.signed_in("facilitator", VILLAGE)
    grown.done(f"/en/work/{VILLAGE}/projects/need", {"text": "A bridge"})
    assert step(world, policy).entered == 1  # the witness is gone: this head is not witnessed yet
    assert client.get(f"/v/{VILLAGE}/witnessed").status_code == 404
    assert client.get("/v/22/witnessed").status_code == 200


def test_many_heads_are_entered_in_batches(
    empty_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ubudehe.record.publishing._BATCH", 2)
    for log in LOGS:
        grow(empty_world, log, 5)
    assert step(empty_world).entered == 3
    assert parse_checkpoint(parse_note(step(empty_world).given.note.encode()).text).size == 3  # type: ignore[union-attr]


def test_several_processes_enter_each_head_once(world: World) -> None:
    publishers = [publisher(world) for _ in range(4)]
    with ThreadPoolExecutor(len(publishers)) as pool:
        done = [one for one in pool.map(lambda one: one.step(world.clock.now), publishers) if one]
    logs = world.client().get("/v/0/logs").text.split()
    assert done
    assert sum(one.entered for one in done) == len(logs)
    heads = {log: world.services.heads.last_signed(log) for log in logs}
    with world.services.database.write() as session:
        given = {log: head for log, head in heads.items() if head}
        assert enter_heads(session, given, world.clock.now) == 0  # as a process that came late


def test_one_spoilt_record_does_not_hold_up_the_others(empty_world: World) -> None:
    for log in LOGS:
        grow(empty_world, log, 5)
    step(empty_world)
    with empty_world.services.database.write() as session:
        as_owner(session, "UPDATE log_head SET size = 3 WHERE log = :v", v=LOGS[0])
        as_owner(session, "UPDATE published_head SET size = 2 WHERE log = :v", v=LOGS[0])
    grow(empty_world, "51010104", 5)
    done = step(empty_world)
    assert (done.entered, done.refused) == (1, (LOGS[0],))


def test_the_policy_names_the_log_and_the_witnesses(world: World, tmp_path: Path) -> None:
    plain = parse_policy(world.client().get("/policy").text)
    assert plain.quorum is None
    assert plain.logs == {country_key(world): "http://localhost:8000/log"}
    state = witness(tmp_path / "w", "w.example", country_key(world))
    given = policy_of(1, (state, "https://w.example/"))
    (world.services.settings.data / "policy").write_text(
        f"# ours\nlog {country_key(world)}\n{given}"
    )
    settings = world.services.settings
    path = settings.data / "policy"
    services = replace(
        world.services, publisher=Publisher(world.services.database, world.services.heads, path)
    )
    policy = parse_policy(World(services, world.clock, []).client().get("/policy").text)
    assert policy.logs == plain.logs
    assert policy.witnesses["w0"].vkey == state.vkey
    assert policy.quorum == "g"


def test_witnesses_cosign_what_is_given_out(world: World, tmp_path: Path) -> None:
    key, now = country_key(world), world.clock.now
    states = [witness(tmp_path / f"w{n}", f"w{n}.example", key, now=now) for n in range(3)]
    with ExitStack() as stack:
        urls = [f"{stack.enter_context(serving_witness(state))}/" for state in states]
        policy = policy_of(2, *zip(states, urls, strict=True))
        ours = publisher(world, policy)
        done = ours.step(now)
        assert done
        assert done.cosigned
        note = world.client().get("/log/checkpoint").content
        assert len(cosignatures(parse_note(note), [state.vkey for state in states])) == 3
        grow(world, LOGS[0], 5)
        done = ours.step(now)
        assert done
        assert (done.entered, done.cosigned) == (1, True)
        # a new process knows nothing of the witnesses: it is told by 409
        grow(world, LOGS[1], 5)
        assert step(world, policy).cosigned


def test_an_idle_log_is_cosigned_again_so_that_its_age_can_be_seen(
    world: World, tmp_path: Path
) -> None:
    key, now = country_key(world), world.clock.now
    state = witness(tmp_path, "w.example", key, now=now)
    with serving_witness(state) as url:
        policy = policy_of(1, (state, url))
        first = step(world, policy).given
        state._clock = lambda: now + timedelta(hours=2)
        assert step(world, policy).given == first
        world.clock.now += timedelta(hours=2)
        again = step(world, policy).given
    assert first
    assert again
    assert again.checkpoint == first.checkpoint
    (one,) = cosignatures(parse_note(again.note.encode()), [state.vkey])
    assert one.at == now + timedelta(hours=2)


def test_without_enough_witnesses_the_older_checkpoint_stays(world: World, tmp_path: Path) -> None:
    key = country_key(world)
    states = [witness(tmp_path / f"w{n}", f"w{n}.example", key) for n in range(2)]
    with serving_witness(states[0]) as first:
        with serving_witness(states[1]) as second:
            policy = policy_of(2, (states[0], first), (states[1], second))
            before = step(world, policy).given
        grow(world, LOGS[0], 5)
        done = step(world, policy)
        assert (done.entered, done.cosigned, done.given) == (1, False, before)
        enough = policy_of(1, (states[0], first), (states[1], second))
        assert step(world, enough).cosigned


def answering(status: int, body: bytes = b"", kind: str = "text/plain") -> ASGIApp:
    async def app(scope: object, receive: object, send: object) -> None:
        await Response(body, status, {"content-type": kind})(scope, receive, send)  # type: ignore[arg-type]

    return app


@pytest.mark.parametrize(
    "app",
    [
        answering(200, b""),
        answering(200, b"\xff" * 100),
        answering(200, "\u2014 w.example AAAAAAAAAAAA\n".encode()),
        answering(200, b"x" * 1_000_000),
        answering(409, b"999999999\n", "text/x.tlog.size"),
        answering(409, b"many\n", "text/x.tlog.size"),
        answering(422),
        answering(404),
        answering(500),
        PlainTextResponse("\u2014\n"),
        RedirectResponse("http://127.0.0.1:1/", 307),
    ],
)
def test_a_witness_that_talks_nonsense_stops_nothing(
    empty_world: World, tmp_path: Path, app: ASGIApp
) -> None:
    grow(empty_world, LOGS[0], 5)
    good = witness(tmp_path / "good", "good.example", country_key(empty_world))
    bad = witness(tmp_path / "bad", "w.example", country_key(empty_world))
    with serving(app) as url, serving_witness(good) as good_url:
        done = step(empty_world, policy_of(1, (bad, url), (good, good_url)))
    assert done.cosigned
    assert done.given
    assert (
        cosignatures(parse_note(done.given.note.encode()), [good.vkey, bad.vkey])[0].vkey
        == good.vkey
    )


def test_a_witness_that_knows_another_history_stops_publishing(
    empty_world: World, tmp_path: Path
) -> None:
    """The database and the signed heads were both put back: only the witness remembers."""
    grow(empty_world, LOGS[0], 5)
    data = empty_world.services.settings.data
    state = witness(tmp_path / "w", "w.example", country_key(empty_world))
    with serving_witness(state) as url:
        policy = policy_of(1, (state, url))
        step(empty_world, policy)
        grow(empty_world, LOGS[1], 5)
        step(empty_world, policy)
        with empty_world.services.database.write() as session:
            as_owner(
                session,
                "DELETE FROM log_node WHERE log = 'log' AND (level > 0 OR idx > 0)",
                "DELETE FROM log_leaf WHERE log = 'log' AND idx > 0",
                "UPDATE log_head SET size = 1 WHERE log = 'log'",
            )
        for name in ("log.notes", "log.cosigned"):
            (data / "heads" / name).unlink()
        grow(empty_world, LOGS[2], 5)
        with pytest.raises(WitnessedFork):
            step(empty_world, policy)
    proof = (data / "heads" / "log.contradiction").read_bytes()
    assert proof == state.latest(sha256(b"localhost:8000/log").hexdigest())
    assert publisher(empty_world).cosigned.read() is None


def test_nothing_enters_a_log_that_an_older_copy_replaced(world: World) -> None:
    grow(world, LOGS[0], 2)
    step(world)
    size = logged(world)
    with world.services.database.write() as session:
        as_owner(session, "DELETE FROM log_leaf WHERE log = 'log' AND idx = :i", i=size - 1)
        as_owner(session, "UPDATE log_head SET size = :i WHERE log = 'log'", i=size - 1)
    grow(world, LOGS[1], 1)
    with pytest.raises(WillNotSign):
        step(world)
    assert logged(world) == size - 1


def test_a_record_that_is_refused_is_told_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    grow(world, LOGS[0], 4)
    one = publisher(world)
    one.step(world.clock.now)
    with world.services.database.write() as session:
        as_owner(session, "UPDATE log_head SET size = 3 WHERE log = :v", v=LOGS[0])
        as_owner(session, "UPDATE published_head SET size = 2 WHERE log = :v", v=LOGS[0])
    for _ in range(3):
        one.step(world.clock.now)
    assert [LOGS[0] in line.getMessage() for line in caplog.records] == [True]
    with world.services.database.write() as session:
        as_owner(session, "UPDATE log_head SET size = 4 WHERE log = :v", v=LOGS[0])
    one.step(world.clock.now)
    assert "signed again" in caplog.records[-1].getMessage()


def logged(world: World) -> int:
    with world.services.database.read() as session:
        return session.get_one(LogHead, "log").size
