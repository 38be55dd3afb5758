"""`ubudehe sample`, as anybody types it: the same draw takes the same entries, always."""

from pathlib import Path
from uuid import UUID

from tests.conftest import VILLAGE
from tests.preparing import Prepared
from tests.shell import run
from tests.test_cli_publishing import played
from ubudehe.audit.rules.sampling import Item, Sample, draw, seed_of


def test_a_sample_is_the_same_for_everybody(tmp_path: Path, prepared: Prepared) -> None:
    heads = played(tmp_path, prepared)
    head = heads.last_signed(VILLAGE)
    assert head is not None
    words = ("sample", VILLAGE, "--seed", "4 2 6 1", "--size")
    first, again = (run(tmp_path, *words, "5") for _ in range(2))
    assert (first.returncode, first.stdout) == (0, again.stdout)
    lines = first.stdout.splitlines()
    assert lines[0].split()[:2] == [head.checkpoint.origin, str(head.checkpoint.size)]

    def items(text: str) -> tuple[Item, ...]:
        rows = (line.split() for line in text.splitlines()[2:])
        return tuple(Item(UUID(id_), int(number), int(amount)) for number, id_, amount in rows)

    everything = items(run(tmp_path, *words, "200").stdout)
    point = head.checkpoint
    seed = seed_of(point.origin, point.size, point.root, "4 2 6 1")
    expected: Sample = draw(everything, seed, "mus", 5)
    assert items(first.stdout) == expected.items
    simple = run(tmp_path, *words, "5", "--method", "simple")
    assert items(simple.stdout) == draw(everything, seed, "simple", 5).items

    assert run(tmp_path, *words, "0").returncode == 2
    assert run(tmp_path, "sample", "2212", "--seed", "1").returncode == 2
    assert run(tmp_path, "sample", VILLAGE, "--seed", " ").returncode == 2
    nowhere = run(tmp_path, *words, "5", "--from", str(tmp_path / "data"))
    assert "no signed record" in nowhere.stderr
    assert nowhere.returncode == 1
    beyond = run(tmp_path, *words, "5", "--at", str(point.size + 1))
    assert "does not hold so many acts" in beyond.stderr
    assert beyond.returncode == 2
