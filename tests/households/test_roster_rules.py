"""What follows from a list of members: ages, counts, relations to a new head."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ubudehe.households.forms import HouseholdForm
from ubudehe.households.roster.rules import (
    COUNTS,
    HEAD,
    RELATIONS,
    ListedPerson,
    after_new_head,
    age_on,
    band_of,
    derived,
    list_counts,
)

DAY = date(2026, 6, 20)
SEXES = st.sampled_from("fm")
YEARS = st.none() | st.integers(DAY.year - 130, DAY.year)
PEOPLE = st.lists(st.builds(ListedPerson, SEXES, YEARS, st.sampled_from(RELATIONS[1:])), max_size=9)
FAMILY = st.dictionaries(
    st.integers(1, 9), st.none() | st.sampled_from(RELATIONS[1:]), min_size=1, max_size=8
)


@given(PEOPLE)
def test_everybody_listed_is_counted_once(people: list[ListedPerson]) -> None:
    found = derived(people, DAY)
    assert sum(int(found[name]) for name in COUNTS) == len(people)
    form = HouseholdForm.model_validate({"isibo": "I", "head": "A", **found})
    assert form.members == len(people)


@given(PEOPLE)
def test_counts_do_not_hang_on_the_order_of_the_list(people: list[ListedPerson]) -> None:
    assert derived(people, DAY) == derived(people[::-1], DAY)


@given(SEXES, st.integers(1900, DAY.year), st.integers(0, 60))
def test_nobody_gets_younger(sex: str, born: int, later: int) -> None:
    person = ListedPerson(sex, born)
    bands = [name for name in COUNTS if name.startswith(sex)]
    then = DAY.replace(year=DAY.year + later)
    assert bands.index(band_of(person, DAY)) <= bands.index(band_of(person, then))
    assert age_on(born, then) - age_on(born, DAY) == later


def test_the_edges_of_each_band_are_those_of_the_questionnaire() -> None:
    ages = (0, 5, 6, 17, 18, 35, 36, 64, 65, 120)
    found = [band_of(ListedPerson("f", DAY.year - age), DAY) for age in ages]
    bands = ("f_0_5", "f_6_17", "f_18_35", "f_36_64", "f_65")
    assert found == [band for band in bands for _ in range(2)]
    assert band_of(ListedPerson("m"), DAY) == "age_unknown"


def test_the_head_of_the_list_says_the_sex_of_the_head() -> None:
    assert derived([ListedPerson("m", 1980, HEAD)], DAY)["head_sex"] == "m"
    assert "head_sex" not in derived([ListedPerson("m", 1980, "child")], DAY)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_list_counts_where_it_names_as_many_as_are_counted(listed: int, counted: int) -> None:
    assert list_counts(listed, counted) == (listed == counted and listed > 0)


@given(FAMILY, st.data())
def test_a_new_head_is_the_only_one(family: dict[int, str | None], data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(sorted(family)))
    family[old] = HEAD
    new = data.draw(st.sampled_from(sorted(family)))
    found = after_new_head(family, new)
    assert [one for one, relation in found.items() if relation == HEAD] == [new]
    assert found.keys() == family.keys()
    assert set(found.values()) <= {None, *RELATIONS}


@given(FAMILY, st.data())
def test_a_wife_who_headed_for_a_while_gives_it_back_as_it_was(
    family: dict[int, str | None], data: st.DataObject
) -> None:
    family = {0: HEAD, 10: "spouse", **dict.fromkeys(family, "child")}
    assert after_new_head(after_new_head(family, 10), 0) == family
    child = data.draw(st.sampled_from(sorted(one for one in family if family[one] == "child")))
    found = after_new_head(family, child)
    assert found[0] == found[10] == "parent"
    assert all(found[one] == "sibling" for one in family if one not in (0, 10, child))
