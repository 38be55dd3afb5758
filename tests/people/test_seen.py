"""Versions of what a form was made from."""

from ubudehe.people.seen import differing, version_of


def test_a_version_does_not_hang_on_the_order_in_which_fields_were_read() -> None:
    one, other = {"title": "Well", "cost": {"0": 5}}, {"cost": {"0": 5}, "title": "Well"}
    assert version_of(one) == version_of(other)
    assert differing({"cost": {"0": 6}, "title": "Well"}, version_of(one)) == {"cost.0": "6"}
