"""The process is killed in the middle of writes: nothing half-done, nothing told and then lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from tests.conftest import World
from tests.record.writing_until_killed import LOGS
from ubudehe.projects.needs.tables import Need
from ubudehe.record.append import total
from ubudehe.record.checking_national import check_all
from ubudehe.record.rules.policies import Policy
from ubudehe.record.tables import Act, LogHead, LogLeaf

pytestmark = pytest.mark.both_engines

PROGRAM = Path(__file__).parent / "writing_until_killed.py"
ROUNDS = 4


def told_until_killed(world: World, seconds: float) -> list[tuple[str, int, str]]:
    """Run the writer, kill it so long after every log has its act, and return what it had told."""
    settings = world.services.settings
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), settings.database_url, str(settings.data)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert process.stdout
    lines: list[str] = []
    while {line.split(" ")[0] for line in lines} != set(LOGS):
        lines.append(process.stdout.readline())
        assert lines[-1], "it ended by itself"
    killer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
    killer.start()
    lines += process.stdout
    killer.join()
    assert process.wait(30) == -signal.SIGKILL
    process.stdout.close()
    time.sleep(0.3)  # PostgreSQL may have a last commit in hand, which nobody was told of
    if not lines[-1].endswith("\n"):
        lines.pop()
    return [(log, int(index), digest) for log, index, digest in map(str.split, lines)]


def test_a_killed_process_loses_nothing_that_it_told(empty_world: World) -> None:
    database, chance = empty_world.services.database, random.Random(5)
    told: dict[tuple[str, int], str] = {}
    for _ in range(ROUNDS):
        for log, index, digest in told_until_killed(empty_world, chance.uniform(0.2, 1.2)):
            assert (log, index) not in told
            told[log, index] = digest
        with database.read() as session:
            rows = session.exec(select(LogLeaf.log, LogLeaf.idx, LogLeaf.leaf_hash)).all()
            kept = {(log, index): digest.hex() for log, index, digest in rows}
            assert told.items() <= kept.items()
            for log in LOGS:
                size = session.get_one(LogHead, log).size
                acts = session.exec(select(func.count()).where(Act.log == log)).one()
                needs = session.exec(select(func.count()).where(Need.village == log)).one()
                assert (acts, needs, total(session, log, "needs")) == (size, size, size)
            assert check_all(session, empty_world.services.heads, Policy()).faults == ()
        with database.read() as session:
            for log in LOGS:
                assert empty_world.services.heads.sign(session, log)
    assert {log for log, _ in told} == set(LOGS)
    until = time.monotonic() + 30  # PostgreSQL may still be ending the dead process's sessions
    while (step := empty_world.services.publisher.step(empty_world.clock.now)) is None:
        assert time.monotonic() < until
    assert step.refused == ()
