"""A finding from the officer's question to its end, by people who keep out of their own case."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from tests.conftest import CELL, DISTRICT, VILLAGE, Visitor, World, faults_of_grown
from tests.desks.test_waiting import jobs
from ubudehe.audit.findings.tables import Finding, FindingStep
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.people.tables import Account, RoleGrant
from ubudehe.record.tables import Act

FINDINGS, PUBLIC = f"/en/work/{VILLAGE}/findings", f"/en/p/{VILLAGE}/audit"
SECTOR, NEIGHBOUR = "2212", "43060101"


def raised(officer: Visitor, about: str = "village", **typed: str) -> str:
    """Raise a finding and return its page."""
    said = {"about": about, "addressee": "treasurer", "days": "3", "text": "Where is the book?"}
    return officer.done(f"{FINDINGS}/new", {**said, **typed})


def account_of_treasurer(world: World) -> UUID:
    """Return the account of the village's treasurer."""
    phone = world.find("treasurer", VILLAGE).phone
    with world.services.database.read() as session:
        return session.exec(select(Account.id).where(Account.phone == phone)).one()


def steps_of(world: World) -> list[str]:
    """Return the steps of all findings in the order of the acts."""
    with world.services.database.read() as session:
        steps = select(FindingStep.kind).join(Act, col(Act.id) == FindingStep.id)
        return list(session.exec(steps.order_by(col(Act.idx))))


@pytest.mark.both_engines
def test_a_finding_is_answered_put_right_and_closed_by_another(
    world: World, cell_secretary: Visitor, sector_officer: Visitor, treasurer: Visitor
) -> None:
    page = raised(cell_secretary)
    assert jobs(treasurer)["Findings to answer"] == 1
    assert "Findings to answer" not in jobs(world.signed_in("chair", VILLAGE))
    assert "Findings to decide" not in jobs(sector_officer, SECTOR)
    assert "last day" in treasurer.get(page)
    sector_officer.refused(f"{page}/close", {"outcome": "explained", "text": "So be it."})
    treasurer.done(f"{page}/answer", {"text": "Gaspard keeps it at home."})
    assert "Findings to answer" not in jobs(treasurer)
    assert jobs(sector_officer, SECTOR)["Findings to decide"] == 1
    assert "Findings to decide" not in jobs(cell_secretary, CELL), "who raised it does not end it"
    for step in ("close", "remedy"):
        typed = {"outcome": "explained", "text": "So be it.", "days": "5"}
        assert "Another officer decides this" in cell_secretary.refused(f"{page}/{step}", typed)
        assert f"{page}/{step}" not in cell_secretary.get(page)
    sector_officer.done(f"{page}/remedy", {"days": "5", "text": "Bring it to the office."})
    cell_secretary.refused(f"{page}/withdraw", {"text": "I was wrong."})
    treasurer.done(f"{page}/answer", {"text": "It lies in the office."})
    sector_officer.done(f"{page}/close", {"outcome": "put_right", "text": "Seen."})
    everybody = world.client().get(PUBLIC).text
    assert "It was put right" in everybody
    names = [world.find("treasurer", VILLAGE).name, world.find("cell_secretary", CELL).name]
    for private in ("Gaspard", "Where is the book", "Bring it", "Seen.", *names):
        assert private not in everybody
    kept = treasurer.get(page)
    for said in ("Gaspard keeps it", "It lies in the office", "Where is the book", "Bring it"):
        assert said in kept
    district = world.signed_in("district_officer", DISTRICT)
    district.done(f"{page}/reopen", {"days": "5", "text": "I look at it myself."})
    assert "A higher level" in sector_officer.refused(
        f"{page}/withdraw", {"text": "It is nothing."}
    )
    district.done(f"{page}/withdraw", {"text": "It is nothing after all."})
    assert steps_of(world) == ["raise", "answer", "remedy", "answer", "close", "reopen", "withdraw"]
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_the_day_after_the_last_it_goes_a_level_up_and_not_before(world: World) -> None:
    cell = world.signed_in("cell_secretary", CELL)
    page = raised(cell)
    later = {"days": "7", "text": "No answer came."}
    world.clock.now += timedelta(days=3)
    cell = world.signed_in("cell_secretary", CELL)
    assert "only when its last day is over" in cell.refused(f"{page}/escalate", later)
    world.clock.now += timedelta(days=1)
    cell = world.signed_in("cell_secretary", CELL)
    assert jobs(cell, CELL)["Late findings to hand to the next level"] == 1
    sector = world.signed_in("sector_officer", SECTOR)
    assert jobs(sector, SECTOR)["Findings to decide"] == 1
    cell.done(f"{page}/escalate", later)
    assert "Late findings to hand to the next level" not in jobs(cell, CELL)
    assert "Findings to decide" not in jobs(sector, SECTOR), "the village has seven days anew"
    assert "A higher level" in cell.refused(f"{page}/withdraw", {"text": "I was wrong."})
    cell.refused(f"{page}/escalate", later)
    assert "Sector" in world.client().get(PUBLIC).text
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_who_answered_does_not_decide_and_a_role_that_ended_does_nothing(
    world: World, cell_secretary: Visitor
) -> None:
    with world.services.database.read() as session:
        entry = session.exec(select(LedgerEntry.id).where(LedgerEntry.village == VILLAGE)).first()
    link = f"{FINDINGS}/new?about=entry:{entry}"
    assert link in cell_secretary.get(f"/en/work/{VILLAGE}/money/{entry}")
    assert f'value="entry:{entry}" selected' in cell_secretary.get(link)
    page = raised(cell_secretary, f"entry:{entry}")
    treasurer = world.signed_in("treasurer", VILLAGE)
    chair = world.signed_in("chair", VILLAGE)
    chair.refused(f"{page}/answer", {"text": "I answer in his place."})
    form = treasurer.fields(f"{page}/answer")
    for _ in range(2):  # sent twice, it counts once
        sent = {**form, "text": "Here it is."}
        assert treasurer.client.post(f"{page}/answer", data=sent).status_code == 303
    assert steps_of(world) == ["raise", "answer"]
    account = account_of_treasurer(world)
    with world.services.database.write() as session:
        granted = session.exec(select(RoleGrant).where(RoleGrant.role == "sector_officer")).first()
        assert granted is not None
        session.add(RoleGrant(**{**granted.model_dump(), "id": uuid4(), "account": account}))
        session.commit()
    world.tampered = True
    both = world.signed_in("treasurer", VILLAGE)
    told = both.refused(f"{page}/close", {"outcome": "explained", "text": "It is fine."})
    assert "Another officer decides this" in told
    assert "Who answered a finding" in both.refused(f"{page}/withdraw", {"text": "Away."})
    with world.services.database.write() as session:
        for grant in session.exec(select(RoleGrant).where(RoleGrant.account == account)):
            grant.until = world.clock.now.date() - timedelta(days=1)
        session.commit()
    assert both.client.get(f"{page}/answer").status_code == 403
    assert both.client.get(f"{page}/close").status_code == 403


