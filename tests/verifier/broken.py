"""Books that break one rule each, for every program that verifies them."""

from collections.abc import Callable

from tests.verifier.records import Village
from ubudehe.record.rules.canonical import canonical
from ubudehe.record.rules.merkle import leaf_hash


def one_franc_off(village: Village) -> None:
    village.post("2026-02-01", ("Expenses:Bank:Charges", 5), ("Assets:Bank:Main", -4))


def one_posting(village: Village) -> None:
    village.post("2026-02-01", ("Expenses:Bank:Charges", 0), ("Assets:Bank:Main", 0))


def same_id(village: Village) -> None:
    village.events.append(dict(village.events[-1], at="2026-02-01T10:00:00Z"))


def reversed_twice(village: Village) -> None:
    entry = village.paid("2026-02-01", 900)
    for _ in range(2):
        take_back(village, entry, 900)


def take_back(village: Village, entry: str, amount: int) -> str:
    return village.post(
        "2026-02-02",
        ("Expenses:Project:P001:Materials", -amount),
        ("Assets:Bank:Main", amount),
        kind="reversal",
        reverses=entry,
    )


def reversed_in_part(village: Village) -> None:
    take_back(village, village.paid("2026-02-01", 900), 899)


def reversal_reversed(village: Village) -> None:
    back = take_back(village, village.paid("2026-02-01", 900), 900)
    village.post(
        "2026-02-03",
        ("Expenses:Project:P001:Materials", 900),
        ("Assets:Bank:Main", -900),
        kind="reversal",
        reverses=back,
    )


def alone(village: Village) -> None:
    entry = village.propose("2026-02-01", ("Expenses:Loss", 5), ("Assets:Cash", -5), by="t")
    village.came("2026-02-01", 5)
    village.approve(entry, by="t")


def no_role(village: Village) -> None:
    village.paid("2026-02-01", 5)
    village.events[-1]["by"] = {"role": "treasurer", "key": "stranger"}


def role_over(village: Village) -> None:
    village.write("role.end", "a", "administrator", role="treasurer", key="t", until="2026-01-04")
    village.paid("2026-02-01", 5)


def twice_by_one(village: Village) -> None:
    entry = village.propose(
        "2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5), needs=2, until="2026-12-31"
    )
    village.approve(entry, by="t", posted=False)
    village.approve(entry, by="t", posted=True)


def too_few(village: Village) -> None:
    entry = village.propose(
        "2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5), needs=2, until="2026-12-31"
    )
    village.approve(entry, by="t", posted=True)


def without_the_chair(village: Village) -> None:
    entry = village.propose(
        "2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5), must="chair"
    )
    village.approve(entry, by="t", posted=True)


def ran_out(village: Village) -> None:
    entry = village.propose(
        "2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5), until="2026-01-01"
    )
    village.approve(entry, by="t")


def other_content(village: Village) -> None:
    entry = village.propose("2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5))
    village.approve(entry, hash="0" * 64)


def after_refusal(village: Village) -> None:
    entry = village.propose("2026-02-01", ("Expenses:Loss", 5), ("Assets:Bank:Main", -5))
    village.write("txn.void", "t", "treasurer", entry=entry, hash=village.leaf(entry).hex())
    village.approve(entry)


def into_a_closed_month(village: Village) -> None:
    village.paid("2026-01-31", 5)


def signed_and_reopened(village: Village) -> None:
    closing = next(e for e in village.events if e["t"] == "period.close")
    leaf = leaf_hash(canonical(closing)).hex()
    village.write("period.reopen", "c", "chair", period="2026-01", hash=leaf)


def false_closing(village: Village) -> None:
    village.write(
        "period.close",
        "t",
        "treasurer",
        period="2026-02",
        until="2026-02-28",
        balances=[],
        size=len(village.events),
    )


def empty_bank(village: Village) -> None:
    village.paid("2026-02-01", 99_000_000)
    village.came("2026-02-02", 99_000_000)


def device_gap(village: Village) -> None:
    for number in (0, 2):
        village.paid("2026-02-01", 5)
        village.events[-2]["by"] |= {"device": "d1", "seq": number}
        village.events[-1]["hash"] = leaf_hash(canonical(village.events[-2])).hex()


def text_for_a_number(village: Village) -> None:
    village.propose("2026-02-01", ("Expenses:Loss", 5))
    village.events[-1]["postings"] = [{"a": "Expenses:Loss", "n": "5", "c": "RWF"}]


BROKEN: list[tuple[Callable[[Village], None], list[str]]] = [
    (one_franc_off, ["I1", "I8"]),
    (one_posting, ["I2"]),
    (same_id, ["I3"]),
    (reversed_twice, ["I4"]),
    (reversed_in_part, ["I4"]),
    (reversal_reversed, ["I4"]),
    (alone, ["I5", "I7"]),
    (no_role, ["I5"]),
    (role_over, ["I5"]),
    (twice_by_one, ["I5"]),
    (too_few, ["I5"]),
    (without_the_chair, ["I5"]),
    (ran_out, ["I5"]),
    (other_content, ["I5"]),
    (after_refusal, ["I5"]),
    (into_a_closed_month, ["I6"]),
    (signed_and_reopened, ["I6"]),
    (false_closing, ["I6"]),
    (empty_bank, ["I7"]),
    (device_gap, ["I9"]),
    (text_for_a_number, ["shape"]),
]
