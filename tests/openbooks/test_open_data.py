"""Open data of every level: valid by its standard, the same as the pages, silent about people."""

import csv
import hashlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft7Validator
from lxml import etree
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from sqlmodel import select

from tests.conftest import DISTRICT, VILLAGE, World
from tests.ledger.books import paid, posted
from tests.ledger.test_random_acts import Players
from ubudehe.households.tables import HouseholdIdentity
from ubudehe.openbooks import news
from ubudehe.openbooks.data.pages import FILES
from ubudehe.people.acts import ACTS
from ubudehe.people.tables import Account

STANDARDS = Path(__file__).parents[1] / "data" / "standards"
CODES = (VILLAGE, DISTRICT, "0")
CODELISTS = {
    "transaction-type/@code": "TransactionType",
    "activity-status/@code": "ActivityStatus",
    "activity-date/@type": "ActivityDateType",
    "activity-scope/@code": "ActivityScope",
    "budget/@type": "BudgetType",
    "budget/@status": "BudgetStatus",
    "participating-org/@role": "OrganisationRole",
    "participating-org/@type": "OrganisationType",
    "reporting-org/@type": "OrganisationType",
    "recipient-country/@code": "Country",
    "sector/@code": "Sector",
    "location-reach/@code": "GeographicLocationReach",
    "value/@currency": "Currency",
    "description/@type": "DescriptionType",
    "category/@code": "DocumentCategory",
}


@pytest.fixture
def played(world: World) -> World:
    """A country in which people have done what came to their minds."""
    Players(world, 3).play(120)
    world.services.versions.refresh()
    return world


def told(world: World, code: str, name: str) -> bytes:
    answer = world.client().get(f"/data/{code}/{name}")
    assert answer.status_code == 200, (code, name, answer.text[:300])
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.content


def faults_by_schema(folder: str, name: str, document: Any) -> list[str]:
    files = [json.loads(path.read_text()) for path in (STANDARDS / folder).glob("*.json")]
    known = [(one["id"], Resource.from_contents(one, DRAFT4)) for one in files]
    schema = json.loads((STANDARDS / folder / name).read_text())
    validator = Draft4Validator(schema, registry=Registry().with_resources(known))
    return [f"{list(one.path)}: {one.message}" for one in validator.iter_errors(document)]


@pytest.mark.both_engines
def test_each_file_is_valid_by_its_standard(played: World) -> None:
    for code in CODES:
        releases = json.loads(told(played, code, "ocds.json"))
        assert faults_by_schema("ocds", "release-package-schema.json", releases) == []
        assert releases["releases"]
        projects = json.loads(told(played, code, "oc4ids.json"))
        assert faults_by_schema("oc4ids", "project-package-schema.json", projects) == []
        assert projects["projects"]
        aid = etree.fromstring(told(played, code, "iati.xml"))
        schema = etree.XMLSchema(etree.parse(STANDARDS / "iati" / "iati-activities-schema.xsd"))
        assert schema.validate(aid), schema.error_log
        assert list(outside_codelists(aid)) == []
        profile = json.loads((STANDARDS / "datapackage" / "datapackage.json").read_text())
        package = json.loads(told(played, code, "datapackage.json"))
        assert [one.message for one in Draft7Validator(profile).iter_errors(package)] == []
        feed = etree.fromstring(played.client().get(f"/feed/{code}.atom").content)
        assert feed.findall("{http://www.w3.org/2005/Atom}entry")


def outside_codelists(activities: Any) -> Any:
    """Yield values that the schema lets through and the codelists do not, and wrong orders."""
    for path, name in CODELISTS.items():
        known = etree.parse(STANDARDS / "iati" / "codelists" / f"{name}.xml")
        codes = set(known.xpath("//codelist-item/code/text()"))
        yield from ((path, one) for one in activities.xpath(f"//{path}") if one not in codes)
    for start, end in (("1", "3"), ("2", "4")):
        for one in activities.xpath("iati-activity"):
            days = [one.xpath(f"activity-date[@type='{kind}']/@iso-date") for kind in (start, end)]
            if all(days) and days[0][0] > days[1][0]:
                yield days
    for one in activities.xpath("//budget"):
        first, last = one.xpath("period-start/@iso-date | period-end/@iso-date")
        if first > last:
            yield first, last


