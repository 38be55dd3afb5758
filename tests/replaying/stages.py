"""Acts that the demo lacks, so that every table has rows to be altered."""

import re
from datetime import timedelta

from sqlmodel import select

from tests.assemblies.test_announcing import AHEAD, WHY, announced, later
from tests.assemblies.test_meeting import COUNT, opened
from tests.audit.plans import FOUND, checked, drawn
from tests.categories.test_appeals_by_slip import file_by_slip
from tests.categories.test_data_requests import asked
from tests.categories.test_ranking_pages import added
from tests.categories.test_round import HERE, homes, made_final, posted, started
from tests.categories.test_schemes import WORDS
from tests.categories.test_slips import sheet
from tests.concerns.test_concern_pages import QUEUE, only, told
from tests.conftest import CELL, VILLAGE, Visitor, World
from tests.households.own.asking import a_home, in_force
from tests.ledger.books import CAME, MONEY, project, typed_in
from tests.ledger.books import posted as posted_entry
from tests.ledger.statements import with_a_statement
from tests.ledger.test_count_photos import counted
from tests.ledger.test_evidence import white
from tests.ledger.test_spending import decided
from tests.people.test_accounts import administrators, both, grant_of, sealed
from tests.people.test_holidays import of
from tests.projects.ballots import come, prepared, titles
from tests.projects.test_tally_photos import on_paper, picture
from tests.questions.test_question_pages import asked as asked_question
from tests.questions.test_question_pages import only_question
from tests.spoken.sounds import ogg
from ubudehe.ledger.months.tables import BookMonth
from ubudehe.projects.voting.tables import TallyPhoto

MEETINGS = f"/en/work/{VILLAGE}/assemblies"
DAY = {"happened_on.d": "14", "happened_on.m": "6", "happened_on.y": "2026"}
HOME = {
    "head": "NIYONZIMA Vestine",
    "isibo_new": "Ingenzi",
    "phone": "0788 555 111",
    "f_18_35": "3",
}


def demo(_world: World) -> None:
    """Leave the demo as it is."""


def households(world: World) -> None:
    """Slips, an appeal with one, requests, an opened file, an event, a pair that looks alike."""
    visitor, _ = posted(world)
    first, second, third = homes(visitor)[:3]
    _, codes = sheet(visitor, [first])
    file_by_slip(Visitor(world.client()), codes[0])
    asked(visitor, first, "correction")
    cell = world.signed_in("cell_secretary", CELL)
    cell.done(f"{HERE}/households/{first}/file", {"reason": "The request is before me."})
    world.clock.now += timedelta(minutes=5)
    fire = {"kind": "fire", **DAY, "note": "All is lost."}
    visitor.done(f"{HERE}/households/{second}/event", fire)
    visitor.done(f"{HERE}/households/{third}/event", {"kind": "moved", **DAY, "where_to": "Huye"})
    visitor.done(f"{HERE}/households/new", HOME)
    visitor.done(f"{HERE}/households/new", {**HOME, "distinct": "yes"})


def isibos(world: World) -> None:
    """A list of isibos that were all renamed, and one joined into another."""
    visitor = world.signed_in("facilitator", VILLAGE)
    every = re.findall(
        r"/households/isibos/([0-9a-f-]{36})", visitor.get(f"{HERE}/households/isibos")
    )
    for at, id_ in enumerate(every):
        visitor.done(f"{HERE}/households/isibos/{id_}", {"name": f"Isibo {at}"})
    visitor.done(f"{HERE}/households/isibos/{every[0]}/join", {"into": every[1]})


def members(world: World) -> None:
    """A list of members of which one was taken out, and a consent that was withdrawn."""
    here, visitor = a_home(world), world.signed_in("facilitator", VILLAGE)
    visitor.done(f"{HERE}/households/roster", {})
    keza = {"name": "Keza", "relation": "child", "sex": "f", "birth_year": "2019"}
    visitor.done(f"{here}/members", {**keza, "name": "x", "relation": "head"})
    visitor.done(f"{here}/members", keza)
    found = re.findall(r"/members/([0-9a-f-]{36})", visitor.get(f"{here}/members"))
    visitor.done(f"{here}/members/{found[-1]}/remove", {"gone": "moved"})
    told, gone = (
        {key.replace("happened_on", name): value for key, value in DAY.items()}
        for name in ("told_on", "withdrawn_on")
    )
    visitor.done(f"{here}/basis", {"basis": "consent", "told": "head", **told})
    visitor.done(f"{here}/basis/withdraw", {"words": "We do not wish it.", **gone})


