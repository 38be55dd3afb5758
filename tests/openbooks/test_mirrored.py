"""A mirror of a village holds each file that its public pages lead to, and none that is gone."""

import hashlib
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import day, posted
from tests.ledger.test_count_photos import counted
from tests.ledger.test_evidence import white
from tests.replaying import stages
from ubudehe.audit.population import expenses, head_at
from ubudehe.audit.queries import facts, span_of
from ubudehe.audit.rules.told_expenses import told_expenses
from ubudehe.cli.told_record import told_record
from ubudehe.record.rules.notes import parse_vkey, vkey
from ubudehe.verifier.keys import read_vkeys
from ubudehe.verifier.mirrors.mirror import mirror
from ubudehe.verifier.sources.site import SiteSource
from ubudehe.verifier.sources.source import Unreadable

DIGEST = re.compile(rb'"([0-9a-f]{64})"')


class Served(SiteSource):
    """The site of a world, asked without a network."""

    def __init__(self, world: World) -> None:
        super().__init__("https://village.example")
        self._client = world.client()

    def read(self, path: str, most: int) -> bytes | None:
        answer = self._client.get(f"/{path}")
        return answer.content[:most] if answer.status_code == 200 else None


def test_each_file_that_the_record_shows_is_in_the_mirror_with_its_hash(
    world: World, tmp_path: Path
) -> None:
    counted(world, white())
    stages.spoken(world)
    site = Served(world)
    mirror(site, VILLAGE, tmp_path)
    entries = (tmp_path / "v" / VILLAGE / "tile" / "entries").rglob("*")
    said = b"".join(path.read_bytes() for path in entries if path.is_file())
    named = {digest.decode() for digest in DIGEST.findall(said)}
    kept = {name for name in named if world.services.blobs.get(name) is not None}
    shown = {name for name in kept if site.read(f"r/{name}", 1) is not None}
    assert kept > shown, "what the village keeps to itself has a hash, too"
    copied = {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    assert copied.keys() == shown
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in copied.items())
    assert b"OggS" in {data[:4] for data in copied.values()}, "what is said aloud as well"


def test_whoever_has_a_mirror_draws_from_what_the_database_holds(
    world: World, treasurer: Visitor, tmp_path: Path
) -> None:
    paid = posted(world, {**day(14), "out_of": "cash", "amount": "900", "what": "Nails"}, "lost")
    back = treasurer.done(f"{paid}/reverse", {"what": "Written twice"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    mirror(Served(world), VILLAGE, tmp_path)
    country = world.services.country
    with world.services.database.read() as session:
        (village,) = facts(session, span_of(VILLAGE), country, world.clock().date())
        newest = told_record(str(tmp_path), VILLAGE)
        for size in (newest.head.size, newest.head.size - 1, newest.head.size * 2 // 3, 1):
            told = told_record(str(tmp_path), VILLAGE, size)
            assert told.head == head_at(session, newest.head, VILLAGE, size)
            assert told_expenses(told.events, country.currency) == expenses(village, size)
    with pytest.raises(ValueError, match=str(newest.head.size + 1)):
        told_record(str(tmp_path), VILLAGE, newest.head.size + 1)
    with pytest.raises(Unreadable, match="no signed record"):
        told_record(str(tmp_path), "22120301")
    (own,) = read_vkeys((tmp_path / "v" / VILLAGE / "key").read_text())
    assert told_record(str(tmp_path), VILLAGE, keys=(own,)) == newest
    another, name = Ed25519PrivateKey.generate().public_key(), parse_vkey(own)[0]
    with pytest.raises(Unreadable, match="not signed by a key that counts"):
        told_record(str(tmp_path), VILLAGE, keys=(vkey(name, another),))
    with pytest.raises(Unreadable, match="not signed by a key that counts"):
        told_record(str(tmp_path), VILLAGE, keys=(vkey("other.example/v/1", another),))
    with pytest.raises(Unreadable, match="the record of 22120301, not of"):
        told_record("https://village.example/v/22120301", VILLAGE)
    files = (tmp_path / "v" / VILLAGE / "tile" / "entries").rglob("*")
    damaged = next(one for one in files if one.is_file() and b'"n":900}' in one.read_bytes())
    damaged.write_bytes(damaged.read_bytes().replace(b'"n":900}', b'"n":901}', 1))
    with pytest.raises(Unreadable, match="not whole"):
        told_record(str(tmp_path), VILLAGE)
