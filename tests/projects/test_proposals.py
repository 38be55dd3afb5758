"""Proposals over HTTP: lines, versions, the sector's word, merging, privacy; then promises."""

import re
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.projects.ballots import HERE, cast, closed, codes, in_meeting, prepared, propose, titles
from ubudehe.projects.promises.tables import Promise
from ubudehe.projects.proposals.tables import Proposal, ProposalLine

SECTOR = VILLAGE[:4]
AUTHORS = {"author.0": "Uwimana Rose", "author.1": "Kamanzi Jean"}


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "JPEG")
    return out.getvalue()


def row(world: World, id_: str) -> Proposal:
    with world.services.database.read() as session:
        found = session.get_one(Proposal, UUID(id_))
        session.expunge(found)
        return found


def test_lines_add_up_and_problems_stand_beside_their_line(
    world: World, facilitator: Visitor
) -> None:
    page = f"{HERE}/projects/proposal"
    form = {"title": "Bridge", "plan": "Planks", "labour_days": "30", "line_text.0": "Wood"}
    answer = facilitator.refused(page, form)
    assert 'id="e-line_amount-0"' in answer
    answer = facilitator.refused(page, {**form, "line_amount.0": "x"})
    assert 'id="e-line_amount-0"' in answer
    assert 'value="Wood"' in answer
    form |= {"line_amount.0": "100 000", "line_amount.3": "50 000", "line_text.3": "Nails"}
    assert "less than all costs" in facilitator.refused(page, {**form, "from_state": "150 000"})
    assert "what exactly" in facilitator.refused(page, {**form, "from_state": "50 000"})
    form |= {"from_state": "50 000", "asked": "Nails", "gift_what.0": "Sand"}
    assert "how much of it" in facilitator.refused(page, form)
    form |= {"gift_quantity.0": "4", "gift_unit.0": "trips"}
    made = facilitator.done(page, form).rsplit("/", 1)[1]
    assert row(world, made).cost == 100_000
    with world.services.database.read() as session:
        lines = session.exec(select(ProposalLine).where(ProposalLine.proposal == UUID(made)))
        assert [(line.text, line.amount) for line in lines] == [
            ("Wood", 100_000),
            ("Nails", 50_000),
        ]


def test_names_of_authors_stay_in_the_village(world: World, facilitator: Visitor) -> None:
    made = propose(facilitator, "Bridge", 300_000, **AUTHORS, households="3", women="40")
    page = world.client().get(f"/en/proposals/{made}").text
    assert "Bridge" in page
    assert "Rose" not in page
    assert "fewer than 5" in page
    assert "Women: 40" in page
    assert "Uwimana Rose" in facilitator.get(f"{HERE}/proposals/{made}")
    for role, place in (("sector_officer", SECTOR), ("treasurer", VILLAGE)):
        assert "Rose" not in world.signed_in(role, place).get(f"{HERE}/proposals/{made}")
    with world.services.database.read() as session:
        leaves = session.connection().exec_driver_sql("SELECT entry FROM log_leaf").all()
    assert not any(b"Rose" in bytes(entry) for (entry,) in leaves)


def test_a_photo_is_cleaned_and_served_to_everybody(world: World, facilitator: Visitor) -> None:
    form = {
        "title": "Bridge",
        "plan": "Planks",
        "line_text.0": "Wood",
        "line_amount.0": "1000",
        "line_kind.0": "materials",
    }
    page = f"{HERE}/projects/proposal"
    bad = facilitator.refused(page, form, {"photo": ("a.jpg", b"not a photo", "image/jpeg")})
    assert "not a photo" in bad
    made = facilitator.done(page, form, {"photo": ("a.jpg", photo(), "image/jpeg")})
    found = row(world, made.rsplit("/", 1)[1])
    assert found.photo
    served = world.client().get(f"/r/{found.photo}")
    assert served.status_code == 200
    assert served.headers["content-type"] == "image/jpeg"


