"""A giver's way: found by name, followed to each receipt as of any day, proven by one file."""

import re
import zipfile
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World
from tests.ledger.test_grants import agreed
from tests.openbooks.asking import queries_of
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence
from ubudehe.ledger.grants.queries import followed_grants
from ubudehe.ledger.grants.tables import Grant
from ubudehe.openbooks.givers import givers_page
from ubudehe.openbooks.grant import grant_story
from ubudehe.record.queries import record_size
from ubudehe.record.rules.merkle import ProofFailed, leaf_hash
from ubudehe.record.rules.proof_files import parse_proof_file, verify_proof_file


def signed(world: World) -> UUID:
    """Sign the village's record; return the id of its grant."""
    with world.services.database.read() as session:
        world.services.heads.sign(session, VILLAGE)
        return session.exec(select(Grant.id).where(Grant.village == VILLAGE)).one()


@pytest.mark.both_engines
def test_a_giver_is_found_from_the_first_page(world: World, donor: Visitor) -> None:
    assert 'href="/en/givers"' in donor.get("/en/")
    page = donor.get("/en/givers?q=loda")
    assert page.count('href="/en/grants/') == 3
    assert "No grant fits." in donor.get("/en/givers?q=nobody%25")
    assert donor.get("/en/givers?q=g001").count('href="/en/grants/') == 3
    assert donor.get("/en/givers?q=G002").count('href="/en/grants/') == 0


@pytest.mark.both_engines
def test_what_the_search_asks_does_not_grow_with_what_it_finds(world: World) -> None:
    counts = []
    for text in ("nobody", "loda"):
        with world.services.database.read() as session, queries_of(world) as queries:
            page = givers_page(session, text, 0)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.promised == (("RWF", 2_700_000),)


def test_what_is_asked_does_not_grow_with_the_grants_of_a_village(
    world: World, treasurer: Visitor
) -> None:
    def asked_by_each() -> list[int]:
        found = []
        for page in (f"/en/p/{VILLAGE}?again", f"/en/work/{VILLAGE}/money/grants"):
            with queries_of(world) as asked:
                treasurer.get(page)
            found.append(sum("log_head.changed >=" not in one for one in asked))
        with world.services.database.read() as session, queries_of(world) as asked:
            country, today = world.services.country, world.clock.now.date()
            followed_grants(session, VILLAGE, today, country, record_size(session, VILLAGE))
        return [*found, len(asked)]

    agreed(world)
    before = asked_by_each()
    for giver in ("Second", "Third"):
        agreed(world, giver=giver)
    assert asked_by_each() == before


def test_its_parts_paid_all_that_was_spent(world: World) -> None:
    grant, country = signed(world), world.services.country
    with world.services.database.read() as session:
        story = grant_story(session, grant, date(2026, 6, 15), country)
    assert sum(part.came for part in story.parts) == story.line.converted
    assert sum(part.spent for part in story.parts) == story.line.spent
    assert [part.left for part in story.parts][-1] == story.line.left
    for part in story.parts:
        assert sum(one.part for one in part.payments) == part.spent
    assert 0 < story.proven < story.made
    assert story.unproven == story.made - story.proven


@pytest.mark.both_engines
def test_a_past_day_is_told_as_the_record_said_it(world: World, donor: Visitor) -> None:
    grant = signed(world)
    before = donor.get(f"/en/grants/{grant}?as-of=2026-01-31")
    assert "So the record said on 31 January 2026." in before
    assert "600\u00a0000\u00a0Frw received of 1\u00a0000\u00a0000\u00a0Frw" in before
    assert "Came on 18 February 2026" not in before
    later = donor.get(f"/en/grants/{grant}")
    assert "Came on 18 February 2026" in later
    report = donor.get(f"/en/grants/{grant}/report?as-of=2026-01-31")
    assert "As of 31 January 2026." in report
    assert donor.client.get(f"/en/grants/{grant}?as-of=2025-01-01").status_code == 404
    for odd in ("2026-02-30", "yesterday", "2027-01-01", "9" * 30):
        assert donor.client.get(f"/en/grants/{grant}?as-of={odd}").status_code == 400, odd


@pytest.mark.both_engines
def test_what_is_booked_today_does_not_change_what_was_said_of_then(
    world: World, donor: Visitor
) -> None:
    grant = signed(world)
    world.tampered = True
    address = f"/en/grants/{grant}?as-of=2026-03-31"
    before = donor.get(address)
    with world.services.database.write() as session:
        late = session.exec(
            select(LedgerEntry).where(
                LedgerEntry.village == VILLAGE,
                LedgerEntry.kind == "spend",
                LedgerEntry.entry_date > date(2026, 4, 1),
            )
        ).first()
        assert late is not None
        late.entry_date = date(2026, 3, 1)
        session.add(late)
    assert donor.get(address) == before
    assert donor.get(f"/en/grants/{grant}") != before


def test_a_receipt_taken_away_later_was_shown_on_the_days_before(
    world: World, donor: Visitor
) -> None:
    grant = signed(world)
    today, past = f"/en/grants/{grant}", f"/en/grants/{grant}?as-of=2026-03-31"
    then, now = said_of_receipts(donor.get(past)), said_of_receipts(donor.get(today))
    photos = re.findall(r'href="/r/([0-9a-f]{64})', donor.get(past))
    with world.services.database.read() as session:
        entry = session.exec(select(Evidence.entry).where(Evidence.sha256 == photos[0])).one()
    officer = world.signed_in("data_protection", "22")
    officer.done(f"/en/work/{VILLAGE}/money/{entry}/photo/{photos[0]}", {})
    assert said_of_receipts(donor.get(past)) == then
    assert said_of_receipts(donor.get(today)) != now
    assert photos[0] not in donor.get(past), "its link would lead nowhere"


def said_of_receipts(page: str) -> list[str]:
    """Return the sentences about receipts on a grant's page."""
    return re.findall(r"[^<>]*(?:receipts shown|shows? no receipt)[^<>]*", page)


@pytest.mark.both_engines
def test_one_file_proves_each_act_and_a_changed_act_is_not_proven(
    world: World, donor: Visitor
) -> None:
    grant = signed(world)
    link = re.findall(r'href="(/v/[^"]*\.zip)"', donor.get(f"/en/grants/{grant}"))[0]
    with zipfile.ZipFile(BytesIO(donor.client.get(link).content)) as packed:
        names = packed.namelist()
        acts = [name[:-5] for name in names if name.endswith(".json")]
        assert len(acts) > 20
        for act in acts:
            entry = packed.read(f"{act}.json")
            proof = parse_proof_file(packed.read(f"{act}.tlog-proof"))
            assert proof.index == int(act)
            verify_proof_file(proof, leaf_hash(entry))
        with pytest.raises(ProofFailed):
            verify_proof_file(proof, leaf_hash(entry + b" "))
        assert packed.read("checkpoint").decode() == proof.note
    assert donor.client.get(link.replace(VILLAGE, "43060101")).status_code == 404
    nobody = "00000000-0000-4000-8000-000000000000"
    assert donor.client.get(f"/v/{VILLAGE}/grants/{nobody}.zip").status_code == 404


@pytest.mark.both_engines
def test_it_asks_as_much_for_few_payments_as_for_many(world: World) -> None:
    grant, country = signed(world), world.services.country
    counts = []
    for past in (date(2025, 10, 20), date(2026, 6, 14)):
        with world.services.database.read() as session, queries_of(world) as queries:
            story = grant_story(session, grant, date(2026, 6, 15), country, past)
        counts.append((len(queries), story.made))
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] < counts[1][1]