def schemes(world: World) -> None:
    """Own categories, a comparison of schemes, and a group that compares pairs."""
    visitor = made_final(world, "2015", "2:has_house")
    visitor.done(f"{HERE}/schemes/own", {"name": "Ibyacu", "words": WORDS})
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    visitor.done(f"{HERE}/schemes/compare", {f"pair.{code}": "2" for code in "ABCDE"})


def pairs(world: World) -> None:
    """A group that compares households two by two."""
    visitor, _ = started(world)
    group = added(visitor, "young", "pairs")
    asked_first = re.findall(r'name="answer\.([^"]+)"', visitor.get(f"{group}/pairs"))
    visitor.done(f"{group}/pairs", dict.fromkeys((f"answer.{p}" for p in asked_first), "first"))


def votes(world: World) -> None:
    """A vote on paper at which people have come, and one pile is typed."""
    visitor, vote = prepared(world, method="paper")
    visitor.done(f"{vote}/open", {})
    come(world, visitor, vote, 3)
    pile = f"{vote}/paper/1"
    visitor.done(pile, {"step": "many", "lines": "A\nB"})
    visitor.done(f"{pile}/done", {})


def cards(world: World) -> None:
    """A vote with cards of which one is void, and one was printed in its place."""
    visitor, vote = prepared(world)
    lost = {"card": "3", "why": "lost", "reason": "In the river.", "another": "yes"}
    assert visitor.send(f"{vote}/cards/void", lost).status_code == 200


def hands(world: World) -> None:
    """A vote by hands that one teller has counted."""
    visitor, vote = prepared(world, method="hands", cards="0")
    visitor.done(f"{vote}/open", {})
    typed = {"name": "MUKAMANA Odette"}
    on_ballot = set(re.findall(r'name="women\.([^"]+)"', visitor.get(f"{vote}/count/1")))
    assert len(on_ballot) == 3 <= len(titles(world))
    for id_ in on_ballot:
        typed |= {f"women.{id_}": "3", f"men.{id_}": "2"}
    visitor.done(f"{vote}/count/1", typed)


def tallies(world: World) -> None:
    """A counted vote with a photo of its tally, which the sector is asked to annul."""
    visitor, vote, _ = on_paper(world, ("Water tank", 6, ""), ("Bridge", 5, ""))
    visitor.done(f"{vote}/tally/photo", {"covered": "true"}, picture(10))
    visitor.done(f"{vote}/tally/photo", {"covered": "false"}, picture(20))
    with world.services.database.read() as session:
        photos = session.exec(select(TallyPhoto.sha256).where(TallyPhoto.shown)).all()
    officer = world.signed_in("data_protection", VILLAGE[:2])
    officer.done(f"{vote}/tally/remove", {"sheet": photos[0], "why": "names"})
    visitor.done(f"{vote}/annul/ask", {"reason": "Some voted twice."})


def money(world: World) -> None:
    """Rules for spending, budgets, reports, an addendum, a grant that ends, a month given back."""
    decided(world)
    treasurer = world.signed_in("treasurer", VILLAGE)
    visitor = world.signed_in("facilitator", VILLAGE)
    closes = f"{MONEY}/projects/{project(treasurer)}"
    less = {"amounts.materials": "344 000", "reason": "The mason costs more."}
    more = {"amounts.services": "90 000", **less}
    rebudget = f"{closes}/rebudget"
    visitor.done(rebudget, {**typed_in(visitor, rebudget), **more})
    visitor.done(f"{closes}/close", {"text": "The tap stands."})
    visitor.done(f"{closes}/reopen", {"reason": "The tap leaks."})
    visitor.done(f"{closes}/close", {"text": "The tap stands."})
    earlier = re.findall(rf"/en/work/{VILLAGE}/assemblies/[0-9a-f-]+", visitor.get(MEETINGS))[-1]
    visitor.done(f"{earlier}/amend", {"text": "Forty people spoke against it."})
    chair = world.signed_in("chair", VILLAGE)
    amend = re.findall(r'href="([^"]+/amend)"', treasurer.get(f"{MONEY}/grants"))[0]
    own = {"reference": "XM-6-4", "own_title": "Water", "own_language": "en"}
    later = {"reason": "The second part comes later.", "due1.m": "3", **own}
    treasurer.done(amend, {**typed_in(treasurer, amend), **later})
    gone = {"rest": "back", "back_by.d": "1", "back_by.m": "12", "back_by.y": "2026"}
    treasurer.done(amend.replace("amend", "withdraw"), {**gone, "reason": "The fund is closed."})
    treasurer.done(amend.replace("amend", "restore"), {"reason": "It was another grant."})
    chair.done(f"{MONEY}/months/2026-04/reopen", {"reason": "One receipt is missing."})


def announcements(world: World) -> None:
    """A meeting that was announced, announced anew, and opened on its day."""
    visitor, own = announced(world)
    visitor.done(f"{own}/change", {**AHEAD, **WHY, "where": "Church"})
    later(world, 5).done(own, {})


