"""Every page that a role can reach by links answers, in all four languages."""

import re

import pytest

from tests.conftest import CELL, VILLAGE, Visitor, World

LANGUAGES = ("rw", "en", "fr", "sw")


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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_facilitator_reaches_every_page_of_the_work(world: World, lang: str) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    seen = crawl(visitor, f"/{lang}/work/{VILLAGE}", f"/{lang}/work", most=150)
    assert len(seen) > 60


@pytest.mark.parametrize(
    ("role", "place"), [("chair", VILLAGE), ("treasurer", VILLAGE), ("cell_secretary", CELL)]
)
def test_other_roles_reach_their_pages(world: World, role: str, place: str) -> None:
    visitor = world.signed_in(role, place)
    assert len(crawl(visitor, "/en/work", "/en/work", most=80)) > 10
