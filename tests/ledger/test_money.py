"""Money over HTTP: two people, nothing below zero, nothing twice, nothing erased."""

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlmodel import select

from tests.conftest import VILLAGE, Files, Visitor, World
from tests.people.joining import one_person
from ubudehe.ledger.entries.sums import balances
from ubudehe.ledger.entries.tables import EntryApproval, LedgerEntry
from ubudehe.record.append import total

MONEY = f"/en/work/{VILLAGE}/money"
DAY = {"entry_date.d": "14", "entry_date.m": "6", "entry_date.y": "2026"}
CAME = {**DAY, "amount": "120 000", "source": "district", "into": "bank", "what": "Support"}
MOVED = {**DAY, "amount": "1 000", "out_of": "bank", "into": "cash", "what": "For the market"}


def photo(kind: str = "JPEG", size: tuple[int, int] = (900, 700), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#eee").save(out, kind, **more)
    return out.getvalue()


def project(visitor: Visitor) -> str:
    found = re.search(r'name="project" value="([^"]+)"', visitor.get(f"{MONEY}/new/paid"))
    assert found
    return found[1]


def propose(world: World, typed: dict[str, str], kind: str = "moved") -> str:
    return world.signed_in("treasurer", VILLAGE).done(f"{MONEY}/new/{kind}", typed)


def state(world: World, path: str) -> str:
    with world.services.database.read() as session:
        return session.get_one(LedgerEntry, UUID(path.rsplit("/", 1)[1])).state


def agreed_here(world: World, path: str) -> list[bool]:
    found = select(EntryApproval.here).where(EntryApproval.entry == UUID(path.rsplit("/", 1)[1]))
    with world.services.database.read() as session:
        return list(session.exec(found))


def test_a_second_person_posts_what_the_first_proposed(world: World) -> None:
    with world.services.database.read() as session:
        before = total(session, VILLAGE, "money_in")
    entry = propose(world, CAME, "came")
    assert state(world, entry) == "proposed"
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{entry}/approve", {})
    assert state(world, entry) == "posted"
    with world.services.database.read() as session:
        assert total(session, VILLAGE, "money_in") == before + 120_000


def test_who_proposed_cannot_approve(world: World) -> None:
    entry = propose(world, MOVED)
    treasurer = world.signed_in("treasurer", VILLAGE)
    one = world.find("treasurer", VILLAGE)
    page = treasurer.refused(f"{entry}/approve", {"second_phone": one.phone, "second_pin": one.pin})
    assert "cannot approve it" in page
    assert state(world, entry) == "proposed"


def test_the_second_person_approves_on_the_same_phone_with_their_own_pin(world: World) -> None:
    entry = propose(world, MOVED)
    treasurer = world.signed_in("treasurer", VILLAGE)
    chair = world.find("chair", VILLAGE)
    wrong = treasurer.refused(
        f"{entry}/approve", {"second_phone": chair.phone, "second_pin": "111222"}
    )
    assert "is not right" in wrong
    assert "111222" not in wrong
    treasurer.done(f"{entry}/approve", {"second_phone": chair.phone, "second_pin": chair.pin})
    assert state(world, entry) == "posted"
    assert agreed_here(world, entry) == [True]


def test_the_record_keeps_whether_an_approval_was_on_the_phone_of_who_proposed(
    world: World,
) -> None:
    entry = propose(world, MOVED)
    world.signed_in("chair", VILLAGE).done(f"{entry}/approve", {})
    assert agreed_here(world, entry) == [False]


def test_a_phone_of_who_signs_in_for_the_proposer_is_the_proposers(world: World) -> None:
    """They propose by one of their accounts, sign in by the other, and approve by neither."""
    neighbour = world.find("facilitator", "43060101")
    one_person(world, world.find("treasurer", VILLAGE), neighbour)
    one = world.signed_in("facilitator", "43060101")
    entry = one.done(f"{MONEY}/new/moved", MOVED)
    own = {"second_phone": neighbour.phone, "second_pin": neighbour.pin}
    assert "cannot approve it" in one.refused(f"{entry}/approve", own)
    chair = world.find("chair", VILLAGE)
    one.done(f"{entry}/approve", {"second_phone": chair.phone, "second_pin": chair.pin})
    assert agreed_here(world, entry) == [True]


def test_an_approval_of_something_else_is_refused(world: World) -> None:
    entry = propose(world, MOVED)
    chair = world.signed_in("chair", VILLAGE)
    page = chair.refused(f"{entry}/approve", {"proposal": "0" * 64})
    assert "not what was proposed" in page
    assert state(world, entry) == "proposed"


def test_money_that_is_not_there_cannot_be_spent(world: World) -> None:
    with world.services.database.read() as session:
        held = balances(session, VILLAGE)["Assets:Bank:Main", "RWF"]
    entry = propose(world, {**MOVED, "amount": str(held + 1)})
    page = world.signed_in("chair", VILLAGE).refused(f"{entry}/approve", {})
    assert "not enough money" in page
    assert state(world, entry) == "proposed"


def test_money_cannot_be_spent_before_it_came(world: World) -> None:
    with world.services.database.read() as session:
        held = balances(session, VILLAGE)["Assets:Bank:Main", "RWF"]
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{propose(world, CAME, 'came')}/approve", {})
    more = {**MOVED, "amount": str(held + 1)}
    early = propose(world, {**more, "entry_date.d": "13"})
    assert "not enough money" in chair.refused(f"{early}/approve", {})
    chair.done(f"{propose(world, more)}/approve", {})


def test_an_entry_is_taken_back_once_and_a_reversal_never(world: World) -> None:
    entry = propose(world, MOVED)
    chair = world.signed_in("chair", VILLAGE)
    chair.done(f"{entry}/approve", {})
    treasurer = world.signed_in("treasurer", VILLAGE)
    back = treasurer.done(f"{entry}/reverse", {"what": "Wrong place"})
    again = treasurer.refused(f"{entry}/reverse", {"what": "Once more"})
    assert "reversed already" in again
    chair.done(f"{back}/approve", {})
    assert "not reversed again" in treasurer.refused(f"{back}/reverse", {"what": "Back"})
    assert "reversed already" in treasurer.refused(f"{entry}/reverse", {"what": "Once more"})


def test_a_refused_proposal_stays_and_is_never_posted(world: World) -> None:
    entry = propose(world, MOVED)
    chair = world.signed_in("chair", VILLAGE)
    chair.refused(f"{entry}/refuse", {})
    chair.done(f"{entry}/refuse", {"reason": "Nobody agreed to this."})
    assert "already decided" in chair.refused(f"{entry}/approve", {})
    assert "Nobody agreed to this." in chair.get(entry)


@pytest.mark.both_engines
def test_only_its_proposer_takes_an_entry_back_and_it_is_never_posted(world: World) -> None:
    entry = propose(world, MOVED)
    treasurer = world.signed_in("treasurer", VILLAGE)
    other = world.signed_in("facilitator", VILLAGE)
    why = {"reason": "The bank was closed."}
    assert "Only who proposed" in other.refused(f"{entry}/withdraw", why)
    assert "/withdraw" not in other.get(entry)
    assert "/withdraw" in treasurer.get(entry)
    treasurer.refused(f"{entry}/withdraw", {})
    treasurer.done(f"{entry}/withdraw", why)
    page = treasurer.get(entry)
    assert "Taken back by" in page
    assert "The bank was closed." in page
    assert "already decided" in world.signed_in("chair", VILLAGE).refused(f"{entry}/approve", {})


def test_a_double_tap_counts_once_and_other_content_is_refused(
    world: World, treasurer: Visitor
) -> None:
    path = f"{MONEY}/new/moved"
    sent = {**treasurer.fields(path), **MOVED}
    first = treasurer.client.post(path, data=sent)
    second = treasurer.client.post(path, data=sent)
    assert first.headers["location"] == second.headers["location"]
    third = treasurer.client.post(path, data={**sent, "amount": "9 000"})
    assert third.status_code == 422
    assert "already sent with other content" in third.text
    with world.services.database.read() as session:
        found = session.exec(select(LedgerEntry).where(LedgerEntry.id == UUID(sent["act"]))).all()
    assert len(found) == 1


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "12,50", "Write an amount"),
        ("amount", "1 20 000", "Did you mean 120\u00a0000\u00a0Frw?"),
        ("amount", "", "Fill this in"),
        ("amount", "-5", "Write an amount"),
        ("amount", "abc", "Write an amount"),
        ("amount", "9" * 30, "Write an amount"),
        ("what", "", "Fill this in"),
        ("what", "x" * 121, "too long"),
        ("what", "Call 0788 123 456", "leave out phone numbers"),
        ("what", "1 1990 8 0012345 0 12", "national identity number"),
        ("into", "moon", "Choose one of the answers"),
        ("into", "bank", "two different places"),
        ("entry_date.m", "13", "no such day"),
        ("entry_date.y", "2027", "still to come"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    treasurer: Visitor, field: str, typed: str, message: str
) -> None:
    page = treasurer.refused(f"{MONEY}/new/moved", {**MOVED, field: typed})
    assert message in page
    assert 'value="For the market"' in page or field == "what"


