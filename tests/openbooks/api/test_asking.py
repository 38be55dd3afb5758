"""Asking the API: parts of lists, refusals, limits, headers and forgiven addresses."""

from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.books import paid, posted
from tests.openbooks.api.asking import BASE, LISTS, OF_VILLAGE, address, ids_of, told
from tests.openbooks.asking import queries_of
from ubudehe.people.buckets import PROGRAMS

ONES = ("entries", "grants", "votes", "projects", "meetings", "audits")


@pytest.mark.both_engines
def test_entries_added_between_two_parts_come_once_and_none_is_left_out(world: World) -> None:
    client, read, cursor = world.client(), [], ""
    before = [one["id"] for one in told(client, f"{OF_VILLAGE}/entries?limit=200")["items"]]
    treasurer = world.signed_in("treasurer", VILLAGE)
    for _ in range(40):
        part = told(client, f"{OF_VILLAGE}/entries?limit=15&cursor={cursor}")
        read += [one["id"] for one in part["items"]]
        if not part["more"]:
            break
        if not cursor:
            posted(world, paid(treasurer, amount="1 000", day="2026-05-20"), "paid")
        cursor = part["cursor"]
    assert len(read) == len(set(read)) == len(before) + 1
    assert read[:-1] == before
    posted(world, paid(treasurer, amount="2 000"), "paid")
    after = told(client, f"{OF_VILLAGE}/entries?cursor={part['cursor']}")
    assert len(after["items"]) == 1
    assert told(client, f"{OF_VILLAGE}/entries?cursor={after['cursor']}")["items"] == []


@pytest.mark.both_engines
def test_each_list_is_the_same_in_parts_of_one_and_costs_the_same(world: World) -> None:
    client = world.client()
    ids = ids_of(client)
    for one in LISTS:
        path = address(one, ids)
        join = "&" if "?" in path else "?"
        with queries_of(world) as queries:
            whole = told(client, f"{path}{join}limit=200")
        cost, cursor, more = len(queries), "", bool(whole["items"])
        parts: list[object] = []
        while more and len(parts) < 4:
            with queries_of(world) as queries:
                part = told(client, f"{path}{join}limit=1&cursor={cursor}")
            assert len(queries) <= cost, path
            parts += part["items"]
            cursor, more = part["cursor"], part["more"]
        assert parts == whole["items"][:4], path
        world.clock.now += timedelta(minutes=2)


def test_what_cannot_be_read_is_refused_in_the_readers_language(world: World) -> None:
    client = world.client()
    entries = told(client, f"{OF_VILLAGE}/entries?limit=1")
    for asked, field in (
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("kind=nothing", "kind"),
        ("month=2026-13", "month"),
        ("project=1", "project"),
        ("flag=no", "flag"),
        ("cursor=x", "cursor"),
        (f"cursor={entries['cursor']}&way=in", "cursor"),
        ("colour=red", "colour"),
        ("way=in&way=out", "way"),
        (f"q={'a' * 81}", "q"),
    ):
        problem = told(client, f"{OF_VILLAGE}/entries?{asked}", 400)
        assert (problem["field"], problem["status"]) == (field, 400), asked
    assert told(client, f"{BASE}/places", 400)["field"] == "q"
    english = told(client, f"{OF_VILLAGE}/entries?limit=0", 400)["detail"]
    french = client.get(f"{OF_VILLAGE}/entries?limit=0&lang=fr")
    assert french.json()["detail"] != english
    assert french.headers["content-language"] == "fr"


def test_what_is_not_there_is_a_problem(world: World) -> None:
    client, nobody = world.client(), "00000000-0000-0000-0000-000000000000"
    for path in (
        *("/places/99", "/places/1234567", "/villages/22", "/villages/22/entries", "/nothing"),
        *("/villages/x", "/entries/1", f"/villages/{VILLAGE}/months/2026-99"),
        f"/villages/{VILLAGE}/months/2026-07",  # it has not begun
        f"/villages/{VILLAGE}/checkpoint",
        *(
            f"/{kind}/{nobody}"
            for kind in ("entries", "grants", "votes", "projects", "meetings", "audits")
        ),
    ):
        assert told(client, BASE + path, 404)["title"] == "Not Found", path