def flags(world: World) -> None:
    """A village's answer to a flag."""
    treasurer = world.signed_in("treasurer", VILLAGE)
    key = re.findall(r"/flags/([0-9a-f]{64})/answer", treasurer.get(f"{HERE}/flags"))[0]
    treasurer.done(f"{HERE}/flags/{key}/answer", {"text": "The receipt comes on Monday."})


def findings(world: World) -> None:
    """A finding and a sign-off, each step with all that it holds."""
    officer, above = (
        world.signed_in("cell_secretary", VILLAGE[:6]),
        world.signed_in("district_officer", VILLAGE[:2]),
    )
    asked = {"about": "village", "addressee": "treasurer", "days": "9", "text": "Where is it?"}
    page = officer.done(f"{HERE}/findings/new", asked)
    treasurer = world.signed_in("treasurer", VILLAGE)
    treasurer.done(f"{page}/answer", {"text": "In the office."})
    above.done(f"{page}/close", {"outcome": "explained", "text": "Seen."})
    with world.services.database.read() as session:
        locked = BookMonth.village == VILLAGE, BookMonth.state == "locked"
        month = session.exec(select(BookMonth.month).where(*locked)).first()
    months = {"first": month, "last": month, "text": "Looked at."}
    officer.done(f"{HERE}/findings/sign-off", months)


def samples(world: World) -> None:
    """A sample that an officer checked and wrote down."""
    posted_entry(world, CAME, "came")
    checked(world.signed_in("cell_secretary", VILLAGE[:6]), f"{HERE}/sample")


def plans(world: World) -> None:
    """A plan with all that it holds: announced, begun, closed and opened again."""
    lead, page = drawn(world, villages=[VILLAGE])
    lead.done(f"{page}/announce", {})
    world.clock.now += timedelta(days=7)
    world.signed_in("sector_officer", VILLAGE[:4]).done(f"{page}/begin", {})
    above = world.signed_in("district_officer", VILLAGE[:2])
    above.done(f"{HERE}/findings/new", FOUND)
    above.done(f"{page}/close", {"summary": "Seen."})


def people(world: World) -> None:
    """Replace a PIN by a sealed slip, and block an account."""
    admin, roles = administrators(world)[0], f"/en/work/people/{VILLAGE}"
    sealed(admin, roles, world.find("treasurer", VILLAGE).name, **both(admin))
    chair = grant_of(admin, roles, world.find("chair", VILLAGE).name)
    admin.done(f"{roles}/block?grant={chair}", {"reason": "Stolen"})


def concerns(world: World) -> None:
    """A concern that an officer of the sector takes and answers."""
    told(world)
    officer = world.signed_in("sector_officer", VILLAGE[:4])
    here = only(officer, QUEUE)
    officer.done(here, {})
    officer.done(f"{here}/answer", {"text": "We looked."})


def own_questions(world: World) -> None:
    """A form that the district asks."""
    in_force(world)


def holidays(world: World) -> None:
    """A day off that the district announces."""
    day = world.clock.now.date() + timedelta(days=3)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    world.signed_in("district_officer", VILLAGE[:2]).done(
        f"/en/work/{VILLAGE[:2]}/holidays", of(day)
    )


def spoken(world: World) -> None:
    """How one votes, said aloud, and a question that was said twice and taken away."""
    visitor = world.signed_in("facilitator", VILLAGE)
    for at, said in enumerate(("ballot/points", "question/roof", "question/roof")):
        clip = {"clip": ("clip.ogg", ogg(900 + at), "audio/ogg")}
        visitor.done(f"{HERE}/spoken/{said}", {}, clip)
    (there,) = re.findall(
        rf"{HERE}/spoken/([0-9a-f-]{{36}})", visitor.get(f"{HERE}/spoken/question/roof")
    )
    visitor.done(f"{HERE}/spoken/{there}", {"why": "mistake"})


def own_answers(world: World) -> None:
    """What a household answers to it."""
    here = f"{a_home(world)}/questions/{in_force(world)}"
    world.signed_in("facilitator", VILLAGE).done(here, {"answers.has_garden": "no"})


def statements(world: World) -> None:
    """A statement of which one line is an entry, and one that was taken back; a photo removed."""
    with_a_statement(world)
    world.signed_in("data_protection", VILLAGE[:2]).done(counted(world, white()), {})


def questions(world: World) -> None:
    """A question that the village answers and publishes."""
    asked_question(world)
    chair = world.signed_in("chair", VILLAGE)
    here = only_question(chair)
    chair.done(f"{here}/answer", {"text": "We counted."})
    chair.done(f"{here}/publish", {"shows": "own", "own": "How many?", "looked": "yes"})