def test_a_receipt_is_cleaned_of_everything_but_the_picture(
    world: World, treasurer: Visitor
) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (1.0, 57.0, 0.0)}
    exif[0x010F] = "SecretCamera"
    raw = photo(exif=exif.tobytes())
    assert b"SecretCamera" in raw
    paid = {
        **DAY,
        "amount": "5000",
        "what": "Nails",
        "project": project(treasurer),
        "purpose": "materials",
        "payee": "Shop",
        "payee_is": "organisation",
        "out_of": "bank",
    }
    entry = treasurer.done(f"{MONEY}/new/paid", paid, files={"photo": ("r.jpg", raw, "image/jpeg")})
    digest = treasurer.get(entry).split("/r/")[1][:64]
    kept = world.services.blobs.get(digest)
    assert kept
    assert b"SecretCamera" not in kept
    assert b"Exif" not in kept
    assert len(kept) <= 100_000


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: b"this is no picture", "not a photo"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo"),
        (partial(photo, "GIF"), "not a photo"),
        (lambda: photo()[:300], "not a photo"),
        (partial(photo, "PNG", (10_000, 10_000)), "too many points"),
    ],
    ids=["text", "svg", "gif", "cut", "100 megapixels"],
)
def test_what_is_not_a_receipt_is_refused(
    world: World, made: Callable[[], bytes], message: str
) -> None:
    entry = propose(world, MOVED)
    treasurer = world.signed_in("treasurer", VILLAGE)
    files: Files = {"photo": ("r.jpg", made(), "image/jpeg")}
    page = treasurer.refused(f"{entry}/receipt", {}, files)
    assert message in page
    assert "No evidence yet" in treasurer.get(entry)


def test_a_body_of_fifty_megabytes_is_turned_away(world: World) -> None:
    entry = propose(world, MOVED)
    treasurer = world.signed_in("treasurer", VILLAGE)
    fields = treasurer.fields(f"{entry}/receipt")
    big = {"photo": ("r.jpg", b"\0" * 50_000_000, "image/jpeg")}
    answer = treasurer.client.post(f"{entry}/receipt", data=fields, files=big)
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_an_entry_that_does_not_exist_is_said_so(world: World) -> None:
    answer = world.signed_in("treasurer", VILLAGE).client.get(f"{MONEY}/{uuid4()}")
    assert answer.status_code == 404
    assert "There is no such entry" in answer.text
    # Nor may what is done with an entry come upon none.
    chair = world.signed_in("chair", VILLAGE)
    known = chair.fields(f"{propose(world, MOVED)}/approve")
    sent = chair.client.post(f"{MONEY}/{uuid4()}/approve", data=known)
    assert sent.status_code == 404
