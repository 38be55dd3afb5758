"""One project's figures are the same wherever they stand: pages, tables, the API."""

import csv
from io import StringIO

import pytest
from sqlmodel import col, select

from tests.conftest import VILLAGE, World
from ubudehe.ledger.budgets import budget_of
from ubudehe.projects.proposals.queries import funded_projects
from ubudehe.projects.proposals.tables import Proposal, ProposalLine

OVER = "more than planned"


@pytest.mark.parametrize("planned", [620_000, 200_000])
def test_what_is_over_a_budget_holds_the_states_share_everywhere(
    world: World, planned: int
) -> None:
    with world.services.database.write() as session:
        line = funded_projects(session, VILLAGE)[0]
        row = session.get_one(Proposal, line.id)
        row.cost, row.from_state = planned - 150_000, 150_000
        lines = session.exec(
            select(ProposalLine)
            .where(ProposalLine.proposal == line.id)
            .order_by(col(ProposalLine.position))
        ).all()
        for one in lines:
            one.amount = planned if one is lines[0] else 0
    with world.services.database.read() as session:
        line = funded_projects(session, VILLAGE)[0]
        spent = budget_of(session, VILLAGE, line, world.services.country.currency).spent
    assert 200_000 < spent < 620_000, "more than the small budget, less than the large one"
    client = world.client()
    told = client.get(f"/api/v1/projects/{line.id}").json()
    assert told["planned"]["minor"] == planned
    assert told["over"]["minor"] == max(spent - planned, 0)
    listed = client.get(f"/api/v1/villages/{VILLAGE}/projects").json()["items"]
    assert [one["planned"] for one in listed if one["id"] == str(line.id)] == [told["planned"]]
    table = csv.DictReader(StringIO(client.get(f"/data/{VILLAGE}/projects.csv").text))
    assert [(one["planned"], one["spent"]) for one in table if one["id"] == str(line.id)] == [
        (str(planned), str(spent))
    ]
    more = f"{spent - planned:,}".replace(",", "\u00a0") if spent > planned else ""
    village = client.get(f"/en/p/{VILLAGE}").text.partition(f"/projects/{line.id}")[2]
    own = client.get(f"/en/projects/{line.id}").text.partition('class="hero"')[2]
    for part in (village.partition("</li>")[0], own.partition('class="box"')[0]):
        assert f"of {planned:,}".replace(",", "\u00a0") in part
        assert (OVER in part) == bool(more)
        assert more in part
