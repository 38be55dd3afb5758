"""Pages that a role can reach by links answer, and none reads a table that grows with the country.

The facilitator's are walked in all four languages; theirs and the cell's on both engines.
"""

import re

import pytest

from tests.conftest import CELL, SECTOR, VILLAGE, Visitor, World
from tests.households.test_register import HOME, HOMES
from tests.ledger.test_money import CAME, propose
from tests.plans import read_whole, statements


def crawl(visitor: Visitor, start: str, inside: str, most: int = 400) -> list[str]:
    """Follow the links of a page and theirs below `inside`; return the paths seen."""
    seen: list[str] = []
    waiting = [start]
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = visitor.client.get(path)
        assert answer.status_code in (200, 303), (path, answer.status_code, answer.text[:1500])
        seen.append(path)
        if answer.status_code == 303:
            waiting.append(answer.headers["location"])
            continue
        if answer.headers["content-type"].startswith("text/html"):
            links = re.findall(r'href="(/[^"#?]*)"', answer.text)
            waiting += [
                link
                for link in dict.fromkeys(links)
                if link.startswith(inside) and "import" not in link
            ]
    return seen


def walked(visitor: Visitor, world: World, start: str, inside: str, most: int) -> int:
    """Crawl and look what was asked of the database; return how many pages were seen."""
    with statements() as sent:
        seen = crawl(visitor, start, inside, most)
    on_sqlite = world.services.database.engine.dialect.name == "sqlite"
    whole = read_whole(world.services.database, sent) if on_sqlite else []
    assert not whole, "\n\n".join(whole)
    return len(seen)


@pytest.mark.parametrize("lang", ["rw", "fr", "sw"])
def test_facilitator_reaches_every_page_in_other_languages(
    facilitator: Visitor, world: World, lang: str
) -> None:
    assert walked(facilitator, world, f"/{lang}/work/{VILLAGE}", f"/{lang}/work", 150) > 60


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("facilitator", VILLAGE),
        ("cell_secretary", CELL),
        pytest.param("chair", VILLAGE, marks=pytest.mark.on_sqlite),
        pytest.param("treasurer", VILLAGE, marks=pytest.mark.on_sqlite),
        pytest.param("sector_officer", SECTOR, marks=pytest.mark.on_sqlite),
    ],
)
def test_every_role_reaches_its_pages(world: World, role: str, place: str) -> None:
    most, least = (150, 60) if role == "facilitator" else (80, 10)
    assert walked(world.signed_in(role, place), world, "/en/work", "/en/work", most) > least


def test_the_public_pages_answer(donor: Visitor, world: World) -> None:
    assert walked(donor, world, "/en/", "/en/", 120) > 100


def test_registering_and_paying_read_no_table_whole(
    world: World, facilitator: Visitor, chair: Visitor
) -> None:
    with statements() as sent:
        facilitator.done(f"{HOMES}/new", HOME)
        chair.done(f"{propose(world, CAME, 'came')}/approve", {})
    assert len(sent) > 20
    assert not read_whole(world.services.database, sent)
