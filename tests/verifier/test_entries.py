"""An entry is taken if its bytes are canonical and of its type, however many are read at once."""

import hashlib
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.verifier.checking import CODE
from tests.verifier.records import year
from ubudehe.ledger.rules.public_books.books import Books
from ubudehe.record.rules.canonical import NotCanonical, canonical, parse
from ubudehe.record.rules.events import PUBLIC_FIELDS, shape
from ubudehe.verifier.entries import EntriesRead
from ubudehe.verifier.report import LogReport

FITS = {kind: shape(kind) for kind in PUBLIC_FIELDS}
GIVEN = next(dict(event) for event in year(payments=1).events if event["t"] == "txn.propose")
A, B = "0a" * 32, "0b" * 32
TWO_SECRETS = canonical({**GIVEN, "priv": {"payee": A, "reason": B}})
ENTRIES = [TWO_SECRETS, *year(payments=2).entries]
PAIR = f'"payee":"{A}","reason":"{B}"'.encode()


class BooksThatListen(Books):
    """Notes which entries are handed to the books."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []

    def take(self, index: int, leaf: bytes, event: Any) -> None:
        self.heard.append(index)


def is_good(entry: bytes) -> bool:
    try:
        event = parse(entry)
    except NotCanonical:
        return False
    fits = FITS.get(str(event.get("t")))
    return fits is not None and bool(fits(entry)) and event["village"] == CODE


damaged = st.tuples(
    st.sampled_from(ENTRIES),
    st.integers(0, 600),
    st.integers(0, 3),
    st.sampled_from([b"", b" ", b"\n", b"0", b"-", b".0", b"\\", b"\\u0041", b"\xcc\x81", b"\x85"])
    | st.binary(max_size=2),
).map(lambda made: made[0][: made[1]] + made[3] + made[0][made[1] + made[2] :])


@given(st.lists(st.sampled_from(ENTRIES) | damaged, min_size=1, max_size=4))
@example([TWO_SECRETS.replace(PAIR, f'"reason":"{B}","payee":"{A}"'.encode())])
@example([TWO_SECRETS.replace(PAIR, f'"payee":"{A}","payee":"{A}"'.encode())])
@example([TWO_SECRETS.replace(PAIR, f'"payee":"{B}",'.encode() + PAIR)])
@example([TWO_SECRETS.replace(b'"v":1', b'"v":1,"v":1')])
@example([TWO_SECRETS.replace(b'"v":1', b'"v": 1')])
@example([TWO_SECRETS.replace(b'"what":"', b'"what":"\\u0041')])
@example([TWO_SECRETS.replace(b'"what":"', '"what":"e\u0301'.encode()), TWO_SECRETS])
@example([TWO_SECRETS.replace(b'"n":', b'"n":9007199254740993,"n":'), TWO_SECRETS])
def test_many_entries_are_taken_like_each_of_them(entries: list[bytes]) -> None:
    books = BooksThatListen()
    report = LogReport()
    read = EntriesRead(CODE, books, report, None)
    read.take(0, entries, [hashlib.sha256(entry).digest() for entry in entries])
    good = [index for index, entry in enumerate(entries) if is_good(entry)]
    assert books.heard == good
    assert [fault.index for fault in report.faults] == [
        index for index in range(len(entries)) if index not in good
    ]
