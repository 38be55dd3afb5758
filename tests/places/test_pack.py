"""The shipped country pack, and what a pack may not be."""

import shutil
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from ubudehe.people.roles import check_roles
from ubudehe.places.reading import SHIPPED, NotAPack, load_country, place_rows

RWANDA = load_country()


def test_the_whole_country_is_there() -> None:
    rows = list(place_rows(RWANDA))
    assert len(rows) == 17_436
    assert Counter(level for _, level, _, _ in rows) == {
        "province": 5,
        "district": 30,
        "sector": 416,
        "cell": 2_148,
        "village": 14_837,
    }


def test_every_code_starts_with_its_parents() -> None:
    lengths = {level.key: level.code_length for level in RWANDA.levels}
    seen = {""}
    above = {"": 0}
    for code, level, name, parent in place_rows(RWANDA):
        assert parent in seen, "parents come first"
        assert code not in seen
        assert code.startswith(parent)
        assert code.isdigit()
        assert len(code) == lengths[level]
        assert above[parent] == list(lengths).index(level), "no level is skipped"
        above[code] = above[parent] + 1
        assert name == name.strip() != ""
        seen.add(code)


def test_siblings_have_names_of_their_own() -> None:
    names = [(parent, name) for _, _, name, parent in place_rows(RWANDA)]
    assert len(names) == len(set(names))


def test_rwanda() -> None:
    assert (RWANDA.code, RWANDA.currency, RWANDA.manners.exponent) == ("RW", "RWF", 0)
    assert str(RWANDA.zone) == "Africa/Kigali"
    assert RWANDA.languages == ("rw", "en", "fr", "sw")
    assert set(RWANDA.names) == set(RWANDA.origin_note) == set(RWANDA.languages)
    assert RWANDA.quorum == (1, 2)
    assert RWANDA.appeals.filing_days == 14
    assert RWANDA.village_length == 8
    assert load_country() is RWANDA
    assert hash(RWANDA) == hash(load_country())


def test_a_new_vote_asks_for_the_packs_quorum() -> None:
    highlands = load_country(Path(__file__).parent / "packs" / "highlands")
    assert (load_country().vote_quorum, highlands.vote_quorum) == (0, 20)


def test_the_pack_agrees_with_what_formats_money_and_phones() -> None:
    assert RWANDA.money(1).endswith("Frw")
    assert (
        phonenumbers.country_code_for_region(RWANDA.manners.region or "") == RWANDA.manners.prefix
    )


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30)),
        (date(2026, 6, 30), date(2025, 7, 1), date(2026, 6, 30)),
        (date(2026, 11, 23), date(2026, 7, 1), date(2027, 6, 30)),
    ],
)
def test_financial_years(day: date, first: date, last: date) -> None:
    assert RWANDA.financial_year(day) == (first, last)


def test_three_schemes_and_the_oldest_is_history() -> None:
    assert [(scheme.id, scheme.shown) for scheme in RWANDA.schemes] == [
        ("2001", False),
        ("2015", True),
        ("2020", True),
    ]


def test_the_letters_run_the_other_way() -> None:
    assert {c.code: c.rank for c in RWANDA.scheme("2015").categories} == {
        "1": 1,
        "2": 2,
        "3": 3,
        "4": 4,
    }
    letters = RWANDA.scheme("2020")
    assert letters.direction == "poorest_last"
    assert {c.code: c.rank for c in letters.categories} == {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}
    assert letters.category("E").names["en"] == "Category E"


def test_unknown_schemes_and_categories() -> None:
    with pytest.raises(KeyError):
        RWANDA.scheme("1999")
    with pytest.raises(KeyError):
        RWANDA.scheme("2020").category("1")


def test_schemes_shown_have_whole_sentences_as_criteria() -> None:
    for scheme in RWANDA.schemes:
        for category in scheme.categories:
            assert bool(category.criteria) == scheme.shown
            ids = [criterion.id for criterion in category.criteria]
            assert len(ids) == len(set(ids))
            for criterion in category.criteria:
                assert set(criterion.texts) == set(RWANDA.languages)
                assert all(t.endswith(".") and t[0].isupper() for t in criterion.texts.values())


