"""What is known of records is never less than what was told, and no page claims to be newer."""

from datetime import timedelta

import pytest
from sqlmodel import col, update
from starlette.requests import Request

from tests.conftest import NEIGHBOUR, VILLAGE, World
from ubudehe.record.stirring import stir
from ubudehe.record.tables import LogHead
from ubudehe.web import versions as known
from ubudehe.web.versions import Versions
from ubudehe.web.visit import Visit


@pytest.mark.both_engines
def test_growth_that_was_long_in_coming_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = Versions(world.services.database)
    versions.refresh()
    size, soon = versions.of(VILLAGE), int(world.clock.now.timestamp() * 1000) + 10**9
    with world.services.database.write() as session:
        session.execute(update(LogHead).where(col(LogHead.log) == NEIGHBOUR).values(changed=soon))
    versions.refresh()
    with world.services.database.write() as session:  # written down earlier, committed now
        session.execute(
            update(LogHead).where(col(LogHead.log) == VILLAGE).values(size=size + 1, flagged=0)
        )
    versions.refresh()
    monkeypatch.setattr(known, "ALL_AFTER", 0)
    versions.refresh()
    assert versions.of(VILLAGE) == size + 1
    world.tampered = True


def test_a_question_that_was_on_its_way_takes_no_growth_back(world: World) -> None:
    versions = Versions(world.services.database)
    versions.refresh()
    size = versions.of(VILLAGE)
    versions.grew(VILLAGE, size + 1)
    versions.refresh()
    assert versions.of(VILLAGE) == size + 1


@pytest.mark.both_engines
def test_pages_are_made_anew_once_where_another_record_changed_what_they_show(
    world: World,
) -> None:
    versions, ahead = Versions(world.services.database), world.clock.now + timedelta(days=9)
    versions.refresh()
    size, before = versions.of(VILLAGE), versions.version(VILLAGE)
    seen = {before}
    for now in (ahead, ahead, ahead - timedelta(days=1)):
        with world.services.database.write() as session:
            stir(session, [VILLAGE], now)
        versions.refresh()
        seen.add(versions.version(VILLAGE))
        versions.refresh()
        assert versions.version(VILLAGE) in seen
    assert (versions.of(VILLAGE), len(seen)) == (size, 4)
    versions.grew(VILLAGE, size + 1)
    seen.add(versions.version(VILLAGE))
    versions.refresh()
    assert len(seen | {versions.version(VILLAGE)}) == 5, "its own growth is no change of another"


def test_a_page_of_which_the_record_grew_meanwhile_is_not_kept(world: World) -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    versions = world.services.versions
    versions.refresh()
    visits = [
        Visit(request, world.services, "en", None, None)  # type: ignore[arg-type]
        for _ in range(2)
    ]
    visits[0].hold_while(VILLAGE)
    versions.grew(VILLAGE, versions.of(VILLAGE) + 1)
    visits[1].hold_while(VILLAGE)
    assert [bool(one._holds) for one in visits] == [True, False]
