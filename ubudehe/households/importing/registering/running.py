"""An import at work in a thread of its own, so that the phone need not wait on one request."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from uuid import UUID

from ubudehe.households.importing.actions import note_failure, register_some
from ubudehe.households.importing.queries import rows_to_register
from ubudehe.households.importing.registering.progress import Progress
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, Person
from ubudehe.places.pack import Country
from ubudehe.storage.engine import Database

BATCH = 25
"""Households in one transaction: some hundredths of a second for which others wait."""
_LONGEST_REST = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Everything an import needs to run without the request that asked for it."""

    database: Database
    person: Person
    place: str
    import_id: UUID
    now: datetime
    country: Country
    progress: Progress
    committed: Callable[[int], None]
    """Called with the new size of the record once everything is kept."""


def start(job: Job) -> threading.Thread:
    """Run `job` in the background."""
    thread = threading.Thread(target=run, args=(job,), name=f"import {job.import_id}")
    thread.start()
    return thread


def run(job: Job) -> None:
    """Register the agreed households a few at a time, or write down why that stopped."""
    try:
        size = _register(job)
    except Refusal as refusal:
        _failed(job, refusal)
    except Exception as error:
        # Only the kind of error: its text may quote a household.
        _log.error("import %s failed: %s", job.import_id, type(error).__name__)
        _failed(
            job,
            Refusal(
                N_("Something went wrong here. What is through is registered: go on with the rest.")
            ),
        )
    else:
        if size:
            job.committed(size)
    finally:
        job.progress.forget(job.import_id)


def _register(job: Job) -> int:
    """Register batch after batch, each in a transaction of its own; return the record's size.

    After each batch the worker rests as long as the batch took, so that somebody who waits for
    SQLite's one writer gets in between.
    """
    with job.database.read() as session:
        done, rows = rows_to_register(session, job.place, job.import_id, job.country)
    size, of = 0, done + len(rows)
    for first in range(0, max(len(rows), 1), BATCH):
        some = rows[first : first + BATCH]
        job.progress.tell(job.import_id, done, of)
        began = monotonic()
        with job.database.write() as session:
            desk = Desk(session, job.person, job.place, job.import_id, job.now, job.country)
            through = register_some(desk, job.import_id, done, some)
        if through is None:
            break  # another worker does it
        size, done = through.size, through.done
        if first + BATCH < len(rows):
            sleep(min(monotonic() - began, _LONGEST_REST))
    return size


def _failed(job: Job, refusal: Refusal) -> None:
    try:
        with job.database.write() as session:
            note_failure(session, job.place, job.import_id, refusal)
    except Exception as error:
        _log.error("import %s cannot be noted: %s", job.import_id, type(error).__name__)
