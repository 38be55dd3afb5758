"""What was typed survives whatever keeps it from being read, and the true cause is told."""

import html
import json
import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote
from uuid import uuid4

import pytest
from PIL import Image
from sqlmodel import select
from starlette.datastructures import FormData

from tests.conftest import VILLAGE, Visitor, World
from ubudehe.people.tables import Account
from ubudehe.projects.needs.forms import NeedForm
from ubudehe.web import forms
from ubudehe.web.cookies import GUEST, SESSION

NEED = f"/en/work/{VILLAGE}/projects/need"
TYPED = {"text": "The bridge of Kabeza is broken", "symbol": "bridge"}
FROM_HERE = {"referer": "http://localhost:8000/en/"}


def needs_of(world: World) -> int:
    page = world.client().get(f"/v/{VILLAGE}/checkpoint").text
    return int(page.splitlines()[1])


def kept_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<textarea name="([^"]+)" hidden>([^<]*)</textarea>', page)
    return {name: html.unescape(value) for name, value in found}


def test_without_a_session_the_form_comes_back_after_signing_in(world: World) -> None:
    visitor, before = world.signed_in("facilitator", VILLAGE), needs_of(world)
    fields = visitor.fields(NEED)
    visitor.client.cookies.delete(SESSION)
    asked = visitor.client.post(NEED, data={**fields, **TYPED}, headers=FROM_HERE)
    assert asked.status_code == 403
    assert "What you typed is kept on this page" in asked.text
    assert "You were signed out: this happens after 20 minutes" in asked.text
    one = world.find("facilitator", VILLAGE)
    hidden = {
        name: html.unescape(value)
        for name, value in re.findall(r'"hidden" name="([^"]+)" value="([^"]*)"', asked.text)
    }
    assert one.pin not in hidden["kept"]
    wrong = visitor.client.post("/en/sign-in", data={**hidden, "phone": one.phone, "pin": "271828"})
    assert wrong.status_code == 422
    assert "The bridge of Kabeza is broken" in html.unescape(wrong.text), "also after a wrong PIN"
    entered = visitor.client.post(
        "/en/sign-in", data={**hidden, "phone": one.phone, "pin": one.pin}
    )
    assert entered.headers["location"] == "/en/work/kept"
    offered = visitor.get("/en/work/kept")
    assert kept_fields(offered)["text"] == TYPED["text"]
    assert needs_of(world) == before


@pytest.mark.parametrize("elsewhere", [{}, {"referer": "https://bad.example/"}])
def test_what_another_site_sends_is_kept_for_nobody(
    world: World, elsewhere: dict[str, str]
) -> None:
    visitor = Visitor(world.client())
    sent = visitor.client.post(NEED, data={**TYPED, "csrf": "x"}, headers=elsewhere)
    assert sent.headers["location"] == "/en/sign-in"
    assert "Sign in again, and go on" in visitor.client.get("/en/sign-in").text


def test_what_is_kept_for_an_address_outside_of_work_is_not_offered(world: World) -> None:
    one, visitor = world.find("facilitator", VILLAGE), Visitor(world.client())
    kept = {"kept_for": "https://bad.example/en/work/", "kept": json.dumps([["text", "x"]])}
    there = visitor.done("/en/sign-in", {**kept, "phone": one.phone, "pin": one.pin})
    assert there == "/en/work"


@pytest.mark.both_engines
def test_an_old_form_of_who_signed_in_anew_is_offered_again(world: World) -> None:
    visitor, before = world.signed_in("facilitator", VILLAGE), needs_of(world)
    fields = visitor.fields(NEED)
    one = world.find("facilitator", VILLAGE)
    visitor.done("/en/sign-in", {"phone": one.phone, "pin": one.pin})
    answer = visitor.client.post(NEED, data={**fields, **TYPED}, headers=FROM_HERE)
    assert answer.headers["location"] == "/en/work/kept"
    assert kept_fields(visitor.get("/en/work/kept"))["text"] == TYPED["text"]
    assert needs_of(world) == before


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/check", "/en/vote"])
def test_without_cookies_the_cause_is_named(world: World, path: str) -> None:
    visitor = Visitor(world.client())
    fields = visitor.fields(path)
    visitor.client.cookies.delete(GUEST)
    answer = visitor.client.post(path, data={**fields, "phone": "0788 12", "pin": "314159"})
    assert "Your browser does not keep cookies" in html.unescape(answer.text)
    assert "314159" not in answer.text
    assert path != "/en/sign-in" or 'value="0788 12"' in answer.text


