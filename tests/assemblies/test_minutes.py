"""Minutes write themselves: whatever is done at a meeting stands in them, wherever they are read.

Each test does something at a meeting, and reads the page, the printed page and the public one.
"""

from uuid import UUID

import pytest

from tests.assemblies.minutes import closed, committed, pages, tail
from tests.assemblies.test_meeting import COUNT, HANDS, OPEN, opened
from tests.categories.test_appeals import filed
from tests.categories.test_round import HANDS as AGREE
from tests.categories.test_round import homes, made_final, posted, round_in_meeting, started
from tests.conftest import Visitor, World
from tests.projects.ballots import HERE, propose
from ubudehe.assemblies.telling import Present, everything, for_all, hands_said
from ubudehe.people.acts import ACTS
from ubudehe.people.minutes import Told
from ubudehe.places.reading import load_country
from ubudehe.record.rules.events import PUBLIC_FIELDS


def test_every_act_that_names_a_meeting_is_told_in_its_minutes() -> None:
    told = {type_ for type_, act in ACTS.items() if act.minutes is not None}
    naming = {type_ for type_, fields in PUBLIC_FIELDS.items() if "assembly" in fields}
    assert {type_ for type_ in naming - told if not type_.startswith("assembly.")} == {"need.add"}
    assert told >= {"vote.open", "vote.close", "vote.void", "ranking.end", "scheme.compare"}


def test_criteria_and_categories_are_told_in_numbers(world: World) -> None:
    visitor, meeting = round_in_meeting(world)
    page = visitor.get(f"{HERE}/categories/decide")
    rows = [part.split('"')[0] for part in page.split('name="')[1:] if part[:7] == "choice."]
    several = list(dict.fromkeys(rows))[:6]
    typed = {**AGREE, **dict.fromkeys(several, "2:has_house")}
    visitor.done(f"{HERE}/categories/decide", typed)
    assert "Nothing has been decided yet." not in visitor.get(meeting)
    for page in (own_printed := pages(world, visitor)):
        assert "The meeting agreed on the criteria of the categories." in page
        assert "Categories " in page
    own, printed, public = own_printed
    for page in (own, printed):
        assert "Categories were decided. Households: 6. Votes: 1." in page
    assert "Categories of households were decided." in public
    assert "Households: 6" not in public, "with what other meetings tell, few could be left"
    assert "For 40, against 0, abstained 3" in own
    assert "Households: 6. For 40, against 0, abstained 3" in printed
    assert "For 40, against 0, abstained 3" not in public
    assert "The hands are not shown: some counts are below five." in public
    texts = [one["said"] for one in committed(world)["done"]]
    assert "Categories were decided" in str(texts)


def test_few_households_are_not_counted_in_public(world: World) -> None:
    visitor, _ = round_in_meeting(world)
    page = visitor.get(f"{HERE}/categories/decide")
    home = page.split('name="choice.')[1].split('"')[0]
    visitor.done(f"{HERE}/categories/decide", {**AGREE, f"choice.{home}": "2:has_house"})
    own, printed, public = pages(world, visitor)
    assert "Households: 1. Votes: 1." in own
    assert "Households: 1. Votes: 1." in printed
    assert "Categories of households were decided." in public
    assert "Households: 1" not in public


