"""An import at work in a thread of its own, so that the phone need not wait on one request."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ubudehe.households.importing.actions import note_failure, register_all
from ubudehe.households.importing.progress import Progress
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, Person
from ubudehe.places.pack import Country
from ubudehe.storage.engine import Database

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
    """Register all households of the import, or none and write down why."""
    try:
        size = _register(job)
    except Refusal as refusal:
        _failed(job, refusal)
    except Exception as error:
        # Only the kind of error: its text may quote a household.
        _log.error("import %s failed: %s", job.import_id, type(error).__name__)
        _failed(job, Refusal(N_("Something went wrong here. Nothing was changed. Try again.")))
    else:
        job.committed(size)
    finally:
        job.progress.forget(job.import_id)


def _register(job: Job) -> int:
    def tell(done: int, of: int) -> None:
        job.progress.tell(job.import_id, done, of)

    with job.database.write() as session:
        desk = Desk(session, job.person, job.place, job.import_id, job.now, job.country)
        return register_all(desk, job.import_id, tell)


def _failed(job: Job, refusal: Refusal) -> None:
    try:
        with job.database.write() as session:
            note_failure(session, job.place, job.import_id, refusal)
    except Exception as error:
        _log.error("import %s cannot be noted: %s", job.import_id, type(error).__name__)
