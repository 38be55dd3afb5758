"""A process that does acts, tells each one that it has done, and waits to be killed.

Not a test: tests/record/test_killed.py runs it as a program, with the database's address and the
data folder, and reads «log index leafhash» lines from its output.
"""

import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.projects.needs.actions import add_need
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.settings import Settings
from ubudehe.web.services import Services, open_services

LOGS = ("22120308", "43060101")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def do_acts(services: Services, log: str) -> None:
    """Do acts for ever; each is told only when it is committed and its head is signed."""
    person = Person(uuid4(), "x", "k", (Grant(Role.FACILITATOR, log, SINCE.date()),))
    number = 0
    while True:
        number += 1
        with services.database.write() as session:
            desk = Desk(session, person, log, uuid4(), services.clock(), services.country)
            receipt = add_need(desk, NeedForm(text=f"Need {number}"))
        with services.database.read() as session:
            services.heads.sign(session, log)
        os.write(1, f"{log} {receipt.index} {receipt.leaf_hash.hex()}\n".encode())


def publish(services: Services) -> None:
    """Publish for ever, as the app does beside its acts."""
    while True:
        services.publisher.step(services.clock())


def main(url: str, home: str) -> None:
    """Do all of it at once."""
    services = open_services(Settings(Path(home), url, "localhost:8000", None, https=False))
    for log in (*LOGS, LOGS[0]):
        threading.Thread(target=do_acts, args=(services, log), daemon=True).start()
    publish(services)


if __name__ == "__main__":
    main(*sys.argv[1:])
