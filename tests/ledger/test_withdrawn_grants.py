"""A grant that its giver withdraws whole, and money that leaves as it is."""

import re

import pytest

from tests.conftest import VILLAGE, World, faults_of_grown
from tests.ledger.books import CAME, EURO_CAME, MONEY, day, paid, posted, typed_in
from tests.ledger.test_grants import agreed

WHY = {"reason": "The fund of the giver was closed."}
BACK = {**WHY, "rest": "back", **day(30, name="back_by")}


def ending(address: str, how: str = "withdraw") -> str:
    """Return where the grant with this public address is withdrawn, or stands again."""
    return f"{MONEY}/grants/{address.rsplit('/', 1)[1]}/{how}"


@pytest.mark.both_engines
def test_who_withdraws_says_what_becomes_of_what_is_left(world: World) -> None:
    address = agreed(world)
    posted(world, {**CAME, "source": "donor", "grant": "G002", "amount": "110 000"}, "came")
    treasurer, path = world.signed_in("treasurer", VILLAGE), ending(address)
    assert path in treasurer.get(f"{MONEY}/grants")
    page = treasurer.refused(path, WHY)
    assert "110\u00a0000\u00a0Frw of it is left" in page
    assert WHY["reason"] in page, "what was typed stays"
    assert "By which day" in treasurer.refused(path, {**WHY, "rest": "back"})
    assert "is over" in treasurer.refused(path, {**BACK, **day(1, name="back_by")})
    alone = {**BACK, "second_phone": "", "second_pin": ""}
    assert "Two people write down" in treasurer.refused(path, alone)
    old = treasurer.fields(path)
    treasurer.done(path, BACK)
    again = {**old, **BACK, "act": "00000000-0000-4000-8000-000000000007"}
    assert treasurer.client.post(path, data=again).status_code in (409, 422), "an old page"
    amending = path.replace("withdraw", "amend")
    terms = {**typed_in(treasurer, amending), "reason": "More."}
    assert "is withdrawn" in treasurer.refused(amending, terms)


