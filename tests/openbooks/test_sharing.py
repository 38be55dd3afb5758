"""What others see of a page before they open it: search engines, messages, a sheet on the wall."""

import json
import re
import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.language.catalogues import say
from ubudehe.openbooks.sharing.cards import _DRAWN_AS, _MARKS, WIDE, _letters, card
from ubudehe.places.reading import load_country
from ubudehe.web.rendering import Speech


def test_a_public_page_describes_itself_in_every_language(world: World) -> None:
    visitor = Visitor(world.client())
    page = visitor.get(f"/en/p/{VILLAGE}")
    told = re.findall(r'<meta name="description" content="([^"]*)"', page)
    assert re.match(r"[\d ]+ Frw are there today: ", told[0])
    assert f'property="og:description" content="{told[0]}"' in page
    site = world.services.settings.address
    assert f'rel="canonical" href="{site}/en/p/{VILLAGE}"' in page
    other = re.findall(r'hreflang="(\w+)" href="([^"]*)"', page)
    assert [lang for lang, url in other if url.startswith(site)] == ["rw", "en", "fr", "sw"]
    asked = visitor.get(f"/en/p/{VILLAGE}/ledger?q=sima")
    assert f'rel="canonical" href="{site}/en/p/{VILLAGE}/ledger"' in asked
    assert 'rel="canonical"' not in visitor.client.get("/en/p/99").text
    assert 'rel="canonical"' not in visitor.get("/en/sign-in")


def test_what_a_visitor_calls_the_host_enters_no_page_of_others(world: World) -> None:
    unnamed = replace(world.services.settings, named=False)
    world.services = replace(world.services, settings=unnamed)
    client = world.client()
    for path in (f"/en/p/{VILLAGE}", f"/en/p/{VILLAGE}/poster", "/sitemap.txt", "/en/"):
        page = client.get(path, headers={"host": "evil.example"})
        assert page.status_code == 200
        assert "evil.example" not in page.text, path


def test_programs_are_told_what_is_public(world: World) -> None:
    visitor = Visitor(world.client())
    robots = visitor.get("/robots.txt")
    assert "Disallow: /rw/work\n" in robots
    site = world.services.settings.address
    assert f"Sitemap: {site}/sitemap.txt" in robots
    listed = visitor.get("/sitemap.txt").split()
    assert len([one for one in listed if "/p/" in one]) == 3
    for address in listed:
        visitor.get(address.removeprefix(site))


def test_a_message_and_a_poster_lead_to_the_village(world: World) -> None:
    visitor = Visitor(world.client())
    page = visitor.get(f"/en/p/{VILLAGE}")
    line = re.findall(r'href="sms:\?body=([^"]*)"', page)[0]
    site = world.services.settings.address
    assert line.endswith(f"/p/{VILLAGE}")
    assert "%C2%A0" not in line, "a space that does not break costs a message of Unicode"
    poster = visitor.get(f"/en/p/{VILLAGE}/poster")
    assert f"{site}/p/{VILLAGE}" in poster
    assert "<svg" in poster
    for said in (f"/p/{VILLAGE}", f"/p/{VILLAGE}.", f"/en/p/{VILLAGE}/"):
        answer = visitor.client.get(said)
        assert answer.status_code == 308
        assert answer.headers["location"].endswith(f"/p/{VILLAGE}")
    assert visitor.client.get("/en/p/2212/poster").status_code == 404


@pytest.mark.both_engines
@pytest.mark.parametrize("code", [VILLAGE, "22"])
def test_a_message_shows_a_picture_that_is_small(world: World, code: str) -> None:
    visitor = Visitor(world.client())
    site = world.services.settings.address
    for lang in ("rw", "en", "fr", "sw"):
        page = visitor.get(f"/{lang}/p/{code}")
        found = re.findall(r'property="og:image" content="([^"]*)"', page)
        assert found == [f"{site}/card/{lang}/{code}.png"]
        answer = visitor.client.get(found[0].removeprefix(site))
        assert answer.headers["content-type"] == "image/png"
        assert len(answer.content) < 10_000
        assert Image.open(BytesIO(answer.content)).size == (600, 315)
    for wrong in ("/card/xx/22.png", "/card/en/abc.png", "/card/en/99.png"):
        assert visitor.client.get(wrong).status_code == 404


@pytest.mark.both_engines
def test_a_phone_has_an_icon_and_a_name_for_the_app(world: World) -> None:
    visitor = Visitor(world.client())
    page = visitor.get("/en/")
    assert f'content="{world.services.settings.address}/icon/512.png"' in page
    manifest = re.findall(r'rel="manifest" href="([^"]*)"', page)[0]
    icons = json.loads(visitor.get(manifest))["icons"]
    drawn = re.findall(r'rel="icon" href="([^"]*)"', visitor.get("/en/sign-in"))
    for address in {*drawn, *(one["src"] for one in icons), "/favicon.ico"}:
        answer = visitor.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("image/")
        assert len(answer.content) < 5_000
    assert visitor.client.get("/icon/64.png").status_code == 404


def test_a_long_name_stays_on_the_picture() -> None:
    short, long = (
        Image.open(BytesIO(card(name, "", []))).convert("RGB") for name in ("A", "Muhanga " * 20)
    )
    margin = (WIDE - 20, 80, WIDE, 300)
    assert short.crop(margin).tobytes() == long.crop(margin).tobytes()
    assert short.tobytes() != long.tobytes()


def test_every_sign_of_a_picture_has_a_shape() -> None:
    nothing, country = bytes(_letters(34).getmask("\U0010ffff")), load_country()
    told = [Speech(lang, country).money(-1_234_567) for lang in country.languages]
    told += [say(lang, one) for lang in country.languages for one in ("Spent", "It has today")]
    signs = {*unicodedata.normalize("NFD", "".join(told).translate(_DRAWN_AS))}
    assert {"1", "-", " "} < signs
    assert not [one for one in signs - {*_MARKS} if bytes(_letters(34).getmask(one)) == nothing]
    kept, plain = "\u22121\u00a0000\u00a0Frw", "-1 000 Frw"
    assert card("A", "", [("B", kept)]) == card("A", "", [("B", plain)])