@pytest.mark.both_engines
def test_the_neighbour_sees_nothing_and_finds_nothing(
    world: World, cell_secretary: Visitor, district_officer: Visitor
) -> None:
    page = raised(cell_secretary)
    other = page.replace(VILLAGE, NEIGHBOUR)
    assert cell_secretary.client.get(other).status_code == 403
    beside = page.replace(VILLAGE, "22120305")
    assert district_officer.client.get(beside).status_code == 404
    assert district_officer.client.get(f"{beside}/close").status_code == 404
    assert world.client().get(page).status_code in (302, 303)
    unknown = f"entry:{page.rsplit('/', 1)[1]}"
    for about in (unknown, "month:2031-01"):
        typed = {"addressee": "treasurer", "days": "3", "text": "What is this?", "about": about}
        cell_secretary.refused(f"{FINDINGS}/new", typed)


@pytest.mark.both_engines
def test_a_lower_levels_word_never_ends_a_higher_levels_audit(world: World) -> None:
    with world.services.database.read() as session:
        month = session.exec(
            select(BookMonth.month).where(
                BookMonth.village == VILLAGE, col(BookMonth.state).in_(("signed", "read"))
            )
        ).first()
    at = f"/en/work/{VILLAGE}/money/months/{month}/review"
    cell, district = (
        world.signed_in("cell_secretary", CELL),
        world.signed_in("district_officer", DISTRICT),
    )
    cell.done(at, {"outcome": "accepted"})
    cell.refused(at, {"outcome": "accepted"})
    district.done(at, {"outcome": "questioned", "questions": "And the receipts?"})
    assert "A higher level looks" in cell.refused(at, {"outcome": "accepted"})
    world.signed_in("treasurer", VILLAGE).done(
        at.replace("/review", "/answer"), {"answer": "They are in the box."}
    )
    assert "A higher level looks" in cell.refused(at, {"outcome": "accepted"})
    assert at not in cell.get(at.removesuffix("/review"))
    district.done(at, {"outcome": "accepted"})
    assert "A higher level looks" in cell.refused(
        at, {"outcome": "questioned", "questions": "But why?"}
    )
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_an_audit_is_signed_off_with_what_is_open_and_taken_back(
    world: World, cell_secretary: Visitor, sector_officer: Visitor
) -> None:
    with world.services.database.read() as session:
        months = session.exec(
            select(BookMonth.month)
            .where(BookMonth.village == VILLAGE, BookMonth.state != "closed")
            .order_by(col(BookMonth.month))
        ).all()
    link = f"{FINDINGS}/new?about=month:{months[-1]}"
    assert link in cell_secretary.get(f"/en/work/{VILLAGE}/money/months/{months[-1]}")
    assert f'value="month:{months[-1]}" selected' in cell_secretary.get(link)
    page = raised(cell_secretary, f"month:{months[-1]}")
    typed = {"first": months[0], "last": months[-1], "text": "All was looked at."}
    old = cell_secretary.fields(f"{FINDINGS}/sign-off")
    raised(cell_secretary, text="And this?")
    stale = cell_secretary.client.post(f"{FINDINGS}/sign-off", data={**old, **typed})
    assert stale.status_code == 422, "a finding came up meanwhile"
    sector_officer.refused(f"{FINDINGS}/sign-off", {**typed, "last": "2031-01"})
    sector_officer.refused(
        f"{FINDINGS}/sign-off", {**typed, "first": months[-1], "last": "2020-01"}
    )
    sector_officer.done(f"{FINDINGS}/sign-off", typed)
    sector_officer.refused(f"{FINDINGS}/sign-off", typed)
    world.signed_in("district_officer", DISTRICT).done(f"{FINDINGS}/sign-off", typed)
    listed = cell_secretary.get(FINDINGS)
    signed = re.findall(rf"{FINDINGS}/sign-off/[0-9a-f-]+/take-back", listed)
    assert len(signed) == 2
    everybody = world.client().get(PUBLIC).text
    assert everybody.count("Findings that were open that day") == 2
    assert "All was looked at" not in everybody
    cell_secretary.refused(signed[0], {"text": "Not so."})
    sector_officer.done(signed[1], {"text": "A page was missing."})
    assert sector_officer.client.get(signed[1]).status_code == 404
    assert "Taken back on" in world.client().get(PUBLIC).text
    # Nothing of the finding ended with it.
    world.signed_in("treasurer", VILLAGE).done(f"{page}/answer", {"text": "Here it is."})
    above = sector_officer.get(f"/en/work/{SECTOR}/findings")
    assert "Answered: an officer decides" in above
    with world.services.database.read() as session:
        assert len(session.exec(select(Finding)).all()) == 2
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_everybody_reads_all_findings_a_part_at_a_time_and_in_the_feed(world: World) -> None:
    page = raised(world.signed_in("cell_secretary", CELL))
    id_ = page.rsplit("/", 1)[1].partition("?")[0]
    client, own = world.client(), f"/en/p/{VILLAGE}/findings/{id_}"
    fed = client.get(f"/feed/{VILLAGE}.atom?lang=en").text
    assert "An officer raised a finding" in fed
    assert own in fed
    alone = client.get(own)
    assert alone.status_code == 200
    assert "Where is the book" not in alone.text
    assert client.get(f"/en/p/{NEIGHBOUR}/findings/{id_}").status_code == 404
    world.tampered = True
    with world.services.database.write() as session:
        row = session.exec(select(Finding)).one()
        for _ in range(21):
            session.add(Finding(**row.model_dump() | {"id": uuid4()}))
    first = client.get(PUBLIC + "/0").text
    assert first.count("The village as a whole") <= 20
    second = client.get(f"/en/p/{VILLAGE}/findings/20").text
    assert second.count("The village as a whole") == 2
    assert f"/en/p/{VILLAGE}/findings/0" in second
