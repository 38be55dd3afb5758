"""Groups rank the households over HTTP: by piles, from paper, pair by pair; and are compared."""

import re
from fractions import Fraction
from uuid import UUID, uuid4

import brotli
import pytest
from sqlmodel import select

from tests.categories.test_round import posted, started
from tests.conftest import CELL, VILLAGE, Visitor, World
from ubudehe.categories.actions.rounds import current_round
from ubudehe.categories.ranking.queries import Suggestion, suggestions
from ubudehe.categories.ranking.tables import Comparison, Judgement
from ubudehe.households.queries import all_households
from ubudehe.households.tables import Household, HouseholdIdentity
from ubudehe.record.tables import LogLeaf

HERE = f"/en/work/{VILLAGE}/ranking"
HOMES = 46


def added(visitor: Visitor, kind: str = "women", method: str = "piles", **more: str) -> str:
    return visitor.done(f"{HERE}/new", {"kind": kind, "method": method, **more})


def asked(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="(judged\.[^"]+)"', page)))


def numbers(world: World) -> dict[UUID, int]:
    with world.services.database.read() as session:
        return {home.id: home.number for home in all_households(session, VILLAGE)}


def typed(visitor: Visitor, kind: str, piles: list[str], *, finish: bool = True) -> str:
    group = added(visitor, kind, piles=str(len(piles)))
    fields = {f"pile.{pile}": text for pile, text in enumerate(piles, 1) if text}
    assert visitor.done(f"{group}/typed", fields) == group
    if finish:
        visitor.done(group, {})
    return group


def suggested(world: World) -> dict[int, Suggestion]:
    with world.services.database.read() as session:
        round_ = current_round(session, VILLAGE)
        assert round_ is not None
        scheme = world.services.country.scheme(round_.scheme)
        found = suggestions(session, round_.id, scheme)
    return {numbers(world)[household]: one for household, one in found.items()}


def test_sorting_on_the_phone_one_tap_a_household(world: World) -> None:
    visitor, _ = started(world)
    group = added(visitor)
    screens = 0
    while asked(page := visitor.client.get(f"{group}/sort").text):
        names = asked(page)
        assert len(names) <= 20
        visitor.done(f"{group}/sort", {**dict.fromkeys(names, "2"), names[0]: "?"})
        screens += 1
    assert screens == 3
    page = visitor.get(group)
    assert f"{HOMES - 3} of {HOMES} households" in page
    assert "3 households are not judged" in page
    first = asked(visitor.get(f"{group}/sort?first=40"))[1]
    assert visitor.done(f"{group}/sort?first=40", {first: "4"}) == group
    with world.services.database.read() as session:
        mine = Judgement.group == UUID(group.split("/")[-1])
        piles = session.exec(select(Judgement.pile).where(mine)).all()
    assert sorted(pile or 0 for pile in piles) == [0] * 3 + [2] * (HOMES - 4) + [4]
    visitor.done(group, {})
    assert "Finished" in visitor.get(HERE)


def test_what_is_left_open_comes_again(world: World) -> None:
    visitor, _ = started(world)
    group = added(visitor)
    names = asked(visitor.get(f"{group}/sort"))
    assert "Choose at least one" in visitor.refused(f"{group}/sort", {})
    visitor.done(f"{group}/sort", {names[5]: "1"})
    again = asked(visitor.get(f"{group}/sort"))
    assert again[:19] == names[:5] + names[6:]
    wrong = visitor.refused(f"{group}/sort", {names[0]: "1", names[1]: "9"})
    assert re.search(rf'name="{re.escape(names[0])}" value="1" checked', wrong)
    for name in (f"judged.{uuid4()}", "judged.x"):
        visitor.refused(f"{group}/sort", {name: "1"})


def test_suggestions_from_paper(world: World) -> None:
    visitor, _ = started(world)
    typed(visitor, "women", ["1-10", "11-20", "21-30", "31-46"])
    typed(visitor, "men", ["1-10", "11-20", "21-30", "31-46"])
    typed(visitor, "young", ["2-10", "11-19", "20-30", "1 31-46"])
    typed(visitor, "elders", ["", "1-46", "", ""], finish=False)
    said = suggested(world)
    assert len(said) == HOMES
    assert said[5] == Suggestion("4", 3, (), Fraction(25))
    assert said[46].category == "1"
    assert said[1] == Suggestion("4", 3, ("piles differ by 2 or more",), Fraction(50))
    assert said[20].flags == ()
    page = visitor.get(f"{HERE}/result")
    assert "The groups agree well" in page
    assert page.index("groups are far apart") < page.index("</li>", page.index("Households, most"))
    assert "1 household should be talked about" in page
    assert "The groups agree most on these" in page
    assert "all groups say the same of every household" in page
    assert re.search(r"Women:\s+<b>among the best off</b>", page)
    visitor.done(f"{HERE.replace('ranking', 'categories')}/agree", AGREE)
    assert "Compare the groups" in visitor.get(HERE)