@pytest.mark.both_engines
def test_a_return_changes_nothing_and_the_village_answers(
    world: World, neighbour: Visitor, facilitator: Visitor
) -> None:
    made = propose(facilitator, "Bridge", 300_000)
    here = f"{HERE}/proposals/{made}"
    officer = world.signed_in("sector_officer", SECTOR)
    assert "Bridge" in officer.get(f"/en/work/{SECTOR}/proposals")
    officer.refused(f"{here}/check", {"outcome": "returned"})
    before = row(world, made).model_dump(exclude={"checked", "check_reason"})
    reason = "Who looks after it?"
    officer.done(f"{here}/check", {"outcome": "returned", "reason": reason})
    assert row(world, made).model_dump(exclude={"checked", "check_reason"}) == before
    said = {"outcome": "returned", "reason": reason}
    assert "checked already" in officer.refused(f"{here}/check", said)
    officer.done(f"{here}/check", {"outcome": "feasible", "reason": "On second thought"})
    officer.done(f"{here}/check", said)
    for path in ("edit", "withdraw", "keep"):
        assert officer.client.get(f"{here}/{path}").status_code == 403
    public = f"/en/proposals/{made}"
    assert reason in world.client().get(public).text
    facilitator.done(f"{here}/keep", {"answer": "The water committee does."})
    assert "has answered already" in officer.refused(f"{here}/check", {"outcome": "feasible"})
    assert "The water committee does." in world.client().get(public).text
    assert "Bridge" not in officer.get(f"/en/work/{SECTOR}/proposals")
    facilitator.done(
        f"{here}/edit",
        {
            "title": "Bridge of stone",
            "plan": "Stones",
            "line_text.0": "Stone",
            "line_amount.0": "400000",
        },
    )
    page = world.client().get(public).text
    assert "Version 1" in page
    assert reason in page, "what was said of the earlier version stays readable"
    assert row(world, made).checked == "", "the new version waits for its own check"
    assert neighbour.client.get(f"/en/work/43060101/proposals/{made}").status_code == 404


@pytest.mark.both_engines
def test_two_become_one_with_the_consent_of_both(world: World, facilitator: Visitor) -> None:
    one = propose(facilitator, "Bridge", 300_000, **{"author.0": "Uwimana Rose"})
    two = propose(facilitator, "Path", 100_000, **{"author.0": "Kamanzi Jean"})
    numbers = [row(world, id_).number for id_ in (one, two)]
    here = f"{HERE}/proposals/{one}/merge/{two}"
    page = facilitator.get(here)
    assert page.count('value="Everything"') == 2, "the lines of both are there"
    form = {
        "title": "Bridge and path",
        "plan": "Both",
        "line_text.0": "All",
        "line_amount.0": "380000",
    }
    consent = {f"consent.{numbers[0]}": "uwimana rose", f"consent.{numbers[1]}": "Somebody"}
    assert "which author" in facilitator.refused(here, {**form, **consent})
    assert row(world, one).state == "proposed"
    consent[f"consent.{numbers[1]}"] = "Kamanzi Jean"
    made = facilitator.done(here, {**form, **consent}).rsplit("/", 1)[1]
    assert row(world, one).state == row(world, two).state == "merged"
    assert row(world, made).authors == ["Uwimana Rose", "Kamanzi Jean"]
    assert "another proposal" in world.client().get(f"/en/proposals/{one}").text


def test_a_new_version_keeps_the_authors_of_both(world: World, facilitator: Visitor) -> None:
    names = ["Uwimana Rose", "Kamanzi Jean", "Nkusi Paul", "Ingabire Ange", "Mugisha Eric"]
    one = propose(facilitator, "Bridge", 300_000, **{f"author.{n}": names[n] for n in range(3)})
    two = propose(facilitator, "Path", 100_000, **{f"author.{n}": names[n + 3] for n in range(2)})
    form = {"title": "Both", "plan": "Both", "line_text.0": "All", "line_amount.0": "380000"}
    consent = {
        f"consent.{row(world, one).number}": names[0],
        f"consent.{row(world, two).number}": names[3],
    }
    merge = f"{HERE}/proposals/{one}/merge/{two}"
    made = facilitator.done(merge, {**form, **consent}).rsplit("/", 1)[1]
    edit = f"{HERE}/proposals/{made}/edit"
    shown = dict(re.findall(r'name="(author\.\d)"[^>]* value="([^"]*)"', facilitator.get(edit)))
    facilitator.done(edit, {**form, **shown})
    assert row(world, made).authors == names


