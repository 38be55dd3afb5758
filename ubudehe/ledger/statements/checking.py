"""What the record says of statements that were read in, and of their lines."""

from typing import Any
from uuid import UUID

from ubudehe.language.messages import N_
from ubudehe.ledger.rules.states import LineState
from ubudehe.ledger.statements.actions import line_id
from ubudehe.ledger.statements.tables import BankFile, BankLine
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject

_OPEN: dict[str, Any] = {
    "state": LineState.OPEN,
    "entry": None,
    "why": "",
    "remark": "",
    "settled_by": None,
    "settled_at": None,
}


def _read(rows: Rows, said: Said) -> Subject:
    about = {
        "month": said.private["month"],
        "account": said.private["account"],
        "currency": said.private["currency"],
    }
    rows.put(
        "bank_file",
        said.id,
        **about,
        line_count=said.private["count"],
        read_by=said.account,
        read_at=said.at,
        taken_back_by=None,
        taken_back_at=None,
        reason="",
    )
    for position, (day, amount, balance, text) in enumerate(said.private.get("lines", ())):
        row = {"day": day, "amount": amount, "balance": balance, "text": text}
        id_ = str(line_id(UUID(said.id), position))
        rows.put("bank_line", id_, file=said.id, position=position, **about, **row, **_OPEN)
    return said.id


def _taken_back(rows: Rows, said: Said) -> Subject:
    file = said.private["file"]
    rows.row("bank_file", file).update(
        taken_back_by=said.account, taken_back_at=said.at, reason=said.private["reason"]
    )
    for key, row in list(rows.tables["bank_line"].items()):
        if row["file"] == file:
            rows.drop("bank_line", *key)
    for position in range(rows.row("bank_file", file).get("line_count", 0)):
        for act in rows.note("bank_remarks").get(str(line_id(UUID(file), position)), ()):
            rows.excuse(act, "remark")
    rows.excuse(file, "lines")
    return str(file)


def _matched(rows: Rows, said: Said) -> Subject:
    for line, entry in said.private["pairs"]:
        _settle(rows, said, line, state=LineState.MATCHED, entry=entry)
    return None


def _explained(rows: Rows, said: Said) -> Subject:
    line, why = said.private["line"], said.private["why"]
    remark = said.private.get("remark", "")
    _settle(rows, said, line, state=LineState.EXPLAINED, why=why, remark=remark)
    rows.note("bank_remarks").setdefault(line, []).append(said.id)
    return str(line)


def _parted(rows: Rows, said: Said) -> Subject:
    rows.row("bank_line", said.private["line"]).update(_OPEN)
    return str(said.private["line"])


def _settle(rows: Rows, said: Said, line: str, **columns: Any) -> None:
    settled = {"settled_by": said.account, "settled_at": said.at}
    rows.row("bank_line", line).update(columns | settled)


STATEMENTS = Replay(
    handlers={
        "bank.read": _read,
        "bank.take_back": _taken_back,
        "bank.match": _matched,
        "bank.explain": _explained,
        "bank.part": _parted,
    },
    kept=(
        Kept(BankFile, N_("Statement of an account"), named="month"),
        Kept(BankLine, N_("Line of a statement"), named="day"),
    ),
)
