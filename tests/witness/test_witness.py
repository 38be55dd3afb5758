"""The witness server: every answer of C2SP tlog-witness, and never two histories."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx2 import Response

from tests.client import Client
from tests.record.trees import hashes
from tests.witness.running import NOW, ORIGIN, Log, witness
from ubudehe.record.rules.add_checkpoint import MAX_REQUEST, write_request
from ubudehe.record.rules.cosignatures import cosignatures
from ubudehe.record.rules.merkle import consistency_proof
from ubudehe.record.rules.notes import parse_checkpoint, parse_note, verify_note
from ubudehe.witness.command import open_witness
from ubudehe.witness.serving import witness_app
from ubudehe.witness.state import WitnessState

HASH = hashlib.sha256(ORIGIN.encode()).hexdigest()


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def state(tmp_path: Path, log: Log) -> WitnessState:
    return witness(tmp_path, "witness.example", log.vkey)


@pytest.fixture
def client(state: WitnessState) -> Client:
    return Client(witness_app(state))


def ask(client: Client, body: bytes) -> Response:
    return client.post("/add-checkpoint", content=body)


def told(answer: Response) -> tuple[int, str, str]:
    return answer.status_code, answer.headers["content-type"], answer.text


def test_a_log_that_grows_is_cosigned(client: Client, state: WitnessState, log: Log) -> None:
    for old, size in ((0, 5), (5, 5), (5, 6), (6, 64), (64, 300)):
        answer = ask(client, log.request(old, size))
        assert answer.status_code == 200, answer.text
        (one,) = cosignatures(parse_note((log.note(size) + answer.text).encode()), [state.vkey])
        assert one.at == NOW
        shown = client.get(f"/{HASH}/checkpoint")
        text = verify_note(shown.content, [log.vkey])
        assert parse_checkpoint(text).size == size
        assert cosignatures(parse_note(shown.content), [state.vkey])


def test_another_old_size_is_answered_with_the_one_that_was_cosigned(
    client: Client, log: Log
) -> None:
    assert told(ask(client, log.request(3, 5))) == (409, "text/x.tlog.size", "0\n")
    assert ask(client, log.request(0, 7)).status_code == 200
    for old, size in ((0, 7), (5, 9), (0, 3), (8, 9)):
        assert told(ask(client, log.request(old, size))) == (409, "text/x.tlog.size", "7\n")


def test_an_unknown_log_is_not_found(client: Client, log: Log) -> None:
    other = write_request(0, [], log.note(5, "other.example/log"))
    assert ask(client, other).status_code == 404
    assert client.get(f"/{HASH}/checkpoint").status_code == 404
    assert client.get(f"/{hashlib.sha256(b'other').hexdigest()}/checkpoint").status_code == 404


def test_what_no_known_key_signed_is_forbidden(client: Client, log: Log) -> None:
    assert ask(client, Log().request(0, 5)).status_code == 403
    spoilt = log.request(0, 5).decode().replace("\n5\n", "\n6\n").encode()
    assert ask(client, spoilt).status_code == 403
    assert ask(client, log.request(0, 5)).status_code == 200


def test_an_old_size_above_the_new_is_a_bad_request(client: Client, log: Log) -> None:
    assert ask(client, log.request(0, 9)).status_code == 200
    assert ask(client, write_request(9, [], log.note(5))).status_code == 400


def test_a_wrong_proof_is_told_apart(client: Client, log: Log) -> None:
    steps = consistency_proof(5, 9, log.store.node)
    assert ask(client, write_request(0, steps, log.note(5))).status_code == 422
    assert ask(client, log.request(0, 5)).status_code == 200
    for wrong in (steps[:-1], [*steps, steps[0]], steps[::-1], []):
        assert ask(client, write_request(5, wrong, log.note(9))).status_code == 422
    assert ask(client, write_request(5, steps, log.note(5))).status_code == 422
    assert ask(client, write_request(5, steps, log.note(9))).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 0\n\n",
        b"old 00\n\n%note",
        b"old -1\n\n%note",
        b"old 1\xd9\xa0\n\n%note",
        b"old 0\r\n\r\n%note",
        b"OLD 0\n\n%note",
        b"old 0\nAAAA\n\n%note",
        b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n%note",
        b"old 0\n\n\n%note",
        b"old 0\n\n%note\xff",
        b"\xff\xfe",
        b"%note",
    ],
)
def test_malformed_requests_are_bad_requests(client: Client, log: Log, body: bytes) -> None:
    answer = ask(client, body.replace(b"%note", log.note(5).encode()))
    assert answer.status_code == 400
    assert client.get(f"/{HASH}/checkpoint").status_code == 404


def test_a_huge_request_is_cut_off(client: Client, log: Log) -> None:
    huge = log.request(0, 5) + "\u2014 x AAAAAAAA\n".encode() * (MAX_REQUEST // 10)
    assert ask(client, huge).status_code == 413
    assert client.get("/add-checkpoint").status_code == 405


def test_junk_signatures_do_not_fill_the_memory(client: Client, log: Log) -> None:
    junk = "".join(f"\u2014 x{number} AAAAAAAAAAAA\n" for number in range(99))
    body = write_request(0, [], log.note(5) + junk)
    assert ask(client, body).status_code == 200
    shown = parse_note(client.get(f"/{HASH}/checkpoint").content)
    assert [one.name for one in shown.signatures] == [ORIGIN, "witness.example"]
    assert ask(client, log.request(5, 6)).status_code == 200


def test_a_witness_never_cosigns_a_fork(client: Client, log: Log) -> None:
    forked = Log([*hashes(100), *hashes(300)[:200]], log.key)
    assert ask(client, log.request(0, 150)).status_code == 200
    assert told(ask(client, forked.request(150, 150)))[0] == 409
    assert ask(client, forked.request(150, 200)).status_code == 422
    assert told(ask(client, forked.request(100, 200))) == (409, "text/x.tlog.size", "150\n")
    shown = client.get(f"/{HASH}/checkpoint").text
    assert log.note(150) in shown


def test_a_witness_remembers_after_a_restart(tmp_path: Path, log: Log) -> None:
    policy = f"log {log.vkey}\nquorum none\n"
    first = open_witness(tmp_path, "w.example", policy)
    client = Client(witness_app(first))
    assert ask(client, log.request(0, 150)).status_code == 200
    again = open_witness(tmp_path, "w.example", policy)
    assert again.vkey == first.vkey
    client = Client(witness_app(again))
    assert told(ask(client, log.request(0, 100)))[2] == "150\n"


def test_parallel_requests_never_get_two_histories_cosigned(tmp_path: Path, log: Log) -> None:
    """The race of the specification: check and store are one step, also between processes."""
    forks = [Log([*hashes(100), *hashes(300)[n : n + 100]], log.key) for n in range(8)]
    states = [witness(tmp_path, "w.example", log.vkey) for _ in forks]  # as if each a process
    clients = [Client(witness_app(state)) for state in states]
    assert ask(clients[0], forks[0].request(0, 100)).status_code == 200

    def grow(number: int) -> int:
        return ask(clients[number], forks[number].request(100, 150 + number)).status_code

    with ThreadPoolExecutor(len(forks)) as pool:
        answers = list(pool.map(grow, range(len(forks))))
    assert sorted(answers) == [200] + [409] * (len(forks) - 1)
    winner = answers.index(200)
    assert forks[winner].note(150 + winner) in clients[0].get(f"/{HASH}/checkpoint").text
