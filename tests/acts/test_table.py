"""The table of acts as programs and people read it."""

import json
from pathlib import Path

import pytest

from ubudehe import cli
from ubudehe.people.act_table import as_json, as_page
from ubudehe.people.acts import ACTS
from ubudehe.record.rules.events import PUBLIC_FIELDS

_THE_SERVERS_OWN = {"key.add", "key.revoke", "record.roll_back", "record.move"} | {
    "people.arrive",
    "village.forget",
}


def test_the_page_of_acts_is_the_table() -> None:
    text = Path("docs/acts.md").read_text("utf-8")
    assert text == as_page(ACTS.values()), "run `ubudehe acts --page > docs/acts.md`"


def test_each_act_has_its_public_fields_and_each_event_its_act() -> None:
    assert set(ACTS) == set(PUBLIC_FIELDS) - _THE_SERVERS_OWN


def test_words_whose_language_is_kept_are_fields_of_the_form() -> None:
    for one in ACTS.values():
        fields = {name for model in one.models for name in model.model_fields}
        assert fields >= set(one.worded), one.type
        assert not one.worded or "lang" not in fields, f"{one.type} asks for it"


def test_programs_read_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["ubudehe", "acts", "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    table = json.loads(capsys.readouterr().out)
    assert table == json.loads(json.dumps(as_json(ACTS.values())))
    assert all(one["form"] for one in table)
