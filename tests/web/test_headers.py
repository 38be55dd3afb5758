"""Every answer bears its headers, every page runs its own scripts alone, cookies stay here."""

import base64
import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.types import Receive, Scope, Send

from tests.client import Client
from tests.conftest import CELL, VILLAGE, Visitor, World
from tests.shell import run
from tests.web.test_addresses_fuzzed import filled, routes
from tests.web.test_slow_visitors import HEAD, said, served
from ubudehe.app import create_app
from ubudehe.cli import timed_http
from ubudehe.web.cookies import DEVICE, GUEST, SESSION
from ubudehe.web.headers import ALWAYS, OF_DOCUMENTS

NAMES = [name.decode() for name, _ in ALWAYS]
NAMES += ["content-security-policy", "cross-origin-resource-policy"]
PIN = "a long sentence of mine"
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def lacking(answer: Response) -> list[str]:
    """Return what an answer lacks or says twice, and what of its page its policy forbids."""
    script = answer.headers.get("content-type", "").startswith("text/javascript")
    needed = [name for name in NAMES if not (script and name.encode() in OF_DOCUMENTS)]
    wrong = [name for name in needed if len(answer.headers.get_list(name)) != 1]
    policy = answer.headers.get("content-security-policy", "")
    wrong += ["unsafe"] * ("unsafe" in policy)
    taken_along = "attachment" in answer.headers.get("content-disposition", "")
    if answer.headers.get("content-type", "").startswith("text/html") and not taken_along:
        for kind, text in _INLINE.findall(answer.text):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            wrong += [kind] * (f"'sha256-{digest}'" not in policy)
        wrong += re.findall(r'\son\w+="|\sstyle="|javascript:', answer.text)
    return wrong


def unfit(path: str, answer: Response) -> list[str]:
    """Return what of an answer's kind, of its keeping or of who may read it is not as it must be.

    Only open data are for programs of other sites; what is for one person alone nobody keeps.
    """
    headers = answer.headers
    kind, kept = headers.get("content-type", ""), headers.get("cache-control", "")
    wrong = ["no kind"] * (bool(answer.content) and not kind)
    wrong += ["no charset"] * (kind.startswith("text/") and "charset=utf-8" not in kind.lower())
    if "/work" in path and answer.status_code == 200:
        wrong += ["may be kept"] * ("no-store" not in kept)
        wrong += ["for others"] * ("access-control-allow-origin" in headers)
    elif "access-control-allow-origin" in headers:
        wrong += ["for others"] * (headers["access-control-allow-origin"] != "*")
        wrong += ["with cookies"] * ("access-control-allow-credentials" in headers)
        wrong += ["a page for others"] * kind.startswith("text/html")
    return wrong


def test_every_answer_of_every_address_bears_its_headers(world: World) -> None:
    people = [
        world.signed_in("facilitator", VILLAGE),
        world.signed_in("treasurer", VILLAGE),
        world.signed_in("cell_secretary", CELL),
        world.signed_in("administrator", ""),
    ]
    guest = world.client()
    found, seen = [], set()
    for at, path in enumerate(routes()):
        address = filled(path)
        client = people[at % len(people)].client if "/work" in path else guest
        asked = [client.get(address)]
        if at % 8 == 0:
            asked += [client.request(way, address) for way in ("DELETE", "HEAD", "POST", "TRACE")]
            assert asked[-1].status_code == 405, "nothing is sent back as it came"
        seen |= {answer.status_code for answer in asked}
        wrong = [(answer.status_code, lacking(answer) + unfit(path, answer)) for answer in asked]
        found += [f"{path} {status} {lacks}" for status, lacks in wrong if lacks]
    assert not found, "\n".join(found[:30])
    assert {200, 303, 403, 404, 405} <= seen


def test_refusals_before_any_page_bear_them_too(world: World) -> None:
    client = world.client()
    plain = {"content-type": "application/x-www-form-urlencoded"}
    answers = [
        client.get("/"),
        client.get("/nothing/here"),
        client.get("/v/nothing"),
        client.post("/en/sign-in", content=b"x" * 400_000, headers=plain),
        client.post("/en/sign-in", files={"a": ("a.png", b"x", "image/png")}),
        client.get("/.well-known/security.txt"),
    ]
    assert [answer.status_code for answer in answers] == [302, 404, 404, 413, 400, 404]
    assert [lacking(answer) for answer in answers] == [[]] * len(answers)


