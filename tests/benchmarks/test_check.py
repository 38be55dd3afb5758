"""Checking a village of 10,000 acts at rest against verifying the same record from its files."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlmodel import select

from tests.conftest import VILLAGE, World
from tests.record.logs import sign
from ubudehe.checking import check_everything
from ubudehe.people.desk import Desk
from ubudehe.people.signing import person_of
from ubudehe.people.tables import Account
from ubudehe.projects.needs.actions import add_need
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.record.queries import record_sizes
from ubudehe.verifier.sources.opening import open_source
from ubudehe.verifier.verify import Wish, verify

ACTS = 10_000


def test_a_check_against_a_verification(
    world: World, tmp_path: Path, report: Callable[[str, str], None]
) -> None:
    grow(world)
    sign(world, VILLAGE)
    packed = tmp_path / "record.zip"
    packed.write_bytes(world.client().get(f"/v/{VILLAGE}/record.zip").content)
    services = world.services
    checked, verified = [], []
    for _ in range(2):
        began = time.perf_counter()
        with services.database.read() as session:
            policy = services.publisher.policy()
            found = check_everything(session, services.country, services.heads, policy)
        checked.append(time.perf_counter() - began)
        assert found.faults == ()
        began = time.perf_counter()
        verify(open_source(str(packed)), Wish())
        verified.append(time.perf_counter() - began)
    report(f"checking {ACTS:,} acts of a village at rest", f"{min(checked):.2f} s")
    report("ratio to verifying its record (goal: 20)", f"{min(checked) / min(verified):.1f}")


def grow(world: World) -> None:
    """Let the facilitator write down needs until the village has so many acts."""
    one = world.find("facilitator", VILLAGE)
    services = world.services
    with services.database.write() as session:
        account = session.exec(select(Account).where(Account.phone == one.phone)).one()
        person = person_of(session, account)
        for n in range(ACTS - record_sizes(session)[VILLAGE]):
            now = world.clock.now + timedelta(seconds=n)
            desk = Desk(session, person, VILLAGE, uuid4(), now, services.country)
            add_need(desk, NeedForm(text=f"A need {n}"))