def test_a_guest_with_an_old_page_sends_once_more(world: World) -> None:
    visitor = Visitor(world.client())
    visitor.fields("/en/sign-in")
    answer = visitor.client.post(
        "/en/sign-in", data={"csrf": "old", "phone": "0788 12", "pin": "1"}
    )
    assert "Look at it once more" in answer.text
    one = world.find("facilitator", VILLAGE)
    assert visitor.done("/en/sign-in", {"phone": one.phone, "pin": one.pin}) == "/en/work"


def urlencoded(fields: dict[str, str], text: bytes) -> bytes:
    rest = "&".join(f"{name}={quote(value)}" for name, value in fields.items() if name != "text")
    return f"{rest}&text={quote(text)}".encode()


def test_a_form_in_another_alphabet_is_read_in_it(world: World) -> None:
    visitor, before = world.signed_in("facilitator", VILLAGE), needs_of(world)
    fields = visitor.fields(NEED) | TYPED
    kind = "application/x-www-form-urlencoded; charset=ISO-8859-1"
    body = urlencoded(fields, "Pont cassé à réparer".encode("latin-1"))
    sent = visitor.client.post(NEED, content=body, headers={"content-type": kind})
    assert sent.status_code == 303
    assert needs_of(world) == before + 1
    assert "Pont cassé à réparer" in visitor.get(f"/en/p/{VILLAGE}/projects")


@pytest.mark.parametrize("said", ["", "; charset=utf-8", "; charset=klingon"])
def test_a_form_in_an_unknown_alphabet_is_shown_again(world: World, said: str) -> None:
    visitor, before = world.signed_in("facilitator", VILLAGE), needs_of(world)
    fields = visitor.fields(NEED) | TYPED
    kind = f"application/x-www-form-urlencoded{said}"
    body = urlencoded(fields, "Pont cassé".encode("latin-1"))
    sent = visitor.client.post(NEED, content=body, headers={"content-type": kind})
    assert sent.status_code == 422
    assert "an alphabet that we cannot read" in sent.text
    assert "Pont cassé" in sent.text, "as far as it can be read"
    assert needs_of(world) == before


def test_signs_that_a_browser_could_not_read_are_not_kept(facilitator: Visitor) -> None:
    page = facilitator.refused(NEED, {**TYPED, "text": "Pont cass\ufffd"})
    assert "Write it again" in page


SPEND = f"/en/work/{VILLAGE}/money/new/paid"


def test_a_photo_that_is_too_large_leaves_what_was_typed(treasurer: Visitor) -> None:
    fields = treasurer.fields(SPEND) | {"what": "Cement of the school"}
    photo = {"photo": ("big.jpg", b"\xff" * 12_000_001, "image/jpeg")}
    answer = treasurer.client.post(SPEND, data=fields, files=photo)
    assert answer.status_code == 422
    assert "This file is too large: at most 12 MB." in answer.text
    assert 'value="Cement of the school"' in answer.text


def test_a_photo_of_a_phone_that_runs_no_script_comes_in() -> None:
    from ubudehe.record.photos import clean_photo

    noise = Image.effect_noise((3000, 2000), 120).convert("RGB")
    sent = BytesIO()
    noise.save(sent, "JPEG", quality=97)
    assert len(sent.getvalue()) > 3_000_000
    assert len(clean_photo(sent.getvalue()).content) < 200_000


def test_who_is_not_signed_in_sends_no_files(world: World) -> None:
    client = world.client()
    photo = {"photo": ("big.jpg", b"\xff" * 300_001, "image/jpeg")}
    assert client.post("/en/check", files=photo).status_code == 413


