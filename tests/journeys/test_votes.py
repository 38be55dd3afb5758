"""From a problem to a counted vote, on a 240-pixel phone without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from tests.browser import Wire, axe_violations, desk, fits, has, phone, shot
from tests.conftest import VILLAGE
from tests.journeys.conftest import Site
from tests.journeys.test_facilitator import fill
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.voting.tables import VoteOption

pytestmark = pytest.mark.journey
HERE = f"/en/work/{VILLAGE}"
LIMIT = 14_000


def meet(site: Site, page: Page) -> None:
    site.sign_in(page, "facilitator", VILLAGE)
    page.goto(f"{HERE}/assemblies/open")
    fill(page, where="School")
    page.check("text=Choice of projects")
    page.click("button.go")
    fill(page, women="30", men="25", young="12", households="40")
    page.click("button.go")


def beside(site: Site, page: Page) -> None:
    """Let the chairperson, who stands beside, show who they are."""
    chair = site.world.find("chair", VILLAGE)
    fill(page, second_phone=chair.phone, second_pin=chair.pin)


def draw(page: Page, symbol: str) -> None:
    """Choose a symbol on the form of a proposal: no vote goes without a picture."""
    page.click("summary:has-text('Choose a symbol')")
    page.check(f"[name=symbol][value={symbol}]")


def prepare(page: Page, method: str, **fields: str) -> str:
    """Prepare a vote on all free proposals; return its address."""
    page.goto(f"{HERE}/votes/new")
    for box in page.locator("[name^=proposals]").all():
        box.check()
    page.check(f"[name=method][value={method}]")
    page.check("[name=electorate][value=households]")
    fill(page, budget="1 000 000", **fields)
    page.click("button.go")
    return page.url


def by_lot(site: Site, *wanted: str) -> list[str]:
    """Return projects in the order of the lot that was drawn before the count."""
    with site.world.services.database.read() as session:
        rows = session.exec(
            select(Proposal.title, VoteOption.lot)
            .join(VoteOption, col(VoteOption.proposal) == Proposal.id)
            .where(col(Proposal.title).in_(wanted))
        ).all()
    return [title for title, lot in sorted(rows, key=lambda row: row[1])]


def light(page: Page, wire: Wire, path: str) -> None:
    """Open a page that must be one light request and must not be scrolled sideways."""
    wire.reset()
    page.goto(path)
    assert wire.received <= LIMIT, (path, wire.received)
    assert wire.requests == 1, path
    fits(page)


def test_problems_become_a_proposal(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        for text in ("The health post is far", "Goats eat the crops"):
            page.goto(f"{HERE}/projects/need")
            fill(page, text=text)
            page.click("button.go")
        page.goto(f"{HERE}/projects/order")
        fits(page)
        page.click("button.go")
        asked = 0
        while has(page, "button.duel"):
            fits(page)
            if asked == 0:
                shot(page, "which-is-worse")
            page.locator("button.duel").nth(asked % 3).click()
            asked += 1
        assert asked >= 10, "five needs make ten questions"
        fits(page)
        shot(page, "needs-in-order")
        page.click("button.go")
        expect(page.locator("main")).to_contain_text("Taken up")
        page.goto(f"{HERE}/projects/proposal")
        fits(page)
        fill(page, title="A bridge", plan="Two days of work each.")
        draw(page, "bridge")
        page.fill("[name='line_text.0']", "Planks")
        page.click("button.go")
        expect(page.locator(".wrong").first).to_have_text("Write what this costs.")
        page.fill("[name='line_amount.0']", "300 000")
        page.fill("[name='from_state']", "100 000")
        page.fill("[name='asked']", "An engineer for two days")
        page.click("button.go")
        expect(page.locator("h1")).to_contain_text("A bridge")
        expect(page.locator("main")).to_contain_text("200 000 Frw")
        fits(page)
        shot(page, "proposal")


def test_a_vote_with_cards(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        vote = prepare(page, "cards", cards="10")
        fits(page)
        page.click("main a:has-text('Print the voting cards')")
        codes = page.locator(".cards b").all_text_contents()
        assert len(codes) == 10
        shot(page, "voting-cards")
        page.goto(f"{vote}/roll")
        page.locator(".menu a").first.click()
        fits(page)
        for box in page.locator(".tick input").all()[:7]:
            box.check()
        page.click("button.go")
        expect(page.locator("main")).to_contain_text("7 voters came")
        wire = Wire(page)
        for path in ("", "/open", "/void", "/roll"):
            light(page, wire, vote + path)
        page.goto(f"{vote}/open")
        page.click("button.go")
        for number, code in enumerate((*codes[:7], codes[0])):
            page.goto("/en/vote")
            fill(page, code=code)
            page.click("button.go")
            marked = page.locator("[name='choices[]']")
            marked.nth(1 if number == 7 else 0).check()
            fits(page)
            if number == 0:
                shot(page, "ballot")
            page.click("button.go")
            expect(page.locator("h1")).to_have_text("Your ballot is in the box")
        light(page, wire, f"{vote}/close")
        fill(page, cards_left="3")
        beside(site, page)
        page.click("button.go")
        expect(page.locator("main")).to_contain_text("6 votes")
        fits(page)
        page.click("text=The public result page")
        fits(page)
        shot(page, "vote-counted")
        light(page, wire, page.url)
        light(page, wire, page.url + "/poster")


def test_a_show_of_hands(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        for title, symbol in (("Steps", "terrace"), ("Fence", "tools")):
            page.goto(f"{HERE}/projects/proposal")
            fill(page, title=title, plan="Together.")
            draw(page, symbol)
            page.fill("[name='line_text.0']", "Wood")
            page.fill("[name='line_amount.0']", "200 000")
            page.click("button.go")
        vote = prepare(page, "hands")
        page.goto(f"{vote}/open")
        page.click("button.go")
        page.click(
            "main a:has-text('Two tellers count'), main button:has-text('Two tellers count')"
        )
        count_hands(page, f"{vote}/count/1", "Rose")
        with phone(site.browser, site.base) as other:
            second = other.new_page()
            site.sign_in(second, "chair", VILLAGE)
            count_hands(second, f"{vote}/count/2", "Jean")
            expect(second.locator("main")).to_contain_text("Both counted the same.")
        page.goto(f"{vote}/count")
        expect(page.locator("main")).to_contain_text("Both counted the same.")
        shot(page, "tellers")
        page.click("main a:has-text('Close and count'), main button:has-text('Close and count')")
        beside(site, page)
        page.click("button.go")
        expect(page.locator("main")).to_contain_text("24 votes")
        # Everything is tied: the cheaper comes first, and of two that cost the same the lot says.
        ranked = re.findall(r"\w · (Steps|Fence)", page.locator("ol").inner_text())
        assert ranked == by_lot(site, "Steps", "Fence")
        expect(page.locator("ol")).to_contain_text("the lot put it first")
        shot(page, "tie-by-lot")


def count_hands(page: Page, path: str, name: str) -> None:
    page.goto(path)
    fits(page)
    fill(page, name=name)
    for box in page.locator("[name^='women.'],[name^='men.']").all():
        box.fill("12")
    page.click("button.go")


def test_within_the_money_and_one_project_alone(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        for title, symbol in (("Culvert", "water"), ("Gutter", "latrine")):
            page.goto(f"{HERE}/projects/proposal")
            fill(page, title=title, plan="Together.")
            draw(page, symbol)
            page.fill("[name='line_text.0']", "Stones")
            page.fill("[name='line_amount.0']", "600 000")
            page.click("button.go")
        code = vote_code(page, "knapsack", "Culvert", "Gutter")
        for box in page.locator("[name='choices[]']").all():
            box.check()
        page.click("text=Count what I chose")
        expect(page.locator("p.wrong")).to_contain_text("200 000 Frw too much")
        assert page.locator("[name='choices[]']:checked").count() == 2
        fits(page)
        shot(page, "ballot-too-dear")
        page.click("button.go")
        expect(page.locator("#e-mark")).to_contain_text("Take something away")
        page.locator("[name='choices[]']").first.uncheck()
        page.click("text=Count what I chose")
        expect(page.locator("p.note")).to_contain_text("400 000 Frw are left")
        page.click("button.go")
        expect(page.locator("h1")).to_have_text("Your ballot is in the box")
        assert code
        page.goto(f"{HERE}/projects/proposal")
        fill(page, title="Path by work", plan="Together.", labour_days="40")
        draw(page, "people")
        page.click("button.go")
        vote_code(page, "approval", "Path by work")
        fits(page)
        shot(page, "ballot-yes-or-no")
        page.check("text=Yes")
        page.click("button.go")
        expect(page.locator("h1")).to_have_text("Your ballot is in the box")


def test_points_an_order_and_a_vote_that_the_sector_annuls(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        for title, symbol in (("Well", "seed"), ("Oven", "sun")):
            page.goto(f"{HERE}/projects/proposal")
            fill(page, title=title, plan="Together.", labour_days="9")
            draw(page, symbol)
            page.click("button.go")
        vote_code(page, "points", "Well", "Oven")
        boxes = page.locator("[name^='mark.']")
        boxes.nth(0).fill("3")
        boxes.nth(1).fill("2")
        fits(page)
        page.click("button.go")
        expect(page.locator("h1")).to_have_text("Your ballot is in the box")
        vote = last_vote(page)
        page.goto(f"{vote}/close")
        fill(page, signed_in="1", handed_out="1", cards_left="0", reason="Only one came.")
        beside(site, page)
        page.click("button.go")
        page.goto(f"{vote}/annul/ask")
        fits(page)
        fill(page, reason="Most had not heard of it.")
        beside(site, page)
        shot(page, "ask-the-sector")
        page.click("button.go")
        with phone(site.browser, site.base) as other:
            second = other.new_page()
            site.sign_in(second, "sector_officer", VILLAGE[:4])
            second.goto(f"/en/work/{VILLAGE[:4]}")
            second.click("main a:has-text('Votes that you are asked to annul')")
            fits(second)
            second.click("main a:has-text('Vote on')")
            second.check("text=The vote is annulled")
            fill(second, reason="They vote again.")
            fits(second)
            shot(second, "answer-the-village")
            second.click("button.go")
            expect(second.locator("main")).to_contain_text("the sector annulled this vote")
        vote_code(page, "ranking", "Well", "Oven", rule="borda")
        boxes.nth(0).fill("2")
        boxes.nth(1).fill("1")
        fits(page)
        page.click("button.go")
        expect(page.locator("h1")).to_have_text("Your ballot is in the box")


def last_vote(page: Page) -> str:
    """Return the address of the newest vote."""
    page.goto(f"{HERE}/projects")
    link = page.locator(f"a[href*='{HERE}/votes/']:not([href$='new'])").first
    return str(link.get_attribute("href"))


def test_one_project_alone_with_beans(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        page.goto(f"{HERE}/projects/proposal")
        fill(page, title="Kiln", plan="Together.", labour_days="9")
        draw(page, "mill")
        page.click("button.go")
        page.goto(f"{HERE}/votes/new")
        page.check("label:has-text('Kiln') >> [name^=proposals]")
        page.check("[name=method][value=beans]")
        page.check("[name=electorate][value=households]")
        fill(page, budget="1 000 000")
        page.click("button.go")
        vote = page.url
        page.goto(f"{vote}/open")
        page.click("button.go")
        page.goto(f"{vote}/count/1")
        fits(page)
        fill(page, name="Rose")
        for jar, beans in zip(page.locator("[name^='beans.']").all(), ("9", "4", "0"), strict=True):
            jar.fill(beans)
        shot(page, "beans-yes-or-no")
        page.click("button.go")
        page.goto(f"{vote}/count")
        expect(page.locator("main")).to_contain_text("One jar is for yes")


def vote_code(page: Page, kind: str, *titles: str, rule: str = "greedy_votes") -> str:
    """Prepare and open a vote with one card, and show its ballot; return the card's code."""
    page.goto(f"{HERE}/votes/new")
    for title in titles:
        page.check(f"label:has-text('{title}') >> [name^=proposals]")
    page.check("[name=electorate][value=households]")
    page.click("summary:has-text('More choices')")
    page.check(f"[name=kind][value={kind}]")
    page.check(f"[name=rule][value={rule}]")
    fill(page, budget="1 000 000", cards="1")
    fits(page)
    page.click("button.go")
    vote = page.url
    page.goto(f"{vote}/cards")
    code = page.locator(".cards b").first.text_content() or ""
    page.goto(f"{vote}/open")
    page.click("button.go")
    page.goto("/en/vote")
    fill(page, code=code)
    page.click("button.go")
    return code