AGREE = {"votes_for": "40", "votes_against": "0", "abstained": "3", "read_aloud": "yes"}


def test_other_numbers_of_piles_give_an_order_but_no_category(world: World) -> None:
    visitor, _ = started(world)
    typed(visitor, "women", ["1-10", "11-46"])
    typed(visitor, "men", ["46", "1-10", "11-20", "21-45"])
    said = suggested(world)
    assert said[1].category is None
    assert said[1].order == 50
    assert said[46].flags == ("n < 3", "piles differ by 2 or more")


def test_a_reversed_group_is_named(world: World) -> None:
    visitor, _ = started(world)
    for kind in ("women", "men", "young"):
        typed(visitor, kind, ["1-10", "11-20", "21-30", "31-46"])
    typed(visitor, "elders", ["31-46", "21-30", "11-20", "1-10"])
    page = visitor.get(f"{HERE}/result")
    assert re.search(r"<b>Elders</b>:\s+Its order runs against the others", page)
    assert page.count("Talk to this group again") == 1
    assert "do not agree" in page


@pytest.mark.parametrize(
    ("text", "says"),
    [("1 99", "There is no household 99"), ("1 1", "stands here twice"), ("9-3", "backwards")],
)
def test_wrong_lists_are_told_beside_their_pile(world: World, text: str, says: str) -> None:
    visitor, _ = started(world)
    group = added(visitor)
    page = visitor.refused(f"{group}/typed", {"pile.1": "5", "pile.3": text})
    assert re.search(rf'id="e-pile-3">[^<]*{says}', page)
    assert f'value="{text}"' in page
    visitor.refused(f"{group}/typed", {"pile.9": "5"})
    visitor.refused(f"{group}/typed", {})
    order = added(visitor, "men", "order")
    assert says in visitor.refused(f"{order}/order", {"order": text})
    assert "at least two" in visitor.refused(f"{order}/order", {"order": "7"})
    assert "in another way" in visitor.refused(f"{order}/typed", {"pile.1": "5"})


@pytest.mark.both_engines
def test_a_whole_order_from_paper(world: World) -> None:
    visitor, _ = started(world)
    group = added(visitor, "leaders", "order")
    visitor.done(f"{group}/order", {"order": "1-40"})
    visitor.done(f"{group}/order", {"order": "3 = 7 12 1"})
    visitor.done(group, {})
    said = suggested(world)
    assert {number: one.order * 3 / 100 for number, one in said.items()} == {
        3: 1, 7: 1, 12: 2, 1: 3,
    }  # fmt: skip
    assert {one.category for one in said.values()} == {None}
    assert visitor.get(f"{HERE}/result")
    assert "Place" in visitor.get(f"{group}/sheet")


def test_pair_by_pair_until_all_have_their_place(world: World) -> None:
    visitor, _ = started(world)
    group = added(visitor, "young", "pairs")
    number = numbers(world)
    level = {str(home): n % 10 for home, n in number.items()}
    screens = 0
    left_out = ""
    while questions := re.findall(
        r'name="answer\.([0-9a-f-]+)\.([0-9a-f-]+)" value="first"',
        visitor.client.get(f"{group}/pairs").text,
    ):
        assert len(questions) <= 6
        answers = {}
        for first, second in questions:
            better = "first" if level[first] < level[second] else "second"
            answers[f"answer.{first}.{second}"] = (
                "equal" if level[first] == level[second] else better
            )
        if not screens:
            left_out = questions[0][0]
            answers[f"answer.{left_out}.{questions[0][1]}"] = "?"
        visitor.done(f"{group}/pairs", answers)
        screens += 1
    assert screens < 60
    visitor.done(group, {})
    said = suggested(world)
    assert number[UUID(left_out)] not in said
    assert len(said) == HOMES - 1
    assert {n: one.order / 10 for n, one in said.items()} == {n: n % 10 + 1 for n in said}
    assert "This group has finished" not in visitor.get(group)


