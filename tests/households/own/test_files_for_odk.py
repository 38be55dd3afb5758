"""What this app writes as an XLSForm, pyxform makes an XForm of, and this app reads again."""

import io
from xml.etree import ElementTree

import pytest
from pyxform.xls2xform import convert

from tests.households.own.forms import SHEETS
from ubudehe.households.own.core import core_form
from ubudehe.households.own.files import as_xlsx, sheets_of
from ubudehe.households.own.rules.questionnaires import OwnKind, Questionnaire
from ubudehe.households.own.rules.xlsform import read_form, write_form
from ubudehe.language.messages import LANGUAGES
from ubudehe.places.reading import load_country

COUNTRY = load_country(None)
CORE = core_form(COUNTRY)
OWN = read_form(SHEETS)


@pytest.mark.parametrize("form", [OWN, CORE], ids=["own", "core"])
def test_a_file_is_taken_by_pyxform_and_read_again(form: Questionnaire) -> None:
    content = as_xlsx(form)
    made = convert(io.BytesIO(content), file_type=".xlsx", validate=False, warnings=[])
    text = ElementTree.fromstring(made.xform)
    bound = {
        one.get("nodeset", "").rpartition("/")[2]: one for one in text.iter() if "bind" in one.tag
    }
    spoken = {lang for one in form.questions for lang in one.label}
    assert len([one for one in text.iter() if one.tag.endswith("}translation")]) == len(spoken)
    for one in form.questions:
        assert one.name in bound
        assert (bound[one.name].get("constraint") is None) == (one.constraint is None)
        assert (bound[one.name].get("required") == "true()") == one.required
    assert write_form(read_form(sheets_of(content))) == write_form(form)


def test_the_core_asks_in_each_language_what_the_form_asks() -> None:
    names = {one.name for one in CORE.questions}
    assert {"head", "roof", "cattle", "land_unit"} <= names
    for one in CORE.questions:
        assert set(one.label) == set(LANGUAGES) == set(COUNTRY.languages)
        assert (one.kind in (OwnKind.ONE, OwnKind.SEVERAL)) == bool(one.choices)
        assert all(set(choice.label) == set(LANGUAGES) for choice in one.choices)
    shown = {one.name for group in CORE.asked({"water": "home_tap"}) for one in group.questions}
    assert "water_minutes" not in shown
    assert "land" in shown
