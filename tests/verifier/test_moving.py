"""What a server tells by itself of a village that came or was forgotten is good as it stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier import records
from tests.verifier.checking import check, told
from tests.verifier.records import Village, committed, country_without_one, key_of, origin_of, year


def one_that_came() -> Village:
    village = year(payments=2)
    village.write("people.arrive", "b", "server", priv=committed("person0", "person1"))
    village.paid("2026-02-02", 5)
    return village


@pytest.mark.parametrize(
    ("made", "type_"),
    [(country_without_one, "village.forget"), (one_that_came, "people.arrive")],
)
def test_it_says_what_it_may_and_no_name(
    tmp_path: Path, made: Callable[[], Village], type_: str
) -> None:
    village = made()
    keys = (key_of(origin_of(village.code)),)
    assert told(check(records.write_mirror(tmp_path / "good", village), keys=keys)) == ""
    (event,) = [one for one in village.events if one["t"] == type_]
    event["name"] = "Uwimana Rose"
    assert "[shape]" in told(check(records.write_mirror(tmp_path / "named", village), keys=keys))