@pytest.mark.both_engines
def test_a_package_vouches_for_its_tables(played: World) -> None:
    package = json.loads(told(played, VILLAGE, "datapackage.json"))
    assert [one["name"] for one in package["resources"]] == ["entries", "projects", "grants"]
    for one in package["resources"]:
        content = told(played, VILLAGE, one["path"])
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert one["bytes"] == len(content)
        head, *rows = csv.reader(StringIO(content.decode()))
        assert head == [field["name"] for field in one["schema"]["fields"]]
        assert rows
    above = json.loads(told(played, "0", "datapackage.json"))
    tables = {one["name"]: one for one in above["resources"]}
    assert "hash" not in tables["entries"]
    content = told(played, "0", "villages.csv")
    assert tables["villages"]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    links = [row["package"] for row in csv.DictReader(StringIO(content.decode()))]
    assert f"http://localhost:8000/data/{VILLAGE}/datapackage.json" in links


def test_all_files_say_the_same_of_money(played: World) -> None:
    (grant,) = csv.DictReader(StringIO(told(played, VILLAGE, "grants.csv").decode()))
    aid = etree.fromstring(told(played, VILLAGE, "iati.xml"))

    def summed(kind: str) -> int:
        path = f"//transaction[transaction-type/@code='{kind}']/value/text()"
        return sum(int(one) for one in aid.xpath(path))

    assert (summed("11"), summed("1")) == (int(grant["amount"]), int(grant["came"]))
    assert summed("4") == int(grant["spent"])
    assert int(grant["came"]) - int(grant["spent"]) == int(grant["left"])
    planned = {
        row["project"]: row
        for row in csv.DictReader(StringIO(told(played, VILLAGE, "projects.csv").decode()))
    }
    releases = json.loads(told(played, VILLAGE, "ocds.json"))["releases"]
    for release in releases:
        contract = release["contracts"][0]
        paid = contract.get("implementation", {}).get("transactions", [])
        row = planned[contract["id"]]
        assert sum(one["value"]["amount"] for one in paid) == int(row["spent"])
        assert contract["value"]["amount"] == int(row["planned"])
    postings = list(csv.DictReader(StringIO(told(played, VILLAGE, "entries.csv").decode())))
    sums: dict[str, int] = {}
    for one in postings:
        sums[one["number"]] = sums.get(one["number"], 0) + int(one["amount"] or 0)
    assert set(sums.values()) == {0}
    objects = json.loads(told(played, VILLAGE, "entries.json"))["entries"]
    assert [one["account"] for one in objects] == [one["account"] for one in postings]


def test_no_file_names_anybody(played: World) -> None:
    with played.services.database.read() as session:
        names = set(session.exec(select(HouseholdIdentity.head)).all())
        names |= set(session.exec(select(Account.name)).all())
    for name, _, _ in FILES:
        text = told(played, "0", name).decode()
        assert not [one for one in names if one in text], name


def test_what_was_fetched_before_is_not_sent_again(world: World) -> None:
    client = world.client()
    etag = client.get("/data/0/ocds.json").headers["etag"]
    assert client.get("/data/0/ocds.json", headers={"if-none-match": etag}).status_code == 304
    other = client.get("/data/0/oc4ids.json", headers={"if-none-match": etag})
    assert other.status_code == 200
    world.signed_in("facilitator", VILLAGE).done(
        f"/en/work/{VILLAGE}/projects/need", {"text": "A bridge over the river"}
    )
    assert client.get("/data/0/ocds.json", headers={"if-none-match": etag}).status_code == 200


