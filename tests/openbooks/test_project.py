"""A project's page: its story, and the warnings that those who sign are given."""

import re
from uuid import UUID

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.openbooks.asking import queries_of
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.rules.states import EntryState
from ubudehe.openbooks.flags import flags_about, public_flags
from ubudehe.openbooks.queries import project_page
from ubudehe.projects.proposals.tables import Proposal


def first_project(world: World) -> UUID:
    with world.services.database.read() as session:
        found = select(Proposal.id).where(Proposal.village == VILLAGE, Proposal.state == "chosen")
        return session.exec(found.order_by(Proposal.number)).first()  # type: ignore[return-value,arg-type]


@pytest.mark.both_engines
def test_it_tells_its_story_and_leads_to_each_receipt(world: World) -> None:
    visitor, project = Visitor(world.client()), first_project(world)
    page = visitor.get(f"/en/projects/{project}")
    assert "Need: named on 13 September 2025" in page
    assert "Chosen by vote on 13 September 2025" in page
    assert "more than planned" in page
    given = sum(map(int, re.findall(r">(\d+) labour days</span>", page)))
    assert f"{given} labour days given, 240 promised" in page
    assert visitor.client.get(re.findall(r'href="(/r/[0-9a-f]+)"', page)[0]).status_code == 200
    search = re.findall(rf'href="(/en/p/{VILLAGE}/ledger\?[^"]*)"', page)[0]
    assert f'value="{project}" selected' in visitor.get(search)


@pytest.mark.both_engines
def test_everybody_reads_what_those_who_sign_are_warned_of(world: World) -> None:
    visitor, treasurer = Visitor(world.client()), world.signed_in("treasurer", VILLAGE)
    with world.services.database.write() as session:
        world.tampered = True
        entry = session.exec(
            select(LedgerEntry).where(LedgerEntry.village == VILLAGE, LedgerEntry.kind == "spend")
        ).first()
        assert entry is not None
        entry.state, entry.quotes, entry.expires_on = EntryState.PROPOSED, None, None
        session.add(entry)
        id_ = entry.id
    warned = treasurer.get(f"/en/work/{VILLAGE}/money/{id_}")
    shown = visitor.get(f"/en/entries/{id_}")
    said = "Left in the project's budget for"
    assert said in warned
    assert said in shown


def test_its_flags_are_those_of_its_entries_and_cost_no_query_per_row(world: World) -> None:
    world.tampered = True
    country, today = world.services.country, world.clock.now.date()
    project = first_project(world)
    counts = []
    for _ in range(2):
        with world.services.database.read() as session, queries_of(world) as queries:
            page = project_page(session, project, country, today)
        counts.append(len(queries))
        with world.services.database.read() as session:
            every = public_flags(session, VILLAGE, country, today)
            ids = frozenset(
                session.exec(select(LedgerEntry.id).where(LedgerEntry.project == project)).all()
            )
        assert page.flags == flags_about(every, ids)
        with world.services.database.write() as session:
            rows = session.exec(select(LedgerEntry).where(LedgerEntry.project == project)).all()
            for row in rows[2:]:
                row.project = None
                session.add(row)
    assert counts[0] == counts[1]
