"""What the record says of counted money, and of the way of each month."""

from typing import Any

from ubudehe.language.messages import N_
from ubudehe.ledger.months.tables import BookMonth, CountPhotoGone, GivenBack, MoneyCount
from ubudehe.ledger.rules.states import MonthState
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _counted(rows: Rows, said: Said) -> Subject:
    photos = said.public["ev"]
    row = rows.put(
        "money_count",
        said.id,
        counted_on=said.public["date"],
        account=said.public["account"],
        currency=said.public["c"],
        amount=said.public["n"],
        expected=said.public["books"],
        remark=said.private.get("remark", "")[:400],
        photo=photos[0]["h"] if photos else None,
        counted_by=said.account,
        counted_at=said.at,
    )
    if "witness" in said.private:
        row["witness"] = said.private["witness"]
    elif not said.public.get("two"):
        row["witness"] = None
    return said.id


def _photo_covered(rows: Rows, said: Said) -> Subject:
    return _photo_gone(rows, said, said.public["old"], "covered", said.public["ev"][0]["h"])


def _photo_removed(rows: Rows, said: Said) -> Subject:
    return _photo_gone(rows, said, said.public["h"], "removed", None)


def _photo_gone(rows: Rows, said: Said, old: str, why: str, new: str | None) -> Subject:
    """Enter that a photo is not shown any more, behind whatever counts of the village it stood."""
    for (count, *_), row in rows.tables["money_count"].items():
        if row["photo"] == old:
            row["photo"] = new
            rows.put("count_photo_gone", count, old, gone=why, gone_on=said.day)
    return str(said.public["count"])


def _closed(rows: Rows, said: Said) -> Subject:
    month = said.public["period"]
    rows.put(
        "book_month",
        month,
        state=MonthState.CLOSED,
        size=said.public["size"],
        remark=said.private.get("remark", ""),
        closing_hash=said.leaf_hash,
        closed_by=said.account,
        closed_at=said.at,
        signed_by=None,
        signed_at=None,
        assembly=None,
        questions="",
        answer="",
        reviewed_by=None,
        reviewed_at=None,
        reviewed_level="",
    )
    return str(month)


def _signed(rows: Rows, said: Said) -> Subject:
    return _month(rows, said, state=MonthState.SIGNED, signed_by=said.account, signed_at=said.at)


def _given_back(rows: Rows, said: Said) -> Subject:
    month = said.public["period"]
    rows.drop("book_month", month)
    rows.put(
        "book_month_given_back",
        said.id,
        month=month,
        reason=said.private["reason"],
        given_back_by=said.account,
        given_back_at=said.at,
    )
    return str(month)


def _read_out(rows: Rows, said: Said) -> Subject:
    row = rows.row("book_month", said.public["period"])
    if row.get("state") == "signed":
        row["state"] = MonthState.READ
    return _month(rows, said, assembly=said.public["assembly"])


def _unread(rows: Rows, said: Said) -> Subject:
    row = rows.row("book_month", said.public["period"])
    if row.get("state") == "read":
        row["state"] = MonthState.SIGNED
    return _month(rows, said, assembly=None)


def _reviewed(rows: Rows, said: Said) -> Subject:
    accepted = said.public["outcome"] == "accepted"
    columns = {
        "state": MonthState.LOCKED if accepted else MonthState.QUESTIONED,
        "reviewed_level": said.public.get("level", ""),
    }
    if "questions" in said.private:
        columns |= {"questions": said.private["questions"], "answer": ""}
    return _month(rows, said, reviewed_by=said.account, reviewed_at=said.at, **columns)


def _answered(rows: Rows, said: Said) -> Subject:
    return _month(rows, said, state=MonthState.ANSWERED, answer=said.private["answer"])


def _month(rows: Rows, said: Said, **columns: Any) -> str:
    rows.row("book_month", said.public["period"]).update(columns)
    return str(said.public["period"])


MONTHS = Replay(
    handlers={
        "statement.add": _counted,
        "statement.cover": _photo_covered,
        "statement.remove": _photo_removed,
        "period.close": _closed,
        "period.sign": _signed,
        "period.reopen": _given_back,
        "period.read": _read_out,
        "period.unread": _unread,
        "period.review": _reviewed,
        "period.answer": _answered,
    },
    kept=(
        Kept(BookMonth, N_("Month"), ("month",), named="month"),
        Kept(GivenBack, N_("Month given back"), named="month"),
        Kept(MoneyCount, N_("Count of money"), named="counted_on"),
        Kept(CountPhotoGone, N_("Photo of a count"), ("count", "sha256"), named="gone"),
    ),
)
