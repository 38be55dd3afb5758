"""The table of what an event may hold, and of which type each field is."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.record.json_values import values
from tests.verifier.records import year
from ubudehe.record.rules.canonical import NotCanonical, canonical
from ubudehe.record.rules.events import (
    ENVELOPE,
    PUBLIC_FIELDS,
    BadEvent,
    check_event,
    field_lines,
    shape,
)
from ubudehe.record.rules.shapes import DAY, Shape

ENTRY = "00000000-0000-4000-8000-000000000001"
GOOD: dict[str, Any] = {
    "v": 1,
    "t": "txn.void",
    "id": ENTRY,
    "village": "22120308",
    "at": "2026-02-28T23:59:59Z",
    "by": {"role": "chair", "key": "0a1b2c3d"},
    "entry": ENTRY,
    "hash": "0a" * 32,
}


def is_day(text: object) -> bool:
    return bool(re.fullmatch(DAY.pattern, json.dumps(text)))


def test_a_good_event_gives_its_bytes() -> None:
    assert check_event(GOOD) == canonical(GOOD)
    offline = {**GOOD["by"], "device": "d-1", "seq": 0}
    assert check_event({**GOOD, "by": offline, "priv": {"reason": "0" * 64}})


def test_every_kind_of_a_played_year_fits() -> None:
    for event in year().events:
        check_event(event)


@pytest.mark.parametrize("kind", PUBLIC_FIELDS)
def test_no_event_may_hold_what_is_not_listed(kind: str) -> None:
    with pytest.raises(BadEvent, match="may not hold surname"):
        check_event({**GOOD, "t": kind, "surname": "Aline"})


def test_no_event_is_of_a_type_that_is_not_listed() -> None:
    with pytest.raises(BadEvent, match=r"village\.sell"):
        check_event({**GOOD, "t": "village.sell"})


@pytest.mark.parametrize("key", [key for key in GOOD if key != "t"])
def test_nothing_may_be_lacking(key: str) -> None:
    with pytest.raises(BadEvent, match=f"lacks {key}"):
        check_event({k: v for k, v in GOOD.items() if k != key})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("v", 2),
        ("v", True),
        ("id", ENTRY.upper().replace("0", "A")),
        ("village", ""),
        ("at", "2026-02-31T10:00:00Z"),
        ("at", "2026-02-28T24:00:00Z"),
        ("at", "2026-02-28T10:00:00+02:00"),
        ("by", {"role": "chair"}),
        ("by", {"role": "chair", "key": "a", "seq": 1}),
        ("by", {"role": "chair", "key": "a", "device": "d"}),
        ("by", {"role": "chair", "key": "a", "name": "Aline"}),
        ("by", {"role": "chair", "key": ["a"]}),
        ("by", None),
        ("priv", {}),
        ("priv", {"reason": "short"}),
        ("priv", None),
        ("entry", None),
        ("hash", "0A" * 32),
        ("hash", "0a" * 32 + "\n"),
    ],
)
def test_a_value_of_another_type_is_refused(key: str, value: object) -> None:
    with pytest.raises(BadEvent, match=f"{key} is no"):
        check_event({**GOOD, key: value})


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_is_a_day(day: date) -> None:
    assert is_day(day.isoformat())


@given(st.from_regex("[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True) | st.text(max_size=12))
@example("2026-W04-2")
@example("20260120")
@example("2026-1-20")
@example("2025-02-29")
@example("1900-02-29")
@example("2000-02-29")
@example("0000-01-01")
@example("٢٠٢٦-01-20")
def test_nothing_else_is_a_day(text: str) -> None:
    try:
        real = date.fromisoformat(text).isoformat() == text and text[0] in "12"
    except ValueError:
        real = False
    assert is_day(text) == real


@given(st.sampled_from(sorted(PUBLIC_FIELDS)), st.dictionaries(st.sampled_from("abn"), values))
def test_any_value_is_taken_or_refused(kind: str, odd: dict[str, object]) -> None:
    try:
        data = check_event({**GOOD, "t": kind, **odd})
    except (BadEvent, NotCanonical):
        return
    assert shape(kind)(data)


def test_the_documents_print_the_table() -> None:
    text = Path("docs/record.md").read_text("utf-8")
    events = [
        f"| `{kind}` | {' '.join(f'`{line}`' for line in field_lines(fields))} |"
        for kind, fields in {"*": ENVELOPE, **PUBLIC_FIELDS}.items()
    ]
    table = "\n".join(events).replace("|null", "\\|null")
    assert table in text, table
    assert all(f"**{name}**" in text for name in type_names()), type_names()


def type_names() -> list[str]:
    """Return the plain types: not lists of them, nor those that may be null."""
    tables: list[dict[str, Shape]] = [ENVELOPE, *PUBLIC_FIELDS.values()]
    found = {re.sub(r"\|null|[\[\]]", "", one.name) for table in tables for one in table.values()}
    return sorted(found - {"1"})