def test_a_page_from_the_cache_bears_them(world: World) -> None:
    client = world.client()
    first, again = client.get(f"/en/p/{VILLAGE}"), client.get(f"/en/p/{VILLAGE}")
    assert lacking(first) == lacking(again) == []
    assert dict(first.headers) == dict(again.headers)


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that fails outside of all that turns failures into pages."""
    raise RuntimeError


def test_what_the_server_answers_without_the_app_bears_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with served() as port:
        answer = said(port, b"no HTTP at all\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400")
        assert all(name.encode() + b": " in answer for name in NAMES)
        with monkeypatch.context() as busy:
            busy.setattr(timed_http, "MOST_CONNECTIONS", 0)
            answer = said(port, HEAD + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 503")
        assert all(name.encode() + b": " in answer for name in NAMES)
    with served(broken) as port:
        answer = said(port, HEAD + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 500")
        assert all(name.encode() + b": " in answer for name in NAMES)


def over_https(world: World) -> Client:
    """Return a visitor of the same server as people reach it by https."""
    settings = replace(world.services.settings, https=True)
    app = create_app(replace(world.services, settings=settings))
    return Client(app, base_url="https://localhost:8000")


def test_cookies_are_bound_to_this_host_where_people_come_by_https(world: World) -> None:
    client = over_https(world)
    owner = world.find("facilitator", VILLAGE)
    visitor = Visitor(client)
    typed = {"phone": owner.phone, "pin": owner.pin}
    answer = visitor.send("/en/sign-in", typed)
    given = answer.headers.get_list("set-cookie")
    assert len(given) >= 3
    for cookie in given:
        assert cookie.startswith("__Host-"), cookie
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"path=/", "secure", "httponly"} <= parts
        assert not any(part.startswith("domain") for part in parts)
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert client.get(f"/en/work/{VILLAGE}").status_code == 200
    assert set(client.cookies) >= {f"__Host-{name}" for name in (SESSION, DEVICE, GUEST)}


def test_a_session_under_its_plain_name_is_asked_again_and_nothing_typed_is_lost(
    world: World,
    facilitator: Visitor,
) -> None:
    path = f"/en/work/{VILLAGE}/projects/need"
    fields = facilitator.fields(path)
    client = over_https(world)
    client.cookies.set(SESSION, facilitator.client.cookies[SESSION], domain="localhost.local")
    assert client.get("/en/work").status_code == 303
    typed = {**fields, "title": "Water far away", "kind": "water", "text": "Far"}
    answer = client.post(path, data=typed, headers={"origin": "https://localhost:8000"})
    assert answer.status_code == 403
    assert "Water far away" in answer.text


@pytest.mark.both_engines
def test_security_txt_says_whom_to_tell(world: World) -> None:
    contacts = ("mailto:security@books.example.org", "https://books.example.org/security")
    settings = replace(world.services.settings, security_contact=contacts, host="books.example.org")
    world.services = replace(world.services, settings=settings)
    answer = world.client().get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.split("\r\n") == [
        "Contact: mailto:security@books.example.org",
        "Contact: https://books.example.org/security",
        "Expires: 2026-09-13T08:00:00Z",
        "Preferred-Languages: rw, en, fr, sw",
        "Canonical: http://books.example.org/.well-known/security.txt",
        "",
    ]


def open_to_others(folder: Path) -> list[str]:
    """Return what in a folder, itself included, others on the machine may open."""
    every = [folder, *folder.rglob("*")]
    return [str(path) for path in every if path.stat().st_mode & 0o077]


def test_files_are_their_owners_alone_also_after_a_backup_and_a_restore(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        first, second = tmp_path / "first", tmp_path / "second"
        for home in (first, second):
            home.mkdir()
            (home / "data").mkdir(mode=0o755)
        admin = ("admin", "create", "--name", "Mukamana", "--phone", "0788123456")
        assert run(first, *admin, typed=f"{PIN}\n{PIN}\n").returncode == 0
        assert open_to_others(first / "data") == []
        (first / "data").chmod(0o755)  # as a version before left it
        (first / "data" / "ubudehe.sqlite").chmod(0o644)
        file = tmp_path / "all.backup"
        assert run(first, "backup", str(file)).returncode == 0
        assert run(second, "restore", str(file)).returncode == 0
        assert open_to_others(file) == []
        assert run(first, "check").returncode == 0
        assert open_to_others(first / "data") == []
        assert open_to_others(second / "data") == []
        assert len([*(second / "data" / "keys").iterdir()]) >= 2
    finally:
        os.umask(before)
