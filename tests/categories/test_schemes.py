"""A village's own categories, and who rose or fell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from tests.assemblies.test_meeting import COUNT, opened
from tests.categories.test_round import HERE, made_final
from tests.conftest import VILLAGE, Visitor, World, faults_of_grown
from ubudehe.categories.schemes.rules import mobility, own_scheme, read_words
from ubudehe.categories.schemes.tables import SchemeMapping
from ubudehe.language.refusals import Refusal
from ubudehe.places.reading import load_country
from ubudehe.record.append import total

WORDS = "Ndengera: nta nzu\nNyunganira: inzu nto; akazi gake\nIcyerekezo: ubucuruzi"


def test_words_become_a_scheme_with_the_poorest_first() -> None:
    scheme = own_scheme("Ibyacu", 2, date(2026, 1, 1), read_words(WORDS), ("rw", "en"))
    assert [(c.code, c.rank, c.names["en"]) for c in scheme.categories] == [
        ("1", 1, "Ndengera"),
        ("2", 2, "Nyunganira"),
        ("3", 3, "Icyerekezo"),
    ]
    assert [k.id for k in scheme.categories[1].criteria] == ["own1", "own2"]


@pytest.mark.parametrize(
    "words", ["", "One: reason", "One: a\nTwo", "One: a\none: b", ":x\nB: c", "A:a\n" * 9]
)
def test_words_that_make_no_scheme_are_refused(words: str) -> None:
    with pytest.raises(Refusal):
        read_words(words)


CODES = st.sampled_from("ABCDE")


@given(st.lists(st.tuples(CODES, CODES), max_size=60))
def test_everybody_compared_rose_stayed_or_fell(pairs: list[tuple[str, str]]) -> None:
    scheme = load_country().scheme("2020")
    same = {c.code: c.code for c in scheme.categories}
    found = mobility(pairs, scheme, same)
    assert found.compared == len(pairs) == sum(found.table.values())
    back = mobility([(now, before) for before, now in pairs], scheme, same)
    assert (back.rose, back.fell) == (found.fell, found.rose)
    best, poorest = mobility([("E", "A")], scheme, same), mobility([("A", "E")], scheme, same)
    assert (best.rose, poorest.fell) == (1, 1)


def test_schemes_are_never_compared_by_their_codes() -> None:
    with pytest.raises(KeyError):
        mobility([("1", "A")], load_country().scheme("2020"), {})


def test_a_round_under_the_villages_own_words(world: World) -> None:
    visitor = world.signed_in("facilitator", VILLAGE)
    bad = visitor.refused(f"{HERE}/schemes/own", {"name": "Ibyacu", "words": "Only one: line"})
    assert "Only one: line" in bad
    visitor.done(f"{HERE}/schemes/own", {"name": "Ibyacu", "words": WORDS})
    visitor = made_final(world, "own", "2:own2")
    assert "Ibyacu" in visitor.get(f"{HERE}/categories")
    assert "Nyunganira" in visitor.get(f"{HERE}/categories/criteria")


def test_a_scheme_is_not_changed_in_the_middle_of_a_round(facilitator: Visitor) -> None:
    facilitator.done(f"{HERE}/schemes/own", {"name": "Ibyacu", "words": WORDS})
    facilitator.done(f"{HERE}/categories/start", {"scheme": "own"})
    again = facilitator.refused(f"{HERE}/schemes/own", {"name": "Ibindi", "words": WORDS})
    assert "can change once it is final" in again


@pytest.mark.both_engines
def test_two_rounds_are_compared_once_an_assembly_said_how(world: World) -> None:
    visitor = made_final(world, "2015", "3:surplus")
    page = visitor.get(f"{HERE}/schemes")
    assert "used different categories" in page
    form = {f"pair.{code}": "2" for code in "ABCDE"}
    assert "Only an open meeting" in visitor.refused(f"{HERE}/schemes/compare", form)
    visitor, meeting = opened(world)
    visitor.done(f"{meeting}/count", COUNT)
    missing = visitor.refused(f"{HERE}/schemes/compare", {**form, "pair.C": ""})
    assert 'id="e-pair-C"' in missing
    visitor.done(f"{HERE}/schemes/compare", form)
    page = visitor.get(f"{HERE}/schemes")
    assert "Rose to a better-off category" in page
    public = Visitor(world.client()).get(f"/en/p/{VILLAGE}/outcomes")
    assert "so few households moved" in public
    assert f"{HERE}/schemes/compare" in page
    world.clock.now += timedelta(minutes=5)
    with world.services.database.read() as session:
        first = {way: total(session, VILLAGE, way) for way in ("rose", "stayed", "fell")}
    assert sum(first.values()) > 0
    other = {f"pair.{code}": "3" for code in "ABCDE"}
    visitor.done(f"{HERE}/schemes/compare", {**other, "pair.B": "2"})
    with world.services.database.read() as session:
        again = {way: total(session, VILLAGE, way) for way in ("rose", "stayed", "fell")}
        assert again == first, "two tables of the same households would tell of single ones"
        (kept,) = session.exec(select(SchemeMapping)).all()
        assert kept.pairs["A"] == "3", "the newer word alone holds"
    assert faults_of_grown(world) == []


def test_a_second_round_of_the_same_scheme_needs_no_mapping(world: World) -> None:
    made_final(world, "2020", "C:income_c")
    world.clock.now += timedelta(days=1)
    visitor = world.signed_in("facilitator", VILLAGE)
    page = visitor.get(f"{HERE}/schemes")
    assert "used different categories" not in page
    assert "households are in both rounds" in page