def test_a_lost_card(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        vote = prepare(page, "cards", cards="10")
        page.goto(f"{vote}/cards")
        lost = page.locator(".cards b").nth(2).text_content() or ""
        page.goto(f"{vote}/open")
        page.click("button.go")
        wire = Wire(page)
        for path in ("", "/cards/more", "/cards/void", "/close"):
            light(page, wire, vote + path)
        page.goto(vote)
        page.click("text=A card is lost or spoilt")
        fill(page, card="3", reason="It fell into the river.")
        page.check("[name=why][value=lost]")
        page.check("[name=another]")
        beside(site, page)
        page.click("button.go")
        expect(page.locator(".cards")).to_contain_text("Batch 2, card 11")
        fits(page)
        new = page.locator(".cards b").text_content() or ""
        for code, told in ((lost, "declared void"), (new, "What is kept and published")):
            page.goto("/en/vote")
            fill(page, code=code)
            page.click("button.go")
            expect(page.locator("main")).to_contain_text(told)
            fits(page)
        page.goto(re.sub(r".*/votes/", "/en/votes/", vote))
        expect(page.locator("main")).to_contain_text("Cards: 11 printed, 1 void.")
        fits(page)


def test_papers_typed_twice_with_one_difference(site: Site) -> None:
    with phone(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        vote = prepare(page, "paper")
        page.goto(f"{vote}/papers")
        page.goto(f"{vote}/open")
        page.click("button.go")
        ballots = ["A", "B", "AB", "A", "-", "B"]
        page.goto(f"{vote}/paper/1")
        for text in ballots:
            fits(page)
            fill(page, text=text)
            page.click("main a:has-text('Next'), main button:has-text('Next')")
        expect(page.locator("h1")).to_have_text("Ballot 7")
        shot(page, "paper-ballot")
        page.click("text=The pile is finished")
        page.click("button.go")
        fits(page)
        with phone(site.browser, site.base) as other:
            second = other.new_page()
            site.sign_in(second, "chair", VILLAGE)
            second.goto(f"{vote}/paper/1")
            second.click("summary")
            second.fill("[name=lines]", "\n".join(["A", "B", "B", "A", "-", "B"]))
            second.click("text=Add these ballots")
            second.click("text=The pile is finished")
            second.click("button.go")
            expect(second.locator("main")).to_contain_text("1 difference")
            fits(second)
        page.goto(f"{vote}/paper/1/compare")
        expect(page.locator("main")).to_contain_text("Ballot 3")
        shot(page, "paper-difference")
        page.fill("[name='reading.3']", "AB")
        beside(site, page)
        page.click("button.go")
        page.goto(f"{vote}/close")
        fill(page, signed_in="6", handed_out="6", reason="The roll was kept on paper.")
        beside(site, page)
        page.click("button.go")
        expect(page.locator("main")).to_contain_text("Counted")


def test_the_pages_of_an_open_vote_are_accessible(site: Site) -> None:
    with desk(site.browser, site.base) as context:
        page = context.new_page()
        meet(site, page)
        vote = prepare(page, "mixed", cards="5")
        problems = []
        paths = ["", "/open", "/void", "/roll", "/cards", "/cards/more", "/papers", "/roll/paper"]
        page.goto(f"{vote}/cards")
        code = page.locator(".cards b").first.text_content() or ""
        for path in paths:
            page.goto(vote + path)
            problems += [f"{path}: {line}" for line in axe_violations(page)]
        page.goto(f"{vote}/roll")
        page.locator(".menu a").first.click()
        problems += axe_violations(page)
        page.goto(f"{vote}/open")
        page.click("button.go")
        for path in ("", "/paper", "/paper/1", "/close", "/cards/void"):
            page.goto(vote + path)
            problems += [f"{path}: {line}" for line in axe_violations(page)]
        page.goto(f"/en/vote#{code}")
        fill(page, code=code)
        page.click("button.go")
        problems += axe_violations(page)
        public = re.sub(r".*/votes/", "/en/votes/", vote)
        page.goto(public)
        problems += axe_violations(page)
        page.goto(f"{HERE}/projects/order")
        page.click("button.go")
        problems += axe_violations(page)
        assert not problems, problems
