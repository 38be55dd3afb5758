"""On which lawful basis a household's data are kept: told, withdrawn, holding again, erased."""

import json
import re
from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import col, select

from tests.categories.test_data_requests import asked, protector
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.households.basis.queries import count_untold
from ubudehe.households.basis.tables import HouseholdBasis
from ubudehe.households.tables import Household
from ubudehe.places.reading import load_country
from ubudehe.record.tables import LogLeaf

HOMES = f"/en/work/{VILLAGE}/households"


def on(name: str, day: int = 14) -> dict[str, str]:
    return {f"{name}.d": str(day), f"{name}.m": "6", f"{name}.y": "2026"}


CONSENT = {"basis": "consent", "told": "spouse", **on("told_on")}
GONE = {"words": "No more.", **on("withdrawn_on")}


def untold(world: World) -> int:
    with world.services.database.read() as session:
        return count_untold(session, VILLAGE)


def facilitator(world: World) -> tuple[Visitor, str]:
    """Register two households that are told nothing yet; return the first one's address."""
    visitor = world.signed_in("facilitator", VILLAGE)
    for head in ("NIYONZIMA Vestine", "BIZIMANA Paul"):
        visitor.done(f"{HOMES}/new", {"head": head, "isibo_new": "Ingenzi", "f_18_35": "2"})
    with world.services.database.read() as session:
        query = select(Household.id).where(Household.village == VILLAGE)
        newest = session.exec(query.order_by(col(Household.number).desc()).limit(2)).all()
    return visitor, f"{HOMES}/{newest[1]}"


@pytest.mark.both_engines
def test_a_consent_is_told_withdrawn_and_holds_again(world: World) -> None:
    visitor, home = facilitator(world)
    before = untold(world)
    assert f"{before} households to finish" in visitor.get(f"{HOMES}/basis")
    assert f"{before} households to finish" in visitor.get(HOMES)
    assert "Not told yet" in visitor.get(home)
    visitor.done(f"{home}/basis", CONSENT)
    assert "The household agreed: Husband or wife was told" in visitor.get(home)
    assert untold(world) == before - 1
    early = on("withdrawn_on", 13)
    assert "agreed later" in visitor.refused(f"{home}/basis/withdraw", early)
    old = visitor.fields(f"{home}/basis/withdraw")
    visitor.done(f"{home}/basis/withdraw", GONE)
    page = visitor.get(home)
    assert "Consent withdrawn" in page
    assert "No more." in page
    assert untold(world) == before
    late = visitor.client.post(f"{home}/basis/withdraw", data={**old, **GONE, "words": "Again."})
    assert not late.is_redirect or "No more." in visitor.get(home)
    visitor.done(f"{home}/basis/restore", {"reason": "They thought again."})
    assert untold(world) == before - 1
    assert not faults_of_grown(world)
    with world.services.database.read() as session:
        leaves = b"".join(session.exec(select(LogLeaf.entry)).all())
    assert b"basis.withdraw" in leaves
    assert b"No more." not in leaves


@pytest.mark.both_engines
def test_what_rests_on_law_is_not_withdrawn_but_objected_to(world: World) -> None:
    visitor, home = facilitator(world)
    told = {"basis": "public_task", "told": "head", "next": "yes", **on("told_on")}
    following = visitor.done(f"{home}/basis", told)
    assert re.search(r"/households/[0-9a-f-]{36}/basis", following)
    assert home not in following, "the next household is asked"
    page = visitor.get(f"{home}/basis")
    assert "withdraws its consent" not in page
    assert f"{home}/request" in page
    path = f"{home}/basis/withdraw"
    assert "rest on no consent" in visitor.refused(path, GONE)
    tomorrow = {"told_on.d": "1", "told_on.m": "1", "told_on.y": "2090"}
    assert "still to come" in visitor.refused(f"{home}/basis", {**CONSENT, **tomorrow})
    assert "one of the answers" in visitor.refused(f"{home}/basis", {**CONSENT, "basis": "x"})


def test_the_basis_is_given_to_the_household_and_erased_with_it(world: World) -> None:
    visitor, home = facilitator(world)
    visitor.done(f"{home}/basis", CONSENT)
    data = visitor.client.post(f"{home}/data", data=visitor.fields(f"{home}/data"))
    assert json.loads(data.content)["basis"]["basis"] == "consent"
    assert "The household agreed" in visitor.get(f"{home}/file")
    request = asked(visitor, home[-36:], "erasure")
    protector(world).done(request, {"answer": "granted", "reason": "It moved abroad."})
    with world.services.database.read() as session:
        assert session.get(HouseholdBasis, UUID(home[-36:])) is None
    assert not faults_of_grown(world)


def test_the_form_on_paper_asks_for_it(world: World) -> None:
    visitor, home = facilitator(world)
    visitor.done(f"{home}/basis", CONSENT)
    with world.services.database.read() as session:
        isibo = session.get_one(Household, UUID(home[-36:])).isibo
    known = f"kind=questions&known=answers&isibo={isibo}"
    sheet = visitor.get(f"{HOMES}/papers/sheets?{known}")
    assert sheet.count("Told on which basis") == sheet.count("Signature or thumbprint")
    assert re.search(r"<i>×</i>The household agreed", sheet)


def test_others_may_not_write_it_and_without_bases_there_is_none(world: World) -> None:
    _, home = facilitator(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    assert treasurer.client.get(f"{home}/basis").status_code == 403
    country = load_country(None)
    assert [one.consent for one in country.lawful_bases] == [False, True]
    assert not replace(country, lawful_bases=()).is_consent("consent")