def test_switching_the_language_keeps_what_is_typed(facilitator: Visitor) -> None:
    page = facilitator.get(NEED)
    assert f'formaction="{NEED.replace("/en/", "/fr/")}"' in page
    fields = facilitator.fields(NEED) | TYPED | {"look_again": "yes"}
    french = facilitator.client.post(NEED.replace("/en/", "/fr/"), data=fields)
    assert french.status_code == 200
    assert TYPED["text"] in french.text
    assert '<html lang="fr">' in french.text


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'"hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def test_typed_text_goes_through_languages_and_wrong_pins_of_the_sign_in(world: World) -> None:
    visitor, one = world.signed_in("facilitator", VILLAGE), world.find("facilitator", VILLAGE)
    fields = visitor.fields(NEED) | TYPED
    visitor.client.cookies.delete(SESSION)
    sent = visitor.client.post(NEED, data=fields, headers=FROM_HERE)
    pressed = {"phone": "0788 12", "pin": "1", "look_again": "yes"}
    french = visitor.client.post(
        NEED.replace("/en/", "/fr/"), data={**hidden(sent.text), **pressed}, headers=FROM_HERE
    ).text
    assert '<html lang="fr">' in french
    assert 'value="0788 12"' in french
    wrong = {**hidden(french), "phone": one.phone, "pin": "271828"}
    refused = visitor.client.post("/fr/sign-in", data=wrong).text
    swahili = visitor.client.post("/sw/sign-in", data={**hidden(refused), **pressed}).text
    entered = {**hidden(swahili), "phone": one.phone, "pin": one.pin}
    answer = visitor.client.post("/sw/sign-in", data=entered)
    assert answer.headers["location"] == "/sw/work/kept"
    offered = visitor.get("/rw/work/kept")
    assert kept_fields(offered)["text"] == TYPED["text"]
    assert f'action="{NEED.replace("/en/", "/rw/")}"' in offered


def test_what_was_asked_for_opens_after_signing_in_in_another_language(world: World) -> None:
    visitor, one = Visitor(world.client()), world.find("facilitator", VILLAGE)
    assert visitor.client.get(NEED).status_code == 303
    there = visitor.done("/fr/sign-in", {"phone": one.phone, "pin": one.pin})
    assert there == NEED.replace("/en/", "/fr/")


def test_after_a_new_pin_and_beside_the_second_factor_stands_what_was_typed(world: World) -> None:
    visitor, one = world.signed_in("facilitator", VILLAGE), world.find("facilitator", VILLAGE)
    fields = visitor.fields(NEED) | TYPED
    with world.services.database.write() as session:
        session.exec(select(Account).where(Account.name == one.name)).one().pin_is_new = True
    assert visitor.client.post(NEED, data=fields).headers["location"] == "/en/work/pin"
    pins = {"pin": one.pin, "new_pin": "730 2956", "again": "730 2956"}
    assert visitor.done("/fr/work/pin", pins) == "/fr/work/kept"
    assert 'href="/fr/work/kept"' in visitor.get("/fr/work/factor")
    assert kept_fields(visitor.get("/fr/work/kept"))["text"] == TYPED["text"]


def test_both_versions_and_what_was_chosen_stay_when_a_form_is_looked_at_again() -> None:
    typed = {"text": "Mine", "theirs.text": "Theirs", "choose.text": "theirs", "act": str(uuid4())}
    form = forms.read(NeedForm, FormData({**typed, "look_again": "yes"}))
    assert (form.typed["text"], form.theirs, form.submitted) == ("Mine", {"text": "Theirs"}, False)
    assert forms.read(NeedForm, FormData(typed)).typed["text"] == "Theirs"


def test_the_longest_pause_is_named_as_it_is(world: World, facilitator: Visitor) -> None:
    world.clock.now += timedelta(minutes=20)
    assert facilitator.client.get(NEED).status_code == 303
    assert "after 20 minutes in which nothing is sent" in facilitator.client.get("/en/sign-in").text


def test_a_suggested_amount_is_taken_with_one_button(treasurer: Visitor) -> None:
    typed = treasurer.fields(SPEND) | {"amount": "1 20 000", "what": "Cement of the school"}
    page = html.unescape(treasurer.client.post(SPEND, data=typed).text)
    button = re.search(r'name="take" value="(amount=[^"]+)"', page)
    assert button
    taken = treasurer.client.post(SPEND, data={**typed, "take": button[1]})
    assert taken.status_code == 200, "shown once more, not sent"
    assert 'value="120\u00a0000\u00a0Frw"' in html.unescape(taken.text)
    assert 'value="Cement of the school"' in taken.text
