"""The list of what an event may hold."""

import pytest

from ubudehe.record.rules.events import PUBLIC_FIELDS, UnknownEvent, check_event


def test_no_event_may_hold_what_is_not_listed() -> None:
    base = {"v": 1, "id": "x", "village": "1", "at": "", "by": {}}
    for type_ in PUBLIC_FIELDS:
        check_event({**base, "t": type_})
        with pytest.raises(UnknownEvent):
            check_event({**base, "t": type_, "name": "Aline"})
    with pytest.raises(UnknownEvent):
        check_event({**base, "t": "village.sell"})
