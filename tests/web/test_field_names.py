"""A form that says one thing twice, in two spellings, is refused: none of them wins in silence."""

from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from ubudehe.language.fields import Count, Day
from ubudehe.web.field_names import usual_key
from ubudehe.web.forms import read

ONE = "0a1b2c3d-0000-4000-8000-00000000abcd"


class Anything(BaseModel):
    """Fields of every shape."""

    amount: dict[UUID, Count] = Field(default_factory=dict)
    line: dict[str, str] = Field(default_factory=dict)
    ticked: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    several: list[str] = Field(default_factory=list)
    day: Day | None = None
    text: str | None = None


def refused(*sent: tuple[str, str]) -> set[str]:
    return set(read(Anything, FormData([("act", str(uuid4())), *sent])).errors)


@pytest.mark.parametrize(
    "spelled",
    [ONE.upper(), f" {ONE}", ONE.replace("-", ""), f"{{{ONE}}}", f"urn:uuid:{ONE}", f"{ONE}\u200b"],
)
def test_one_identity_in_two_spellings(spelled: str) -> None:
    assert f"amount.{spelled}" in refused((f"amount.{ONE}", "1"), (f"amount.{spelled}", "2"))


@pytest.mark.parametrize(
    ("key", "again"),
    [("1", "01"), ("1", "١"), ("1", "1 "), ("caf\u00e9", "cafe\u0301"), ("a b", "a  b")],
)
def test_one_key_in_two_spellings(key: str, again: str) -> None:
    assert refused((f"line.{key}", "x"), (f"line.{again}", "y")) == {f"line.{again}"}
    assert refused((f"ticked.{key}", "x"), (f"ticked.{again}", "y")) == {f"ticked.{again}"}


@pytest.mark.parametrize("name", ["text", "line.1", "day.d"])
def test_one_field_twice_with_two_values(name: str) -> None:
    assert name in refused((name, "1"), (name, "2"))
    assert name not in refused((name, "1"), (name, "1"))


def test_what_may_have_several_values_has_them_and_other_keys_are_others() -> None:
    assert not refused(("several", "x"), ("several", "y"))
    assert not refused(("ticked.1", "x"), ("ticked.1", "y"), ("line.1", "x"), ("line.2", "y"))
    assert usual_key("Roof") != usual_key("roof")