@pytest.mark.both_engines
def test_a_withdrawn_grant_tells_what_came_and_takes_no_more(world: World) -> None:
    address = agreed(world)
    came = {**CAME, **day(12), "source": "donor", "grant": "G002", "amount": "150 000"}
    posted(world, came, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    posted(world, paid(treasurer, grant="G002", amount="40 000", what="Their pipes"), "paid")
    late = {**paid(treasurer, grant="G002", what="Too late"), **day(15)}
    waiting = treasurer.done(f"{MONEY}/new/paid", late)
    treasurer.done(ending(address), BACK)
    page = world.client().get(address).text
    for said in ("Withdrawn by its giver on 15 June 2026", WHY["reason"], "by 30 June 2026"):
        assert said in page, said
    assert "Their pipes" in page
    assert "It has not gone yet" in page
    assert "Late" not in page
    assert "Withdrawn by its giver" in world.client().get(f"{address}/report").text
    assert "Withdrawn by its giver" in world.client().get(f"/en/p/{VILLAGE}").text
    found = world.client().get("/en/givers?q=water").text
    assert "Withdrawn by its giver" in found
    assert "Agreed: " not in found, "it promises nothing any more"
    (told,) = world.client().get("/api/v1/grants?q=water").json()["items"]
    assert told["withdrawn_on"] == "2026-06-15"
    aid = world.client().get(f"/data/{VILLAGE}/iati.xml").text
    (activity,) = [one for one in aid.split("</iati-activity>") if "-G002</iati-id" in one]
    budgets = re.findall(r"<budget .*?<value [^>]*>(\d+)<", activity)
    assert sum(map(int, budgets)) == 150_000, "what will not come is nobody's budget"
    assert "Withdrawn" not in world.client().get(f"{address}?as-of=2026-06-14").text
    assert "Withdrawn grants" in treasurer.get(f"/en/work/{VILLAGE}")
    assert "G002" not in treasurer.get(f"{MONEY}/new/paid")
    for kind, typed in (("came", {**came, **day(15)}), ("paid", late)):
        assert "was withdrawn on" in treasurer.refused(f"{MONEY}/new/{kind}", typed)
    chair = world.signed_in("chair", VILLAGE)
    assert "was withdrawn on" in chair.refused(f"{waiting}/approve", {})
    posted(world, {**late, **day(13), "what": "Before it"}, "paid")
    back = {"grant": "G002", "amount": "100 000", "out_of": "bank", "what": "Goes back"}
    posted(world, {**back, **day(15)}, "back")
    page = world.client().get(address).text
    assert "What was left of it went back to the giver." in page
    assert "50\u00a0000\u00a0Frw are spent" in page, "and not what went back"
    assert "100\u00a0000\u00a0Frw went back to the giver." in page
    assert "Of 2 payments, receipts shown: 0." in page, "money that goes back has no receipt"
    told = world.client().get(f"/api/v1{address.removeprefix('/en')}").json()
    sums = {name: told[name]["minor"] for name in ("came", "spent", "given_back", "left")}
    assert sums == {"came": 150_000, "spent": 50_000, "given_back": 100_000, "left": 0}
    world.services.versions.refresh()
    aid = world.client().get(f"/data/{VILLAGE}/iati.xml").text.split("-G002</iati-identifier>")[1]
    (back_to_it,) = (one for one in aid.split("<transaction ") if ">-100000</value>" in one)
    assert '<transaction-type code="1" />' in back_to_it, "what came, less what went back"
    assert "Withdrawn grants" not in treasurer.get(f"/en/work/{VILLAGE}")
    assert faults_of_grown(world) == []


def test_a_grant_withdrawn_by_mistake_stands_again(world: World) -> None:
    address = agreed(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert "is not withdrawn" in treasurer.refused(ending(address, "restore"), WHY)
    treasurer.done(ending(address), WHY)
    assert "is withdrawn already" in treasurer.refused(ending(address), WHY)
    page = world.client().get(address).text
    assert "Nothing of it was left." in page
    treasurer.done(ending(address, "restore"), {"reason": "It was another grant."})
    page = world.client().get(address).text
    assert "It stands again since" in page
    assert "It was another grant." in page
    assert WHY["reason"] in page
    french = world.client().get(address.replace("/en/", "/fr/")).text
    for reason in (WHY["reason"], "It was another grant."):
        assert f'<span lang="en">{reason}</span>' in french, "a reader is told its language"
    posted(world, {**CAME, "source": "donor", "grant": "G002"}, "came")
    assert faults_of_grown(world) == []
    auditor = world.signed_in("auditor", VILLAGE)
    assert auditor.client.get(ending(address)).status_code == 403
    there = ending(address).replace(VILLAGE, "22120305")
    assert treasurer.client.get(there).status_code == 403


def test_what_is_kept_by_agreement_is_spent_without_its_name(world: World) -> None:
    address = agreed(world)
    posted(world, {**CAME, "source": "donor", "grant": "G002", "amount": "50 000"}, "came")
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(ending(address), {**WHY, "rest": "kept"})
    assert "stays with the village" in world.client().get(address).text
    posted(world, paid(treasurer, amount="20 000"), "paid")
    assert faults_of_grown(world) == []


EURO = {
    "currency": "EUR",
    "amount": "1 000.00",
    "part0": "1 000.00",
    "part1": "",
    **{f"due1.{part}": "" for part in "dmy"},
}


@pytest.mark.both_engines
def test_a_bank_takes_its_fee_in_foreign_money_at_a_rate(world: World) -> None:
    address = agreed(world, **EURO)
    tagged = {"foreign": "1 000.00", "grant": "G002"}
    posted(world, {**EURO_CAME, **tagged}, "foreign")
    fee = {**day(14), "currency": "EUR", "foreign": "5.00", "amount": "7 250", "what": "Fee"}
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert "Say which grant it is of" in treasurer.refused(f"{MONEY}/new/foreign_fee", fee)
    more = {**fee, "foreign": "1 000.01", "grant": "G002"}
    assert "is left of G002" in treasurer.refused(f"{MONEY}/new/foreign_fee", more)
    entry = posted(world, {**fee, "grant": "G002"}, "foreign_fee")
    page = treasurer.get(entry)
    assert "1 EUR = 1\u00a0450" in page
    assert "7\u00a0250\u00a0Frw" in page
    page = world.client().get(address).text
    assert "995.00\u00a0EUR" in page
    assert re.search("Spent</dt><dd>7\u00a0250\u00a0Frw", page)
    back = treasurer.done(f"{entry}/reverse", {"what": "No fee"})
    world.signed_in("chair", VILLAGE).done(f"{back}/approve", {})
    page = world.client().get(address).text
    assert "Not changed yet</dt><dd>1\u00a0000.00\u00a0EUR" in page
    assert re.search("Spent</dt><dd>0\u00a0Frw", page)
    assert faults_of_grown(world) == []


def test_foreign_money_of_a_withdrawn_grant_goes_back_as_it_is(world: World) -> None:
    address = agreed(world, **EURO)
    posted(world, {**EURO_CAME, "foreign": "1 000.00", "grant": "G002"}, "foreign")
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(ending(address), BACK)
    back = {"grant": "G002", "foreign": "1 000.00", "amount": "1 450 000", "what": "Back"}
    new = f"{MONEY}/new/foreign_back"
    own = {**back, **day(15), "grant": "G001"}
    assert "in another currency" in treasurer.refused(new, own)
    assert "Write an amount" in treasurer.refused(new, {**back, **day(15), "foreign": "much"})
    posted(world, {**back, **day(15)}, "foreign_back")
    page = world.client().get(address).text
    assert "went back to the giver" in page
    assert "Not changed yet</dt><dd>0.00\u00a0EUR" in page
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_what_is_to_go_back_pays_for_nothing_that_does_not_name_it(world: World) -> None:
    address = agreed(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    posted(world, {**CAME, "source": "donor", "grant": "G002", "amount": "150 000"}, "came")
    treasurer.done(ending(address), BACK)
    # All that other money can pay, and 30 500 more.
    for out_of, amount in (("bank", "300 000"), ("cash", "102 000")):
        spent = paid(treasurer, amount=amount, out_of=out_of, what=f"Out of {out_of}", **day(15))
        posted(world, spent, "paid")
    left = "Left</dt><dd>150\u00a0000\u00a0Frw"
    page = world.client().get(address).text
    assert left in page
    assert "It has not gone yet" in page
    treasurer.done(ending(address, "restore"), {"reason": "It was another grant."})
    assert left in world.client().get(address).text, "what was paid before is not paid anew"
    posted(world, paid(treasurer, amount="20 000", what="Later", **day(15)), "paid")
    assert "Left</dt><dd>130\u00a0000\u00a0Frw" in world.client().get(address).text
    assert faults_of_grown(world) == []
