"""Every page that a role can reach by links answers, in all four languages and on both engines."""

import re

import pytest

from tests.conftest import CELL, VILLAGE, Visitor, World


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


def reached(world: World, lang: str) -> list[str]:
    visitor = world.signed_in("facilitator", VILLAGE)
    return crawl(visitor, f"/{lang}/work/{VILLAGE}", f"/{lang}/work", most=150)


@pytest.mark.both_engines
def test_facilitator_reaches_every_page_of_the_work(world: World) -> None:
    assert len(reached(world, "en")) > 60


@pytest.mark.parametrize("lang", ["rw", "fr", "sw"])
def test_facilitator_reaches_every_page_in_other_languages(world: World, lang: str) -> None:
    assert len(reached(world, lang)) > 60


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("role", "place"), [("chair", VILLAGE), ("treasurer", VILLAGE), ("cell_secretary", CELL)]
)
def test_other_roles_reach_their_pages(world: World, role: str, place: str) -> None:
    visitor = world.signed_in(role, place)
    assert len(crawl(visitor, "/en/work", "/en/work", most=80)) > 10