def test_amounts_in_criteria_are_written_like_all_others() -> None:
    income = {
        criterion.id: criterion.texts
        for category in RWANDA.scheme("2020").categories
        for criterion in category.criteria
    }
    for name, limit in (("a", 600_000), ("b", 600_000), ("c", 64_999), ("d", 45_000)):
        for text in income[f"income_{name}"].values():
            assert RWANDA.money(limit) in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('direction = "poorest_last"', 'direction = "poorest_first"', "direction"),
        ('code = "B"\nrank = 4', 'code = "A"\nrank = 4', "a code comes twice"),
        ('sw = "Kundi E"', 'sw = ""', "the text in sw is missing"),
        ('direction = "poorest_last"', 'direction = "up"', "poorest_first"),
        ("request_days = 30", 'request_days = "30"', "request_days"),
        ("request_days = 30", "", "request_days"),
        ("request_days = 30", "request_days = 30\nanswer = 3", "answer"),
        ('zone = "Africa/Kigali"', 'zone = "Kigali"', "time zone"),
        ('key = "village"', 'key = "hamlet"', "innermost"),
        ('chair = ["village"]', 'chair = ["hamlet"]', "roles"),
        ("{ village = 7, cell = 7", "{ cell = 7, village = 7", "first level"),
        ("{ sector = 10, d", "{ village = 3, sector = 10, d", "concerns.answer_days"),
        ("{ sector = 10, district = 15 }", "{ district = 15, sector = 10 }", "upwards"),
        ('compared_at = "district"', 'compared_at = "canton"', "compared_at"),
        ("least = 65000\n", "least = 45000\n", "must rise"),
        ('"en", "fr", "sw"]', '"en", "fr", "sw", "xx"]', "catalogue of xx"),
        ('["EUR", ', '["RWF", ', "foreign_currencies"),
    ],
)
def test_a_wrong_pack_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    changed = 0
    for name in ("pack.toml", "schemes.toml"):
        text = (SHIPPED / name).read_text("utf-8")
        changed += text.count(old)
        (tmp_path / name).write_text(text.replace(old, new), "utf-8")
    assert changed == 1
    with pytest.raises(NotAPack, match=says) as told:
        load_country(tmp_path)
    assert "\n" not in str(told.value)


def test_every_district_has_a_square_of_its_own() -> None:
    districts = {code for code, level, _, _ in place_rows(RWANDA) if level == "district"}
    assert {one.code for one in RWANDA.tiles} == districts
    assert RWANDA.mapped_length == 2


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("11,Ny,0,0\n11,Ga,1,0", "stands there twice"),
        ("11,Ny,0,0\n12,Ga,0,0", "on one square"),
        ("11,Ny,0,0\n1,Ki,1,0", "not of one level"),
        ("119,Ny,0,0", "no level"),
        ("11,Ny,0,20", "from 0 to 19"),
        ("11,Ny,0,-1", "from 0 to 19"),
        ("11,Nyar,0,0", "3 letters"),
        ("11,Ny,x,0", "cannot be read"),
        ("", "not of one level"),
    ],
)
def test_a_wrong_tile_map_is_refused_in_one_sentence(tmp_path: Path, rows: str, says: str) -> None:
    for name in ("pack.toml", "schemes.toml"):
        shutil.copy(SHIPPED / name, tmp_path)
    (tmp_path / "tiles.csv").write_text(f"code,short,column,row\n{rows}\n", "utf-8")
    with pytest.raises(NotAPack, match=says):
        load_country(tmp_path)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "says"),
    [
        ("We say this nowhere.", "X", "says nowhere"),
        ("Changed into %(unit)s", "X %(other)s", "other values"),
        ("Sector officer", "", "other values"),
    ],
)
def test_words_that_stand_for_nothing_are_refused(
    tmp_path: Path, msgid: str, msgstr: str, says: str
) -> None:
    for name in ("pack.toml", "schemes.toml"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.po").write_text(f'msgid "{msgid}"\nmsgstr "{msgstr}"\n')
    with pytest.raises(NotAPack, match=says):
        load_country(tmp_path)


def test_a_role_that_nobody_knows_ends_the_start(tmp_path: Path) -> None:
    for name in ("pack.toml", "schemes.toml"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    pack = tmp_path / "pack.toml"
    pack.write_text(pack.read_text("utf-8").replace('chair = ["vill', 'king = ["vill'), "utf-8")
    with pytest.raises(NotAPack):
        check_roles(load_country(tmp_path))


def test_every_field_of_a_pack_is_told_in_its_page() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "packs.md").read_text("utf-8")
    for pack in (SHIPPED, Path(__file__).parent / "packs" / "highlands"):
        for name in tomllib.loads((pack / "pack.toml").read_text("utf-8")):
            assert f"`{name}" in page, name
