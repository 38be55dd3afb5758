"""Who writes queues: threads in their order, processes one at a time, and nobody for a dead one."""

import subprocess
import sys
import threading
from pathlib import Path

from ubudehe.storage.queue import Queue, alone

_HOLDS = """
import sys, time
from pathlib import Path
from ubudehe.storage.queue import alone
with alone(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(60)
"""


def test_threads_have_their_turn_in_the_order_in_which_they_came() -> None:
    queue, came, waits = Queue(), [], threading.Semaphore(0)

    def one(number: int) -> None:
        waits.release()
        assert queue.enter(20)
        came.append(number)
        queue.leave()

    assert queue.enter(1)
    threads = [threading.Thread(target=one, args=(number,)) for number in range(5)]
    for ahead, thread in enumerate(threads):
        thread.start()
        waits.acquire()
        while len(queue._waiting) <= ahead:
            pass
    queue.leave()
    for thread in threads:
        thread.join()
    assert came == [0, 1, 2, 3, 4]


def test_who_waits_too_long_goes_and_is_not_called_later() -> None:
    queue = Queue()
    assert queue.enter(1)
    assert not queue.enter(0.01)
    queue.leave()
    assert queue.enter(0)


def test_another_process_waits_until_the_first_is_dead(tmp_path: Path) -> None:
    path = tmp_path / "own.sqlite-queue"
    command = [sys.executable, "-c", _HOLDS, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as first:
        assert first.stdout
        assert first.stdout.readline() == b"in\n"
        second = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert second.stdout
        reader = threading.Thread(target=second.stdout.readline)
        reader.start()
        reader.join(1.5)
        assert reader.is_alive()
        first.kill()
        reader.join(30)
        assert not reader.is_alive()
        second.kill()
        second.communicate()


def test_where_no_queue_can_be_made_nobody_waits(tmp_path: Path) -> None:
    with alone(tmp_path / "no folder" / "own.sqlite-queue"), alone(None):
        assert list(tmp_path.iterdir()) == []