def test_a_file_comes_in_pieces_packed_or_not(world: World) -> None:
    client = world.client()
    plain = client.get("/data/0/entries.json", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "content-length" not in plain.headers
    for packing in ("br", "gzip"):
        packed = client.get("/data/0/entries.json", headers={"accept-encoding": packing})
        assert packed.headers["content-encoding"] == packing
        assert "content-length" not in packed.headers
        assert packed.content == plain.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/99999999/ocds.json", 404),
        ("/data/x/iati.xml", 404),
        ("/feed/1234567.atom", 404),
        ("/data/0/entries.csv?as-of=3", 400),
        (f"/data/{VILLAGE}/entries.csv?as-of=999999", 400),
        (f"/data/{DISTRICT}/entries.json?from=yesterday", 400),
        ("/data/0/nothing.csv", 404),
    ],
)
def test_what_is_not_there_or_not_a_question(world: World, path: str, status: int) -> None:
    assert world.client().get(path).status_code == status


@pytest.mark.both_engines
def test_a_page_explains_each_file(world: World) -> None:
    client = world.client()
    for path, code in ((f"/en/p/{VILLAGE}/data", VILLAGE), ("/en/data", "0")):
        page = client.get(path).text
        for name, _, _ in FILES:
            assert f"/data/{code}/{name}" in page
        assert "not registered with IATI" in page
    journals = ("journal.hledger", "journal.beancount", "ledger.csv", "ledger.xlsx")
    for name in (*journals, *(name for name, _, _ in FILES)):
        assert client.get(f"/data/{VILLAGE}/{name}").status_code == 200
    assert client.get("/en/p/x/data").status_code == 404


def test_what_is_not_signed_yet_moves_no_figure(world: World) -> None:
    with world.services.database.read() as session:
        world.services.heads.sign(session, VILLAGE)
    names = ("grants.csv", "projects.csv")
    before = [told(world, VILLAGE, name) for name in names]
    releases = json.loads(told(world, VILLAGE, "ocds.json"))["releases"]
    held = {path: path.read_bytes() for path in world.services.heads.folder.glob(f"{VILLAGE}*")}
    assert held
    posted(world, paid(world.signed_in("treasurer", VILLAGE), amount="1 000"), "paid")
    assert [told(world, VILLAGE, name) for name in names] != before
    for path, content in held.items():  # as if the last acts had not been signed yet
        path.write_bytes(content)
    assert [told(world, VILLAGE, name) for name in names] == before
    assert json.loads(told(world, VILLAGE, "ocds.json"))["releases"] == releases


def test_each_word_of_a_feed_leads_to_a_page(world: World) -> None:
    client = world.client()
    feed = etree.fromstring(client.get(f"/feed/{VILLAGE}.atom?lang=en").content)
    links = feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
    assert len(links) > 10
    for link in set(links):
        assert client.get(link).status_code == 200, link


def test_what_takes_back_something_told_in_a_feed_is_told_as_well() -> None:
    told = news.TOLD | news.OF_AUDITS
    open_ = {one: set(ACTS[one].corrected_by) - told.keys() for one in told if one in ACTS}
    assert {one: by for one, by in open_.items() if by} == {
        "plan.call_off": {"plan.draw"},  # a plan is nobody's before it is announced
        "proposal.add": {"proposal.revise"},  # the page it leads to tells it
        "vote.annul": {"vote.prepare"},  # a vote is told once it is open
        "vote.answer_annul": {"vote.prepare"},
        "vote.void": {"vote.prepare"},
    }


def test_a_feed_is_in_the_readers_language(world: World) -> None:
    client = world.client()
    assert "approved" in client.get(f"/feed/{VILLAGE}.atom?lang=en").text
    french = client.get(f"/feed/{VILLAGE}.atom", headers={"accept-language": "fr"}).text
    assert "approuvée" in french
    assert f"/fr/p/{VILLAGE}" in french
