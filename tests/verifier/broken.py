"""Books that break one rule each, for every program that verifies them."""

from collections.abc import Callable
from datetime import timedelta

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


def deputed(village: Village, by: str, of: str) -> None:
    """Let `by` name d as the deputy of `of`, the treasurer, until 20 February."""
    until = {"from": "2026-02-02", "until": "2026-02-20"}
    role = village.people[by]
    village.write("role.depute", by, role, role="treasurer", key="d", of=of, **until)
    village.people = {**village.people, "d": "treasurer"}


def a_deputy_named_by_another(village: Village) -> None:
    deputed(village, "c", "t")


def a_deputy_the_day_after(village: Village) -> None:
    deputed(village, "t", "t")
    village.clock += timedelta(days=20)
    spent = ("Expenses:Loss", 5), ("Assets:Bank:Main", -5)
    village.approve(village.propose("2026-02-22", *spent), by="d")


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


def posting(account: str, amount: int, currency: str = "RWF", **more: str) -> dict[str, object]:
    return {"a": account, "n": amount, "c": currency, **more}


def limits(village: Village, since: str, *lines: tuple[int | None, int, bool]) -> None:
    told = [{"upto": upto, "approvals": n, "chair": chair} for upto, n, chair in lines]
    money = dict.fromkeys(("expires", "quotes_from", "cash_limit", "wage", "advances"), 1)
    meeting = village.events[0]["id"]
    fields: dict[str, object] = {"assembly": meeting, "from": since, "limits": told, **money}
    village.write("policy.set", "f", "facilitator", **fields)


def outside_the_chart(village: Village) -> None:
    village.post("2026-02-01", ("Expenses:Loss", 8_500), ("Assets:Cash2", -8_500))


def francs_on_a_foreign_account(village: Village) -> None:
    village.post("2026-02-01", ("Assets:Bank:EUR", 5), ("Assets:Bank:Main", -5))


def too_few_for_the_limits(village: Village) -> None:
    limits(village, "2026-02-03", (5_000, 1, False), (None, 2, True))
    village.paid("2026-02-03", 5_000)
    village.paid("2026-02-03", 900_000)


def the_chair_not_asked(village: Village) -> None:
    limits(village, "2026-02-01", (None, 1, True))
    village.paid("2026-02-03", 5)


def limits_without_an_end(village: Village) -> None:
    limits(village, "2026-02-03", (5_000, 1, False))
    village.paid("2026-02-03", 5_001)


def ends_before_its_last_day(village: Village) -> None:
    closing = village.events[-2]
    del village.events[-2:]
    village.events += [closing | {"until": "2026-01-30"}]
    village.write(
        "period.sign", "c", "chair", period="2026-01", hash=village.leaf(closing["id"]).hex()
    )
    village.paid("2026-01-31", 5)


def a_month_left_out(village: Village) -> None:
    village.events.append(
        village.events[-2]
        | {
            "id": "00000000-0000-4000-8000-00000000000a",
            "at": "2026-04-20T09:00:00Z",
            "period": "2026-03",
            "until": "2026-03-31",
            "size": len(village.events),
        }
    )


def closed_before_it_was_over(village: Village) -> None:
    closing = village.events[-2]
    village.events.append(
        closing
        | {
            "id": "00000000-0000-4000-8000-00000000000a",
            "period": "2026-02",
            "until": "2026-02-28",
            "size": len(village.events),
        }
    )


def signed_by_a_stranger(village: Village) -> None:
    village.events[-1]["by"] = {"role": "chair", "key": "stranger"}


def reviewed_by_the_treasurer(village: Village) -> None:
    village.write("period.review", "t", "treasurer", period="2026-01", outcome="accepted")


def signed_off_by_the_treasurer(village: Village) -> None:
    fields: dict[str, object] = {
        "from": "2026-01",
        "until": "2026-01",
        "level": "sector",
        "open": [],
    }
    village.write("audit.sign_off", "t", "treasurer", **fields)


def a_finding_answered_by_a_stranger(village: Village) -> None:
    finding = village.events[0]["id"]
    village.write("finding.answer", "x", "chair", finding=finding, due="2026-03-01")


def a_role_given_by_the_treasurer(village: Village) -> None:
    given = {"role": "chair", "key": "t2", "from": "2026-02-03"}
    village.write("role.grant", "t", "treasurer", **given)


