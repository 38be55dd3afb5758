"""The sums of a place as anyone can check them: each village at a size of its record."""

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from ubudehe.ledger.entries.tables import AccountBalance
from ubudehe.places.pack import Country
from ubudehe.places.rules import code_range
from ubudehe.record.tables import LogHead, Total

FORMAT = "ubudehe-sums/v1"
_MEASURES = ("money_in", "money_out", "labour_days")
Balances = dict[str, dict[str, int]]


def sums_of(session: Session, code: str, country: Country) -> dict[str, object]:
    """Return the sums of all villages at or under a place (format: docs/record.md).

    Everything is read in one snapshot, so that balances and sizes of records belong together.
    """
    _one_snapshot(session.connection())
    first, end = code_range(code)
    heads = session.exec(
        select(LogHead).where(LogHead.log >= first, LogHead.log < end, LogHead.size > 0)
    ).all()
    villages: dict[str, dict[str, object]] = {
        head.log: {
            "village": head.log,
            "size": head.size,
            "balances": {},
            **dict.fromkeys(_MEASURES, 0),
        }
        for head in sorted(heads, key=lambda head: head.log)
        if len(head.log) == country.village_length
    }
    whole: dict[str, int] = dict.fromkeys(_MEASURES, 0)
    for total in session.exec(
        select(Total).where(Total.log >= first, Total.log < end, col(Total.measure).in_(_MEASURES))
    ):
        if total.log in villages:
            villages[total.log][total.measure] = total.value
            whole[total.measure] += total.value
    summed: Balances = {}
    for row in session.exec(
        select(AccountBalance).where(AccountBalance.village >= first, AccountBalance.village < end)
    ):
        if row.village in villages and row.amount:
            held = villages[row.village]["balances"]
            assert isinstance(held, dict)
            held.setdefault(row.currency, {})[row.account] = row.amount
            into = summed.setdefault(row.currency, {})
            into[row.account] = into.get(row.account, 0) + row.amount
    return {
        "format": FORMAT,
        "code": code,
        "villages": list(villages.values()),
        "balances": summed,
        **whole,
    }


def _one_snapshot(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
