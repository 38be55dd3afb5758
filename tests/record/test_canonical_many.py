"""Reading many entries at once gives what reading each of them gives."""

from hypothesis import example, given
from hypothesis import strategies as st

from tests.record.json_values import events
from ubudehe.record.rules.canonical import MAX_ENTRY, NotCanonical, canonical, parse, parse_many

good = events.map(canonical)
damaged = st.tuples(good, st.integers(0, 200), st.binary(max_size=2)).map(
    lambda made: made[0][: made[1]] + made[2] + made[0][made[1] + 1 :]
)
pieces = st.sampled_from(
    [b'{"a":1},{"b":2}', b'{"c":[1', b"2]}", b"{}", b"[]", b'{"a":1}', b' {"a":1}', b'{"a":1}\n']
)


def one_by_one(entries: list[bytes]) -> list[object]:
    found: list[object] = []
    for entry in entries:
        try:
            found.append(parse(entry))
        except NotCanonical:
            found.append(NotCanonical)
    return found


@given(st.lists(good | damaged | pieces, max_size=6))
@example([b'{"a":1},{"b":2}', b'{"c":[1', b"2]}"])
@example([b'{"a":{"x":1}', b'{"y":2}]}', b"{}"])
@example([b'{"n":9007199254740992}'])
@example([b'{"n":[1,-9007199254740992]}', b"{}"])
@example([b'{"n":1.0}'])
@example([b'{"n":-0}'])
@example([b'{"a":1,"a":1}'])
@example([b'{"b":1,"a":1}'])
@example(['{"\ue000":1,"\U00010000":1}'.encode()])
@example(['{"\U00010000":1,"\ue000":1}'.encode()])
@example([b'{"a":"' + b"x" * MAX_ENTRY + b'"}'])
@example([('{"a":"' + "\u00e9" * (MAX_ENTRY // 2) + '"}').encode()])
@example([b"[" * 100_000])
@example([b'{"a":"\\ud800"}', '{"a":"e\u0301"}'.encode(), b'{"a":"\x85"}', b'{"a":NaN}'])
@example([b""])
def test_many_are_read_like_each(entries: list[bytes]) -> None:
    many = [NotCanonical if isinstance(v, NotCanonical) else v for v in parse_many(entries)]
    assert many == one_by_one(entries)