def test_pairs_that_are_none(world: World) -> None:
    visitor, _ = started(world)
    group = added(visitor, "young", "pairs")
    a, b = list(numbers(world))[:2]
    for name in (f"{a}.{a}", f"{a}.{uuid4()}", f"{a}", "x.y"):
        visitor.refused(f"{group}/pairs", {f"answer.{name}": "first"})
    visitor.refused(f"{group}/pairs", {})
    visitor.done(f"{group}/pairs", {f"answer.{a}.{b}": "first"})
    visitor.done(f"{group}/pairs", {f"answer.{b}.{a}": "first"})
    with world.services.database.read() as session:
        rows = session.exec(select(Comparison.better, Comparison.worse)).all()
    assert rows == [(b, a)], "the later answer holds"


def test_a_group_needs_a_round_a_name_and_two_households(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    assert "No round is going on" in visitor.client.get(HERE).text
    visitor, _ = started(world)
    assert "Write who" in visitor.refused(f"{HERE}/new", {"kind": "other", "method": "piles"})
    group = added(visitor, "other", name="Potters")
    same = {"kind": "other", "method": "order", "name": "Potters"}
    assert "such a group already" in visitor.refused(f"{HERE}/new", same)
    visitor.refused(f"{HERE}/new", {"kind": "men", "method": "piles", "piles": "1"})
    assert "This group has finished" not in visitor.get(group)
    early = visitor.client.post(group, data=visitor.fields(f"{group}/sort"))
    assert "has not judged two" in early.text
    assert "Potters" in visitor.get(HERE)


def test_only_until_the_list_is_posted(world: World) -> None:
    visitor, _ = posted(world)
    assert "no longer rank" in visitor.get(HERE)
    answer = visitor.refused(f"{HERE}/new", {"kind": "men", "method": "piles"})
    assert "The list is posted" in answer


def test_only_who_keeps_the_categories(world: World) -> None:
    visitor, _ = started(world)
    group = added(visitor)
    for role, place in (("treasurer", VILLAGE), ("cell_secretary", CELL)):
        other = world.signed_in(role, place)
        for path in (HERE, f"{HERE}/new", f"{HERE}/result", group, f"{group}/sort"):
            assert other.client.get(path).status_code == 403
    assert visitor.client.get(f"{HERE}/{uuid4()}").status_code == 404
    elsewhere = group.replace(VILLAGE, "22120309")
    assert visitor.client.get(elsewhere).status_code in (403, 404)


def test_a_household_that_left_no_longer_counts(world: World) -> None:
    visitor, _ = started(world)
    typed(visitor, "women", ["1-10", "11-46", "", ""])
    with world.services.database.write() as session:
        home = session.exec(
            select(Household).where(Household.number == 1, Household.village == VILLAGE)
        ).one()
        home.ended = "moved"
    assert len(suggested(world)) == HOMES - 1
    group = added(visitor, "men")
    assert "There is no household 1 here" in visitor.refused(f"{group}/typed", {"pile.1": "1"})


def test_the_record_holds_nothing_personal(world: World) -> None:
    visitor, _ = started(world)
    with world.services.database.read() as session:
        before = len(session.exec(select(LogLeaf)).all())
    typed(visitor, "women", ["1-10", "11-46", "", ""])
    added(visitor, "other", name="Potters")
    with world.services.database.read() as session:
        rows = session.exec(select(LogLeaf).where(LogLeaf.log == VILLAGE)).all()
        leaves = [leaf.entry for leaf in sorted(rows, key=lambda leaf: leaf.idx)]
        heads = session.exec(select(HouseholdIdentity.head)).all()
        added_now = len(session.exec(select(LogLeaf)).all()) - before
    said = [leaf for leaf in leaves[-added_now:] if b'"ranking.' in leaf]
    assert len(said) == 4
    for leaf in said:
        assert b"Potters" not in leaf
        assert not any(head.encode() in leaf for head in heads)
        assert not any(str(home).encode() in leaf for home in numbers(world))


@pytest.mark.both_engines
def test_pages_are_small(world: World) -> None:
    visitor, _ = started(world)
    group = typed(visitor, "women", ["1-10", "11-20", "21-30", "31-40"])
    cards = added(visitor, "men", "pairs")
    for path in (
        HERE, f"{HERE}/new", f"{HERE}/result", group, f"{group}/sort", f"{group}/typed",
        f"{group}/sheet", cards, f"{cards}/pairs",
    ):  # fmt: skip
        assert len(brotli.compress(visitor.get(path).encode(), quality=5)) < 14_000, path