def test_a_rule_for_spending_is_told(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    rule = {
        "upto.0": "50 000",
        "approvals.0": "1",
        "rest": "2",
        "rest_chair": "yes",
        "expires_days": "30",
        "quotes_from": "300 000",
        "cash_limit": "100 000",
        "wage": "1500",
        "advance_days": "14",
        **day("since", world),
    }
    visitor.done(f"{HERE}/money/rules/new", rule)
    for page in pages(world, visitor):
        assert "The meeting decided how money is spent from " in page
        assert "Up to 50 000 Frw, 1 beside the one who proposes must agree." in spaced(page)
        assert "Above that, 2 beside the one who proposes must agree, including" in page
        assert "Three sellers are asked from 300 000 Frw on." in spaced(page)


def spaced(page: str) -> str:
    return page.replace("\u202f", " ")


def day(name: str, world: World) -> dict[str, str]:
    now = world.clock.now
    return {f"{name}.d": str(now.day), f"{name}.m": str(now.month), f"{name}.y": str(now.year)}


def test_what_is_decided_after_the_reading_back_is_read_back_too(world: World) -> None:
    visitor, meeting = started(world)
    visitor.done(f"{meeting}/minutes", {"text": "We met."})
    assert f'{meeting}/close"' in visitor.get(meeting)
    visitor.done(f"{HERE}/categories/agree", {**AGREE, "read_aloud": "yes"})
    assert f'{meeting}/close"' not in visitor.get(meeting)
    assert "after the minutes were read back" in visitor.refused(f"{meeting}/close", {})
    page = visitor.get(f"{meeting}/minutes")
    assert "The meeting agreed on the criteria of the categories." in page
    closed(visitor, meeting)
    assert "agreed on the criteria" in str(committed(world)["done"])


def test_free_decisions_stand_beside_what_was_done(world: World) -> None:
    visitor, meeting = started(world)
    visitor.done(f"{meeting}/decide", HANDS)
    visitor.done(f"{HERE}/categories/agree", {**AGREE, "read_aloud": "yes"})
    for page in pages(world, visitor):
        assert HANDS["text"] in page
        assert "The meeting agreed on the criteria of the categories." in page


def test_a_meeting_at_which_nothing_was_done_says_so(world: World) -> None:
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    propose(visitor, "Not a decision", 90_000)
    assert "Nothing has been decided yet." in visitor.get(meeting)
    closed(visitor, meeting)
    public = Visitor(world.client()).get(f"/en/{tail(meeting)}")
    assert "Nothing was decided at this meeting." in public


def test_the_meetings_of_the_demo_tell_what_was_done(world: World, facilitator: Visitor) -> None:
    listed = facilitator.get(f"{HERE}/assemblies")
    ids = [part[:36] for part in listed.split("/assemblies/")[1:] if part[8:9] == "-"]
    told = ""
    for id_ in ids:
        assert UUID(id_)
        public = Visitor(world.client()).get(f"/en/assemblies/{id_}")
        assert "Nothing was decided" not in public
        told += public
    assert "Categories of households were decided." in told
    assert "The vote was closed and counted. Chosen: " in told
    assert "were read out." in told


@pytest.mark.parametrize("people", [None, 46, 43])
def test_hands_that_leave_few_are_not_published(people: int | None) -> None:
    (said,) = hands_said({"votes_for": 40, "votes_against": 0, "abstained": 0})
    told = Told(1, (said,))
    public = for_all(told, Present(people))
    assert (public == everything(told)) == (people == 46)


def test_how_appeals_ended_is_not_told_in_minutes_for_everybody(world: World) -> None:
    visitor, _ = posted(world)
    appeal = filed(visitor, homes(visitor)[0])
    visitor.done(appeal, {**AGREE, "reason": "The assembly saw the house."})
    own, printed, public = pages(world, visitor)
    for page in (own, printed):
        assert "Appeals were heard. Upheld: 1. Rejected: 0." in page
    assert "Appeals were heard." in public
    assert "Upheld" not in public
    assert "saw the house" not in own + printed + public


def test_how_schemes_compare_is_told_by_their_names(world: World) -> None:
    visitor = made_final(world, "2015", "2:has_house")
    meeting = visitor.done(f"{HERE}/assemblies/open", OPEN).removesuffix("/count")
    visitor.done(f"{meeting}/count", COUNT)
    form = {"pair.A": "1", "pair.B": "2", "pair.C": "3", "pair.D": "3", "pair.E": "4"}
    visitor.done(f"{HERE}/schemes/compare", {"old": "2020/1", "new": "2015/1", **form})
    names = load_country()
    old, new = (names.scheme(one).names["en"] for one in ("2020", "2015"))
    for page in pages(world, visitor):
        assert f"how two schemes of categories compare: {old} and {new}." in page