@pytest.mark.both_engines
def test_a_withdrawn_proposal_is_on_no_ballot(world: World) -> None:
    visitor = in_meeting(world)
    made = propose(visitor, "Bridge", 300_000)
    visitor.refused(f"{HERE}/proposals/{made}/withdraw", {})
    visitor.done(f"{HERE}/proposals/{made}/withdraw", {"reason": "The river moved."})
    assert "The river moved." in world.client().get(f"/en/proposals/{made}").text
    assert made not in visitor.get(f"{HERE}/votes/new")


@pytest.mark.both_engines
def test_winners_become_promises_both_ways(world: World) -> None:
    plans = (("Bridge", 300_000), ("Road", 900_000))
    visitor, vote = prepared(world, plans)
    cards = codes(visitor, vote)
    id_ = next(id_ for id_, title in titles(world).items() if title == "Bridge")
    visitor.done(f"{vote}/void", {"reason": "Its lines were wrong."})
    visitor.done(
        f"{HERE}/proposals/{id_}/edit",
        {
            "title": "Bridge",
            "symbol": "bridge",
            "plan": "Planks",
            "labour_days": "30",
            "line_text.0": "Wood",
            "line_amount.0": "300000",
            "from_state": "100000",
            "asked": "Steel ropes",
            "gift_what.0": "Sand",
            "gift_quantity.0": "4",
            "gift_unit.0": "trips",
        },
    )
    road = next(id_ for id_, title in titles(world).items() if title == "Road")
    vote = visitor.done(
        f"{HERE}/votes/new",
        {
            "proposals": [str(id_), str(road)],
            "budget": "500000",
            "method": "cards",
            "electorate": "households",
            "cards": "6",
            "kind": "approval",
            "marks": "2",
            "rule": "greedy_votes",
        },
    )
    cards = codes(visitor, vote)
    visitor.done(f"{vote}/open", {})
    for code in cards:
        cast(world, code, ("Bridge",))
    closed(visitor, vote, 6)
    with world.services.database.read() as session:
        found = session.exec(select(Promise).where(Promise.proposal == id_)).all()
        made = {(one.giver, one.kind, one.what, one.quantity) for one in found}
        sand = next(one.id for one in found if one.kind == "material")
        labour = next(one.id for one in found if one.kind == "labour")
    assert made == {
        ("village", "labour", "", 30),
        ("village", "material", "Sand", 4),
        ("state", "money", "Steel ropes", 100_000),
    }
    visitor.done(f"{HERE}/promises/{sand}", {"kept": "3"})
    assert "ledger" in visitor.refused(f"{HERE}/promises/{labour}", {"kept": "3"})
    page = world.client().get(f"/en/projects/{id_}").text.replace("\u00a0", " ")
    assert "Promises both ways" in page
    assert "of 4 trips" in page
    assert "200 000 Frw" not in page
    assert "300 000 Frw" in page
    assert world.client().get(f"/en/projects/{road}").status_code == 404
    assert "Not chosen" in visitor.get(f"{HERE}/proposals/{road}"), "kept for next year"


def test_costs_that_no_record_could_hold_together_are_too_much(world: World) -> None:
    """Three lines, each of which could be written, summed up to what the record refuses: a 500."""
    visitor = world.signed_in("facilitator", VILLAGE)
    lines = {f"line_text.{row}": "Stone" for row in range(3)}
    kinds = {f"line_kind.{row}": "materials" for row in range(3)}
    for amount in (2**53 - 1, 10**13 + 1):
        amounts = {f"line_amount.{row}": str(amount) for row in range(3)}
        plan = {"title": "Palace", "plan": "Together.", "symbol": "bridge"}
        page = visitor.refused(
            f"/en/work/{VILLAGE}/projects/proposal", {**plan, **lines, **kinds, **amounts}
        )
        assert "more money than can be written down" in page
