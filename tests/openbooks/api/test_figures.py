"""The figures of the API are those of the public pages."""

import re
from html import unescape

from tests.conftest import VILLAGE, Visitor, World
from tests.openbooks.api.asking import BASE, OF_VILLAGE, ids_of, told


def numbers(page: str) -> set[int]:
    """Return every number that a page says, groups of digits put together."""
    text = re.sub(r"<(?:style|svg|head).*?</(?:style|svg|head)>", " ", page, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", "|", text))
    return {
        int(re.sub(r"\D", "", one)) for one in re.findall(r"\d+(?:[\s\u00a0\u202f]\d{3})*", text)
    }


def amounts(value: object) -> set[int]:
    """Return every amount of money below a value, whichever way it goes, without the zeros."""
    if isinstance(value, dict):
        if "minor" in value:
            return {abs(value["minor"])} - {0}
        return set().union(*map(amounts, value.values()))
    return set().union(*map(amounts, value)) if isinstance(value, list) else set()


def test_a_village_and_its_month_say_the_same(world: World) -> None:
    visitor = Visitor(world.client())
    village, page = told(visitor.client, OF_VILLAGE), visitor.get(f"/en/p/{VILLAGE}")
    shown = numbers(page)
    sums = village["sums"]
    for name in ("here", "sources", "purposes"):
        assert amounts(village[name]) <= shown, name
    assert amounts(sums["money_in"]) | {sums["labour_days"]} <= shown
    assert sums["households"]["count"] in shown
    month = told(visitor.client, f"{OF_VILLAGE}/months/2026-03")
    shown = numbers(visitor.get(f"/en/p/{VILLAGE}/months/2026-03"))
    assert amounts(month) <= shown
    assert month["size"] in shown


def test_an_entry_a_grant_a_project_and_a_meeting_say_the_same(world: World) -> None:
    visitor = Visitor(world.client())
    ids = ids_of(visitor.client)
    for kind, page in (("entries", "entries"), ("grants", "grants"), ("projects", "projects")):
        one = told(visitor.client, f"{BASE}/{kind}/{ids[kind]}")
        if kind == "projects":
            one.pop("over")
        assert amounts(one) <= numbers(visitor.get(f"/en/{page}/{ids[kind]}")), kind
    meeting = told(visitor.client, f"{BASE}/meetings/{ids['meetings']}")
    shown = numbers(visitor.get(f"/en/assemblies/{ids['meetings']}"))
    counts = [meeting[name]["count"] for name in ("people", "women", "men")]
    counts += [
        one[name].get("count", 0) for one in meeting["decisions"] for name in one if "vote" in name
    ]
    assert set(counts) <= shown


def test_a_vote_says_the_same_and_hides_the_same(world: World) -> None:
    visitor = Visitor(world.client())
    id_ = ids_of(visitor.client)["votes"]
    vote, page = told(visitor.client, f"{BASE}/votes/{id_}"), visitor.get(f"/en/votes/{id_}")
    shown = numbers(page)
    for option in vote["options"]:
        assert option["title"] in unescape(page)
        assert option["votes"].get("count", option["cost"]["minor"]) in shown
    for name in ("signed_in", "counted"):
        assert ("count" in vote[name]) != ("hidden" in vote[name])
        assert vote[name].get("count") in shown


def test_the_list_of_entries_is_that_of_the_page(world: World) -> None:
    visitor = Visitor(world.client())
    for asked in ("", "kind=spend", "way=in", "month=2026-05", "q=sima", "flag=yes"):
        rows = told(visitor.client, f"{OF_VILLAGE}/entries?{asked}&limit=200")["items"]
        first = visitor.get(f"/en/p/{VILLAGE}/ledger?{asked}")
        count = re.search(r"<h2>(\d+) entr", first)
        assert count is not None
        assert len(rows) == int(count[1]), asked
        for id_ in re.findall(r'href="/en/entries/([0-9a-f-]{36})"', first):
            assert id_ in {one["id"] for one in rows}
    whole = told(visitor.client, f"{OF_VILLAGE}/entries?limit=200")["items"]
    moved = sum(one["moved"]["minor"] for one in whole if "moved" in one)
    assert moved == told(visitor.client, OF_VILLAGE)["here"]["minor"]


def test_a_grant_of_an_earlier_day_is_told_as_of_then(world: World) -> None:
    with world.services.database.read() as session:
        world.services.heads.sign(session, VILLAGE)
    visitor = Visitor(world.client())
    id_ = ids_of(visitor.client)["grants"]
    now = told(visitor.client, f"{BASE}/grants/{id_}")
    then = told(visitor.client, f"{BASE}/grants/{id_}?as-of=2025-12-31")
    assert then["until"] == "2025-12-31"
    assert then["spent"]["minor"] < now["spent"]["minor"]
    shown = numbers(visitor.get(f"/en/grants/{id_}?as-of=2025-12-31"))
    assert {then["spent"]["minor"], then["came"]["minor"]} <= shown
    assert told(visitor.client, f"{BASE}/grants/{id_}?as-of=2025-01-01", 404)
    assert told(visitor.client, f"{BASE}/grants/{id_}?as-of=2999-01-01", 400)


def test_no_answer_names_who_is_not_named_in_public(world: World) -> None:
    client = world.client()
    rows = told(client, f"{OF_VILLAGE}/entries?limit=200")["items"]
    every = [told(client, f"{BASE}/entries/{one['id']}") for one in rows]
    hidden = [one for one in every if "payee_hidden" in one]
    assert hidden
    assert all("payee" not in one for one in hidden)
    names = {one.name for one in world.sign_ins}
    assert not [name for name in names if name in str(every)]
