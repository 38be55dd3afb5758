"""Links as they come out of text messages lead where they were meant to."""

import pytest

from tests.conftest import VILLAGE, World

MEANT = f"/en/p/{VILLAGE}"


@pytest.mark.parametrize(
    "asked",
    [
        "/en/p/{}/",
        "/en/p/{}.",
        "/en/p/{})",
        "/en/p/{},",
        "/en/p/{}).",
        "/en/p/{}%C2%BB",
        "/p/{}",
        "/p/{}/",
        "/EN/p/{}",
        "/EN/P/{}",
        "/en-GB/p/{}",
        "/en_GB/p/{}.",
        "//en//p/{}",
    ],
)
def test_a_link_is_forgiven_what_a_message_does_to_it(world: World, asked: str) -> None:
    heard = {"accept-language": "en-GB,en;q=0.8"}
    answer = world.client().get("http://localhost:8000" + asked.format(VILLAGE), headers=heard)
    assert (answer.status_code, answer.headers.get("location")) == (308, MEANT)


def test_what_stood_behind_the_question_mark_comes_along(world: World) -> None:
    answer = world.client().get("/en/find/?q=Kabeza")
    assert answer.headers["location"] == "/en/find?q=Kabeza"


@pytest.mark.parametrize("asked", ["/en/p/99", "/en/nothing/", "/bad.example/", "/v/22120308/x."])
def test_what_is_not_there_is_not_guessed(world: World, asked: str) -> None:
    assert world.client().get(asked).status_code == 404


@pytest.mark.parametrize("asked", ["/nothing", "/p/", "/xx/p/22120308/a"])
def test_a_page_that_is_not_there_says_so_and_leads_on(world: World, asked: str) -> None:
    answer = world.client().get(asked, headers={"accept-language": "sw"})
    assert answer.status_code == 404
    assert '<html lang="sw">' in answer.text
    assert 'href="/sw/"' in answer.text


def test_the_same_page_in_another_language_asks_the_same(world: World) -> None:
    page = world.client().get("/rw/find?q=Kabeza&utm=x").text
    assert 'href="/fr/find?q=Kabeza"' in page
    assert "utm" not in page
