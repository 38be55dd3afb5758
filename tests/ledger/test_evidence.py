"""Photos and statements: covered before or after, removed, erased; the proofs stay valid."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from tests.ledger.books import CAME, MONEY, day, paid, posted, project, public, receipt, row
from ubudehe.openbooks.pages import REMOVED
from ubudehe.record.checking import check_log
from ubudehe.record.tables import LogLeaf, Opening


def white(width: int = 640, height: int = 480) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return out.getvalue()


def with_photo(visitor: Visitor, path: str, **typed: str) -> str:
    files = {"photo": ("r.jpg", white(), "image/jpeg")}
    return visitor.done(path, {"kind": "receipt", **typed}, files=files)


def digest_of(page: str) -> str:
    return page.split('"/r/')[1][:64]


def pixel(content: bytes, x: int, y: int) -> tuple[int, ...]:
    with Image.open(BytesIO(content)) as image:
        found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


def leaves(world: World) -> bytes:
    with world.services.database.read() as session:
        found = session.exec(select(LogLeaf).where(LogLeaf.log == VILLAGE).order_by(LogLeaf.idx))  # type: ignore[arg-type]
        return b"".join(leaf.entry for leaf in found)


def test_two_touches_cover_what_nobody_should_read_before_it_is_published(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    draft = with_photo(treasurer, f"{entry}/receipt", cover="yes")
    shown = treasurer.get(draft).split('src="')[1].split('"')[0]
    content = treasurer.client.get(shown).content
    digest = shown.rsplit("/", 1)[1][:64]
    assert world.client().get(f"/r/{digest}").status_code == 404
    corner = treasurer.done(draft, {"at.x": "20", "at.y": "20", "publish": ""})
    assert "?corner=20.20" in corner
    covered = treasurer.done(
        corner, {"at.x": "100", "at.y": "50", "publish": "", "corner": "20.20"}
    )
    treasurer.done(covered, {"publish": "yes"})
    public_digest = digest_of(world.client().get(public(entry)).text)
    published = world.client().get(f"/r/{public_digest}").content
    assert pixel(content, 150, 100) == (255, 255, 255)
    assert max(pixel(published, 150, 100)) < 20
    assert min(pixel(published, 600, 400)) > 240
    assert treasurer.client.get(shown).status_code == 404, "what was not covered yet is gone"
    chair = world.signed_in("cell_secretary", "221203")
    assert chair.client.get(shown).status_code == 403


@pytest.mark.both_engines
def test_a_draft_is_of_its_entry_and_goes_when_the_photo_is_removed(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    other = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, what="Sand"))
    with_photo(treasurer, f"{entry}/receipt")
    old = digest_of(treasurer.get(entry))
    treasurer.done(f"{entry}/photo/{old}", {"do": "cover"})
    shown = f"{entry}/draft/{old}.jpg"
    assert treasurer.client.get(shown).status_code == 200
    assert treasurer.client.get(f"{other}/draft/{old}.jpg").status_code == 404
    there = f"{entry}/cover/{old}/{old}"
    corner = treasurer.done(there, {"at.x": "5", "at.y": "5", "publish": ""})
    made = treasurer.done(corner, {"at.x": "60", "at.y": "60", "publish": "", "corner": "5.5"})
    half = made.split("/cover/")[1].split("/")[0]
    assert treasurer.client.get(f"{entry}/draft/{half}.jpg").status_code == 200
    world.signed_in("data_protection", "22").done(f"{entry}/photo/{old}", {})
    for digest in (old, half):
        assert treasurer.client.get(f"{entry}/draft/{digest}.jpg").status_code == 404


def test_the_photo_of_a_refused_entry_is_covered_as_well(world: World, treasurer: Visitor) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_photo(treasurer, f"{entry}/receipt")
    old = digest_of(treasurer.get(entry))
    world.signed_in("chair", VILLAGE).done(f"{entry}/refuse", {"reason": "Not ours."})
    assert f"/photo/{old}" in treasurer.get(entry)
    draft = treasurer.done(f"{entry}/photo/{old}", {"do": "cover"})
    corner = treasurer.done(draft, {"at.x": "5", "at.y": "5", "publish": ""})
    covered = treasurer.done(corner, {"at.x": "60", "at.y": "60", "publish": "", "corner": "5.5"})
    treasurer.done(covered, {"publish": "yes"})
    assert world.client().get(f"/r/{old}").status_code == 404
    assert digest_of(treasurer.get(entry)) != old
    assert faults_of_grown(world) == []


def test_a_published_photo_can_be_covered_and_the_old_one_is_gone(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_photo(treasurer, f"{entry}/receipt")
    old = digest_of(treasurer.get(entry))
    assert world.client().get(f"/r/{old}").status_code == 200
    draft = treasurer.done(f"{entry}/photo/{old}", {"do": "cover"})
    corner = treasurer.done(draft, {"at.x": "5", "at.y": "5", "publish": ""})
    covered = treasurer.done(corner, {"at.x": "60", "at.y": "60", "publish": "", "corner": "5.5"})
    treasurer.done(covered, {"publish": "yes"})
    assert world.client().get(f"/r/{old}").status_code == 404
    assert world.services.blobs.get(old) is None
    page = world.client().get(public(entry)).text
    new = digest_of(page)
    assert new != old
    assert "Replaced by a photo with something covered" in page
    assert old.encode() in leaves(world)
    assert new.encode() in leaves(world)


def test_covering_in_a_rehearsal_leaves_the_real_photo_where_it_is(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_photo(treasurer, f"{entry}/receipt")
    old = digest_of(treasurer.get(entry))
    keeper = world.signed_in("facilitator", VILLAGE)
    keeper.done(f"/en/work/{VILLAGE}/rehearsal", {"do": "begin"})
    played = keeper.done(f"{MONEY}/new/came", CAME)
    with_photo(keeper, f"{played}/receipt")
    assert digest_of(keeper.get(played)) == old
    draft = keeper.done(f"{played}/photo/{old}", {"do": "cover"})
    corner = keeper.done(draft, {"at.x": "5", "at.y": "5", "publish": ""})
    covered = keeper.done(corner, {"at.x": "60", "at.y": "60", "publish": "", "corner": "5.5"})
    keeper.done(covered, {"publish": "yes"})
    assert digest_of(keeper.get(played)) != old
    assert world.client().get(f"/r/{old}").status_code == 200


def test_a_photo_is_removed_on_request_and_its_hash_stays(world: World, treasurer: Visitor) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_photo(treasurer, f"{entry}/receipt")
    old = digest_of(treasurer.get(entry))
    page = treasurer.refused(f"{entry}/photo/{old}", {"do": ""})
    assert "Your role does not allow this" in page
    officer = world.signed_in("data_protection", "22")
    officer.done(f"{entry}/photo/{old}", {})
    instead = world.client().get(f"/r/{old}", headers={"accept": "image/webp,*/*;q=0.8"})
    assert (instead.status_code, instead.content) == (404, REMOVED)
    linked = world.client().get(f"/r/{old}", headers={"accept": "text/html,*/*"})
    assert (linked.status_code, linked.content == REMOVED) == (404, False)
    page = world.client().get(public(entry)).text
    assert "Removed on request" in page
    assert old.encode() in leaves(world)


def test_two_different_people_sign_where_there_is_no_receipt(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    said = {"kind": "statement", "text": "We saw it.", "name.0": "Kamana Jean", "why": "no_paper"}
    assert "Say why there is no receipt" in treasurer.refused(
        f"{entry}/statement", {**said, "why": ""}
    )
    assert "Two different people" in treasurer.refused(f"{entry}/statement", said)
    twice = {**said, "name.1": " kamana  JEAN"}
    assert "Two different people" in treasurer.refused(f"{entry}/statement", twice)
    paid_one = {**said, "name.1": "Quincaillerie"}
    assert "cannot be a witness" in treasurer.refused(f"{entry}/statement", paid_one)
    both = {**said, "name.1": "Uwera Rose"}
    assert "Take a photo of the paper" in treasurer.refused(f"{entry}/statement", both)
    treasurer.done(f"{entry}/statement", both, files=receipt())
    assert "Class C" in treasurer.get(entry)
    assert "Kamana Jean and Uwera Rose" in treasurer.get(entry)
    page = world.client().get(public(entry)).text
    assert "Signed statement of witnesses" in page
    assert "No receipt: who was paid gives none" in page
    assert "Uwera" not in page
    assert b"Uwera" not in leaves(world)


def test_an_invoice_is_worth_more_than_a_receipt(treasurer: Visitor) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    with_photo(treasurer, f"{entry}/receipt")
    assert "Class B" in treasurer.get(entry)
    files = {"photo": ("r.jpg", white(700, 300), "image/jpeg")}
    treasurer.done(f"{entry}/receipt", {"kind": "invoice"}, files=files)
    assert "Class A" in treasurer.get(entry)


def test_an_offer_is_a_document_and_proves_no_payment(world: World, treasurer: Visitor) -> None:
    entry = posted(world, paid(treasurer), "paid")
    with_photo(treasurer, f"{entry}/receipt", kind="quote")
    page = world.client().get(public(entry)).text
    assert "Offer of a seller" in page
    assert "No evidence yet" in page
    listed = world.client().get(f"/en/p/{VILLAGE}/ledger?text=Cement").text
    assert digest_of(page) not in listed, "no receipt beside the entry"
    assert faults_of_grown(world) == []


def test_a_photo_behind_two_entries_is_covered_behind_both(world: World) -> None:
    treasurer = world.signed_in("treasurer", VILLAGE)
    one, other = (posted(world, paid(treasurer, what=f"Half {n}"), "paid") for n in "12")
    for entry in (one, other):
        treasurer.done(f"{entry}/receipt", {"kind": "receipt"}, files=receipt())
    (old,) = set(re.findall("/r/([0-9a-f]{64})", world.client().get(public(other)).text))
    draft = treasurer.done(f"{one}/photo/{old}", {"do": "cover"})
    corner = treasurer.done(draft, {"at.x": "9", "at.y": "9", "publish": ""})
    covered = treasurer.done(corner, {"at.x": "60", "at.y": "60", "publish": "", "corner": "5.5"})
    treasurer.done(covered, {"publish": "yes"})
    pages = [world.client().get(public(entry)).text for entry in (one, other)]
    shown = [set(re.findall("/r/([0-9a-f]{64})", page)) for page in pages]
    assert shown[0] == shown[1], "both show the covered one"
    assert old not in shown[1]
    assert "Class B" in pages[1]
    assert faults_of_grown(world) == []


@pytest.mark.both_engines
def test_a_payees_name_is_erased_under_the_law_and_every_proof_holds(
    world: World, treasurer: Visitor
) -> None:
    typed = paid(treasurer, payee="Nyiraneza Odette", payee_is="person")
    entry = posted(world, typed, "paid")
    treasurer.done(
        f"{entry}/statement",
        {"kind": "goods", "text": "All came.", "name.0": "A B", "name.1": "C D"},
        files=receipt(),
    )
    paper = treasurer.get(entry).split("/sheet/")[1][:36]
    sheet = f"{entry}/sheet/{paper}.jpg"
    signed = sha256(treasurer.client.get(sheet).content).hexdigest()
    assert world.client().get(f"/r/{signed}").status_code == 404
    assert signed.encode() not in leaves(world)
    assert "Nyiraneza" not in world.client().get(public(entry)).text
    assert treasurer.client.get(f"{entry}/erase").status_code == 403
    officer = world.signed_in("data_protection", "22")
    before = leaves(world)
    officer.done(f"{entry}/erase", {"statement": ""})
    statement = officer.get(f"{entry}/erase").split('name="statement" value="')[1][:36]
    officer.done(f"{entry}/erase", {"statement": statement})
    assert treasurer.client.get(sheet).status_code == 404
    assert world.services.blobs.get(signed) is None
    assert "Nyiraneza" not in treasurer.get(entry)
    assert "A B" not in treasurer.get(entry)
    assert "erased under the law" in world.client().get(public(entry)).text
    assert leaves(world).startswith(before[:1000])
    with world.services.database.read() as session:
        kept = session.exec(select(Opening.value).where(Opening.log == VILLAGE)).all()
        assert check_log(session, VILLAGE, world.services.heads) == []
    assert not [value for value in kept if "Nyiraneza" in value or "A B" in value]
    assert row(world, entry).state == "posted"


def test_money_that_came_can_bear_a_photo_too(treasurer: Visitor) -> None:
    came = {
        **day(14),
        "amount": "5 000",
        "source": "contribution",
        "into": "cash",
        "what": "Collected",
        "cover": "yes",
    }
    files = {"photo": ("r.jpg", white(), "image/jpeg")}
    cover = treasurer.done(f"{MONEY}/new/came", came, files=files)
    assert "/cover/" in cover
    entry = cover.partition("/cover/")[0]
    assert "No evidence yet" in treasurer.get(entry)
    treasurer.done(cover, {"publish": "yes"})
    assert "Class B" in treasurer.get(entry)


LARGE = "150 000"
SAID = {
    "kind": "statement",
    "why": "lost",
    "text": "It was paid before us; the paper was lost on the way.",
    "name.0": "Kamana Jean",
    "name.1": "Uwera Rose",
}


@pytest.mark.both_engines
def test_a_large_payment_waits_for_a_receipt_or_a_statement_why_there_is_none(
    world: World,
    treasurer: Visitor,
    chair: Visitor,
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer, amount=LARGE))
    assert "So much needs a receipt" in treasurer.get(entry)
    assert "So much needs a receipt" in world.client().get(public(entry)).text
    assert "Entries that need a receipt or a statement" in treasurer.get(f"/en/work/{VILLAGE}")
    offer = {"kind": "quote"}
    treasurer.done(f"{entry}/receipt", offer, files=receipt(30, 20))
    assert "So much needs a receipt" in chair.refused(f"{entry}/approve", {})
    treasurer.done(f"{entry}/statement", SAID, files=receipt())
    assert "So much needs a receipt" not in treasurer.get(entry)
    chair.done(f"{entry}/approve", {})
    page = world.client().get(public(entry)).text
    assert "No receipt: it was lost" in page
    assert "Class C" in page
    assert faults_of_grown(world) == []


def test_much_work_waits_for_the_list_that_those_who_worked_signed(
    world: World, treasurer: Visitor, chair: Visitor
) -> None:
    worked = {**day(14), "days": "5000", "project": project(treasurer), "what": "Umuganda"}
    entry = treasurer.done(f"{MONEY}/new/worked", worked)
    with_photo(treasurer, f"{entry}/receipt")
    assert "the list that those who worked signed" in chair.refused(f"{entry}/approve", {})
    listed = {**SAID, "kind": "work", "why": ""}
    treasurer.done(f"{entry}/statement", listed, files=receipt())
    chair.done(f"{entry}/approve", {})
    assert "Days of work, signed by who worked" in world.client().get(public(entry)).text
    assert faults_of_grown(world) == []


def noisy(size: int) -> bytes:
    """Return a JPEG of about `size` bytes of which a camera could be the author."""
    side = 3300
    grain = Image.effect_noise((side, side), 90)
    out = BytesIO()
    Image.merge("RGB", (grain, grain.rotate(90), grain.rotate(180))).save(out, "JPEG", quality=93)
    content = out.getvalue()
    assert size * 0.6 < len(content) <= size, len(content)
    return content


def test_a_photo_of_nearly_twelve_megabytes_is_taken_without_any_script(
    world: World, treasurer: Visitor
) -> None:
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))
    files = {"photo": ("IMG_0001.jpg", noisy(12_000_000), "image/jpeg")}
    treasurer.done(f"{entry}/receipt", {"kind": "receipt"}, files=files)
    shown = world.client().get(f"/r/{digest_of(treasurer.get(entry))}")
    assert shown.status_code == 200
    assert len(shown.content) < 300_000