def an_administrator_no_more(village: Village) -> None:
    given = {"role": "administrator", "key": "b", "from": "2026-01-05"}
    village.write("role.grant", "a", "administrator", **given)
    village.write(
        "role.end", "a", "administrator", role="administrator", key="b", until="2026-01-09"
    )
    village.write("role.grant", "b", "administrator", **given | {"role": "chair", "key": "x"})


def kept_back_never(village: Village) -> None:
    village.post("2026-02-01", ("Liabilities:Retention:P001", 5), ("Assets:Bank:Main", -5))


def in_the_future(village: Village) -> None:
    village.paid("2031-02-01", 5)


def advance(village: Village, amount: int) -> str:
    given = ("Assets:Advances", amount), ("Assets:Bank:Main", -amount)
    return village.post("2026-02-01", *given, kind="advance")


def cleared(village: Village, entry: str, amount: int) -> str:
    spent = ("Expenses:Project:P001:Transport", amount), ("Assets:Advances", -amount)
    return village.post("2026-02-02", *spent, kind="clearing", clears=entry)


def cleared_for_too_much(village: Village) -> None:
    entry = advance(village, 900)
    cleared(village, entry, 800)
    cleared(village, entry, 101)


def cleared_and_never_given(village: Village) -> None:
    cleared(village, village.paid("2026-02-01", 900), 5)


def advance_taken_back_though_cleared(village: Village) -> None:
    entry = advance(village, 900)
    cleared(village, entry, 1)
    back = ("Assets:Advances", -900), ("Assets:Bank:Main", 900)
    village.post("2026-02-02", *back, kind="reversal", reverses=entry)


def agree(village: Village, code: str) -> None:
    told: dict[str, object] = {"code": code, "source": "donor", "giver": "X", "purpose": "Y"}
    told |= {"n": 900, "c": "RWF", "project": None, "date": "2026-02-01", "tranches": []}
    village.write("grant.agree", "t", "treasurer", **told)


def granted(village: Village, day: str, amount: int, code: str = "G001") -> None:
    came = [posting("Assets:Bank:Main", amount), posting("Income:Grants:Donors", -amount, g=code)]
    village.post(day, kind="grant", postings=came)


def spent_of(village: Village, day: str, amount: int, code: str = "G001") -> None:
    expense = posting("Expenses:Project:P001:Materials", amount, g=code)
    village.post(day, postings=[expense, posting("Assets:Bank:Main", -amount)])


def more_than_the_grant_holds(village: Village) -> None:
    agree(village, "G001")
    granted(village, "2026-02-02", 900)
    spent_of(village, "2026-02-01", 5)


def a_grant_nobody_agreed(village: Village) -> None:
    granted(village, "2026-02-02", 900, "G009")


BROKEN: list[tuple[Callable[[Village], None], list[str]]] = [
    (one_franc_off, ["I1"]),
    (one_posting, ["I2"]),
    (same_id, ["I3"]),
    (reversed_twice, ["I4"]),
    (reversed_in_part, ["I4"]),
    (reversal_reversed, ["I4"]),
    (alone, ["I5", "I7"]),
    (no_role, ["I5"]),
    (role_over, ["I5"]),
    (a_deputy_named_by_another, ["I5"]),
    (a_deputy_the_day_after, ["I5"]),
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
    (outside_the_chart, ["I2"]),
    (francs_on_a_foreign_account, ["I2"]),
    (too_few_for_the_limits, ["I5"]),
    (the_chair_not_asked, ["I5"]),
    (limits_without_an_end, ["I5"]),
    (ends_before_its_last_day, ["I6"]),
    (a_month_left_out, ["I6"]),
    (closed_before_it_was_over, ["I6"]),
    (signed_by_a_stranger, ["I5"]),
    (signed_off_by_the_treasurer, ["I5"]),
    (a_finding_answered_by_a_stranger, ["I5"]),
    (reviewed_by_the_treasurer, ["I5"]),
    (a_role_given_by_the_treasurer, ["I5"]),
    (an_administrator_no_more, ["I5"]),
    (kept_back_never, ["I7"]),
    (in_the_future, ["I6"]),
    (cleared_for_too_much, ["I7"]),
    (cleared_and_never_given, ["I7"]),
    (advance_taken_back_though_cleared, ["I7"]),
    (more_than_the_grant_holds, ["I7"]),
    (a_grant_nobody_agreed, ["I7"]),
]
