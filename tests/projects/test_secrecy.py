"""Trying to find out who voted how, with all that a copy of the database and the log hold."""

import logging
import re
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import LargeBinary, inspect, text
from sqlmodel import SQLModel

from tests.conftest import VILLAGE, World
from tests.projects.attacking import Copy, copy_of, holds, joined
from tests.projects.ballots import cast, closed, codes, come, prepared
from ubudehe.language.codes import read_code
from ubudehe.projects.voting.keys import BoxKey, place_of
from ubudehe.projects.voting.tables import Ballot, BallotPattern, SignedVoters

pytestmark = pytest.mark.both_engines

Dump = dict[str, list[tuple[Any, ...]]]


def dump(world: World) -> Dump:
    """Return every row of every table, in the order in which the database gives them."""
    engine = world.services.database.engine
    with engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
            for table in inspect(engine).get_table_names()
        }


def secrets_in(copy: Dump) -> Iterable[bytes]:
    """Return everything in a copy that could be a key, and two guesses."""
    yield b""
    yield bytes(32)
    for rows in copy.values():
        for row in rows[-200:]:
            for value in row:
                if isinstance(value, bytes | memoryview) and len(bytes(value)) >= 16:
                    yield bytes(value)


def plain(code: str) -> str:
    found = read_code(code)
    assert found
    return found


def test_a_copy_taken_at_any_moment_joins_no_voter_and_ballot(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor, vote = prepared(world, marks="1")
    cards = codes(visitor, vote)
    copies = [dump(world)]
    come(world, visitor, vote, 12)
    visitor.done(f"{vote}/open", {})
    for number, code in enumerate(cards[:12]):
        cast(world, code, ("Bridge",) if number < 6 else ("Water tank",))
        if number in (0, 6, 11):
            copies.append(dump(world))
    cast(world, cards[0], ("Water tank",))
    copies.append(dump(world))
    salts = [_salt(world, vote)]
    for copy in copies:
        said = str(copy)
        for code in cards:
            assert code not in said
            assert plain(code) not in said
        places = {str(row[0]): row for row in copy["ballot"]}
        assert len(places) == 30, "there is one for each card, used or not, and some to spare"
        sealed = {len(bytes(row[2])) for row in copy["ballot"] if row[2] is not None}
        assert len(sealed) <= 1, "the length tells nothing"
        assert salts[0] not in secrets_in(copy)
        for secret in set(secrets_in(copy)):
            assert place_of(secret, plain(cards[0])) not in places
            for salt in salts:
                key = BoxKey(secret, salt)
                assert key.code(0) != plain(cards[0])
                for place, row in places.items():
                    if row[2] is not None:
                        with pytest.raises(ValueError, match="not sealed"):
                            key.unseal(place, bytes(row[2]), 3)
    closed(visitor, vote, 12)
    after = dump(world)
    assert not after["ballot"]
    raw = [v for rows in after.values() for row in rows for v in row if isinstance(v, bytes)]
    assert salts[0] not in raw, "the salt is destroyed"
    kept = [row for row in after["ballot_pattern"] if str(row[0]).replace("-", "") in _id(vote)]
    assert sorted(row[-1] for row in kept) == [5, 7]
    log = caplog.text
    for code in cards:
        assert code not in log
        assert plain(code) not in log
    assert "Bridge" not in log


def _salt(world: World, vote: str) -> bytes:
    salt = world.services.vault.read(vote.rsplit("/", 1)[1])
    assert salt
    return salt


def _id(vote: str) -> str:
    return vote.rsplit("/", 1)[1].replace("-", "")


def test_only_who_steals_the_vaults_key_while_people_vote_joins_anybody(world: World) -> None:
    visitor, vote = prepared(world, marks="1")
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    salt = _salt(world, vote)
    taken: list[Copy] = [copy_of(world)]
    for number in range(1, 6):
        come(world, visitor, vote, number)
        cast(world, cards[number], ("Bridge",))
        taken.append(copy_of(world))
    assert joined(taken, 3) == {}
    assert not holds(world, salt)
    stolen = joined([*taken, copy_of(world, with_the_key=True)], 3)
    assert len(stolen) == 5, "else this attacker would prove nothing"
    vault, data = world.services.vault, world.services.settings.data
    overwritten = data / "vote-keys" / f"{vote.rsplit('/', 1)[1]}.key"
    assert overwritten.stat().st_mode & 0o777 == 0o600
    assert overwritten.parent.stat().st_mode & 0o777 == 0o700
    with overwritten.open("rb") as still_open:
        closed(visitor, vote, 5)
        assert salt not in still_open.read(), "the bytes on the disk are others now"
    assert not vault.names() | vault.destroyed()
    journal = data / "own.sqlite-wal"
    assert not journal.exists() or not any(
        sealed in journal.read_bytes() for copy in taken for _, sealed in copy.cast
    )
    assert not holds(world, salt)
    assert joined([*taken, copy_of(world, with_the_key=True)], 3) == {}


def test_no_table_has_room_for_who_when_and_in_which_order() -> None:
    ballot = set(Ballot.__table__.columns.keys())  # type: ignore[attr-defined]
    assert ballot == {"place", "vote", "sealed"}
    came = set(SignedVoters.__table__.columns.keys())  # type: ignore[attr-defined]
    assert came == {"vote", "household", "voters", "helper"}
    assert ballot & came == {"vote"}, "a vote is all that they share"
    assert set(BallotPattern.__table__.columns.keys()) == {"vote", "pattern", "count"}  # type: ignore[attr-defined]
    for name in ("ballot", "ballot_pattern", "signed_voters", "paper_ballot"):
        table = SQLModel.metadata.tables[name]
        for column in table.columns:
            kinds = str(column.type).upper()
            assert "TIME" not in kinds
            assert column.autoincrement is not True
        refers = {key.column.table.name for key in table.foreign_keys}
        assert not refers & {"account", "act", "session"}
        assert "household" not in refers or name == "signed_voters"
    assert isinstance(SQLModel.metadata.tables["ballot"].columns["sealed"].type, LargeBinary)


def test_casting_leaves_nothing_in_the_record(world: World) -> None:
    visitor, vote = prepared(world)
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    before = dump(world)
    cast(world, cards[3], ("Bridge",))
    after = dump(world)
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"ballot"}
    assert len(after["ballot"]) == len(before["ballot"])
    checkpoint = world.client().get(f"/v/{VILLAGE}/checkpoint").text
    size = re.search(r"\n(\d+)\n", checkpoint)
    assert size
    assert int(size[1]) == max(int(str(row[1])) for row in after["log_head"] if row[0] == VILLAGE)


def test_paper_ballots_lie_sealed_too(world: World) -> None:
    visitor, vote = prepared(world, method="paper")
    visitor.done(f"{vote}/open", {})
    visitor.done(f"{vote}/paper/1", {"number": "1", "text": "ABC", "step": "next"})
    visitor.done(f"{vote}/paper/1", {"number": "2", "step": "blank"})
    rows = dump(world)["paper_ballot"]
    first, second = (bytes(row[-1]) for row in rows)
    assert len(first) == len(second)
    assert b"\x01\x01\x01" not in first
