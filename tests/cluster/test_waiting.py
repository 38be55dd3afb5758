"""An act, sent first or again, is not acknowledged before the standby has it."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session

from tests import engines
from tests.conftest import VILLAGE
from tests.preparing import opened
from ubudehe.people.counter import Counter
from ubudehe.people.desk import Desk, Person
from ubudehe.people.rules import Grant, Role
from ubudehe.places.loading import load_places
from ubudehe.projects.needs.actions import add_need
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.record.append import Receipt
from ubudehe.storage.schema import migrate
from ubudehe.web.services import Services

SOON = 1.5


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with engines.postgres_cluster() as url:
        made = opened(url, tmp_path)
        migrate(made.database)
        with made.database.write() as session:
            load_places(session, made.country)
        yield made
        made.database.close()


def wait_for(services: Services, standby: str) -> None:
    """Let commits wait for a standby of this name, or for none."""
    engine = create_engine(services.database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql("SELECT pg_sleep(0.2)")
    engine.dispose()


def test_an_act_waits_for_the_standby_when_it_is_sent_and_when_it_is_sent_again(
    services: Services,
) -> None:
    grants = (Grant(Role.FACILITATOR, VILLAGE, datetime(2026, 1, 1, tzinfo=UTC).date()),)
    person, id_, now = Person(uuid4(), "x", "k", grants), uuid4(), datetime.now(UTC)

    def desk(session: Session, person: Person, place: str, act_id: object) -> Desk:
        return Desk(session, person, place, id_, now, services.country)

    counter, told = Counter(services.database, desk), list[Receipt]()

    def send() -> threading.Thread:
        def work() -> None:
            form = NeedForm(text="Water")
            told.append(counter.do(VILLAGE, person, id_, lambda desk: add_need(desk, form)))

        sending = threading.Thread(target=work, daemon=True)
        sending.start()
        sending.join(SOON)
        return sending

    for many in (1, 2):
        wait_for(services, "nobody")
        sending = send()
        assert sending.is_alive(), "nobody has it yet"
        assert len(told) == many - 1
        wait_for(services, "")
        sending.join(10)
        assert len(told) == many
    first, again = told
    assert again.repeated
    assert (again.index, again.leaf_hash) == (first.index, first.leaf_hash)
