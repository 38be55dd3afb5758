"""A mirror of a village holds each file that its public pages lead to, and none that is gone."""

import hashlib
import re
from pathlib import Path

from tests.conftest import VILLAGE, World
from tests.ledger.test_count_photos import counted
from tests.ledger.test_evidence import white
from tests.replaying import stages
from ubudehe.verifier.mirrors.mirror import mirror
from ubudehe.verifier.sources.site import SiteSource

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