def test_an_answer_that_did_not_change_is_not_sent_again(world: World) -> None:
    client = world.client()
    for path in (OF_VILLAGE, f"{OF_VILLAGE}/entries?way=in", f"{BASE}/openapi.json"):
        first = client.get(path)
        etag = first.headers["etag"]
        again = client.get(path, headers={"if-none-match": etag})
        assert (again.status_code, again.headers["etag"], again.content) == (304, etag, b"")
        assert first.headers["access-control-allow-origin"] == "*"
        assert first.headers["cache-control"] == "public, no-cache"
    etag = client.get(OF_VILLAGE).headers["etag"]
    posted(world, paid(world.signed_in("treasurer", VILLAGE), amount="1 000"), "paid")
    assert client.get(OF_VILLAGE, headers={"if-none-match": etag}).status_code == 200


def test_an_answer_says_when_the_last_act_of_its_records_was(world: World) -> None:
    client = world.client()
    found = {
        path: client.get(BASE + path).headers.get("last-modified")
        for path in (
            *(f"/villages/{VILLAGE}/{kind}" for kind in ("votes", "entries", "checkpoint")),
            f"/villages/{VILLAGE[:6]}99/votes",
            "/places?q=ru",
        )
    }
    votes, entries, *others = found.values()
    assert votes is not None
    assert entries is not None
    midnight = datetime.combine(world.clock.now.date(), time(), world.services.country.zone)
    assert parsedate_to_datetime(votes) < midnight < world.clock.now
    assert parsedate_to_datetime(entries) == midnight, "it also depends on the day"
    assert set(others) == {None}
    posted(world, paid(world.signed_in("treasurer", VILLAGE), amount="1 000"), "paid")
    client.get(f"{OF_VILLAGE}/votes", headers={"if-modified-since": votes})
    after = client.get(f"{OF_VILLAGE}/votes", headers={"if-modified-since": votes})
    assert (after.status_code, after.headers["last-modified"]) == (
        200,
        format_datetime(world.clock.now.astimezone(UTC), usegmt=True),
    )


def test_a_network_that_asks_too_often_is_told_when_to_ask_again(world: World) -> None:
    client = world.client()
    path = f"{BASE}/places/99"
    left = [client.get(path).headers["ratelimit"] for _ in range(PROGRAMS.holds)]
    assert left[0] == '"programs";r=119;t=1'
    assert left[-1] == '"programs";r=0;t=1'
    refused = client.get(path, headers={"accept-language": "en"})
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert "1 seconds" in refused.json()["detail"]
    world.clock.now += timedelta(seconds=1)
    assert client.get(path).status_code == 404


@pytest.mark.both_engines
def test_addresses_are_forgiven_and_other_sites_may_ask(world: World) -> None:
    client = world.client()
    for said in (f"{OF_VILLAGE}/", f"{OF_VILLAGE}.", f"{OF_VILLAGE}/?lang=fr"):
        answer = client.get(said)
        assert answer.status_code == 308
        assert answer.headers["location"].split("?")[0] == OF_VILLAGE
    assert client.get("/api/").headers["location"] == f"{BASE}/openapi.json"
    asked = client.options(OF_VILLAGE)
    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, HEAD")
    assert client.head(OF_VILLAGE).status_code == 200
    posted_there = client.post(OF_VILLAGE)
    assert posted_there.status_code == 405
    assert posted_there.headers["content-type"] == "application/problem+json"
    page = Visitor(client).get(f"/en/p/{VILLAGE}/data")
    assert OF_VILLAGE in page
    assert f"{BASE}/openapi.json" in page
    assert "120 questions" in page
