"""What the record says of entries: proposed, approved or refused, and the sums they move."""

from datetime import date
from functools import partial

from ubudehe.language.messages import N_
from ubudehe.ledger.entries.tables import (
    AccountBalance,
    AccountDay,
    EntryApproval,
    EntryPosting,
    EntryQuantity,
    LedgerEntry,
)
from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Posting, Quantity, Transaction, effect
from ubudehe.ledger.rules.states import EntryState
from ubudehe.record.replaying import Kept, Key, Replay, Row, Rows, Said, Subject

_UNDECIDED: Row = {
    "reversed_by": None,
    "decided_by": None,
    "decided_at": None,
    "decided_idx": None,
    "refusal_reason": None,
}
_KEPT = (
    Kept(LedgerEntry, N_("Entry"), named="number"),
    Kept(
        EntryPosting,
        N_("Amount of an entry"),
        ("entry", "position"),
        owner=(LedgerEntry, "entry"),
        named="account",
    ),
    Kept(
        EntryQuantity,
        N_("Quantity of an entry"),
        ("entry", "position"),
        owner=(LedgerEntry, "entry"),
    ),
    Kept(
        EntryApproval,
        N_("Approval of an entry"),
        ("entry", "account"),
        owner=(LedgerEntry, "entry"),
        named="role",
    ),
    Kept(
        AccountBalance,
        N_("Money on an account"),
        ("account", "currency"),
        named="account",
        zero="amount",
    ),
    Kept(
        AccountDay,
        N_("Money on an account, by day"),
        ("account", "currency", "day"),
        named="account",
        zero="amount",
    ),
)


def _proposed(rows: Rows, said: Said) -> Subject:
    shown = said.public["pub"]
    erased = "payee" in said.gone
    rows.put(
        "ledger_entry",
        said.id,
        number=len(rows.tables["ledger_entry"]) + 1,
        entry_date=said.public["date"],
        kind=said.public["kind"],
        project=said.public["project"],
        what=shown["what"],
        payee=None if erased else shown.get("payee", said.private.get("payee")),
        payee_public="payee" in shown,
        payee_erased=erased,
        state=EntryState.PROPOSED,
        needs=said.public.get("needs", 1),
        chair_needed=said.public.get("must") == "chair",
        expires_on=said.public.get("until"),
        clears=said.public.get("clears"),
        **_bought(said),
        reverses=said.public.get("reverses"),
        proposed_by=said.account,
        proposed_at=said.at,
        proposal_hash=said.leaf_hash,
        **_UNDECIDED,
    )
    _enter(rows, said)
    return said.id


def _bought(said: Said) -> Row:
    buy = said.public.get("buy", {})
    return {
        "item": buy.get("item"),
        "item_number": buy.get("number", 0),
        "quotes": buy.get("quotes"),
    }


def _enter(rows: Rows, said: Said) -> None:
    postings = [
        Posting(one["a"], one["n"], one["c"], one.get("g")) for one in said.public["postings"]
    ]
    quantities = [Quantity(one["u"], one["n"], one["rate"]) for one in said.public["qty"]]
    rows.note("transactions")[said.id] = Transaction(tuple(postings), tuple(quantities))
    for position, p in enumerate(postings):
        rows.put(
            "entry_posting",
            said.id,
            position,
            account=p.account,
            amount=p.amount,
            currency=p.currency,
            grant_code=p.grant,
        )
    for position, q in enumerate(quantities):
        rows.put("entry_quantity", said.id, position, unit=q.unit, number=q.number, rate=q.rate)
    put_photos(rows, said, said.id)


def put_photos(rows: Rows, said: Said, entry: str, kind: str | None = None) -> list[Row]:
    """Enter a photo behind an entry, or the pages of a paper, and return their rows.

    Older acts say neither its size nor of what kind it is.
    """
    shown, found = said.public["ev"], []
    for page, photo in enumerate(shown, 1):
        row = rows.put("evidence", entry, photo["h"], size=photo["b"], media=photo["m"])
        row.update(gone="", gone_on=None, added_idx=said.index, paper=None, page=0)
        if len(shown) > 1:
            row.update(paper=said.index, page=page)
        if "photo" in said.private:
            width, height, row["kind"] = said.private["photo"]
            sizes = [(width, height), *said.private.get("pages", ())]
            row["width"], row["height"] = sizes[page - 1]
        if kind is not None:
            row["kind"] = kind
        found.append(row)
    return found


def _approved(currency: str, rows: Rows, said: Said) -> Subject:
    entry = said.public["entry"]
    here = said.public.get("here", False)
    rows.put("entry_approval", entry, said.account, role=said.role, at=said.at, here=here)
    if said.public.get("posted", True):
        row = rows.row("ledger_entry", entry)
        row.update(state=EntryState.POSTED, decided_by=said.account, decided_at=said.at)
        row["decided_idx"] = said.index
        if row["reverses"]:
            rows.row("ledger_entry", row["reverses"])["reversed_by"] = entry
        done: Transaction = rows.note("transactions")[entry]
        _post(rows, row["entry_date"], done)
        _count(rows, currency, done)
    return str(entry)


def _post(rows: Rows, day: date, done: Transaction) -> None:
    for p in done.postings:
        names: list[tuple[str, Key]] = [("account_balance", (p.account, p.currency))]
        if accounts.is_liquid(p.account):
            names.append(("account_day", (p.account, p.currency, day)))
        for table, key in names:
            row = rows.tables[table].setdefault(key, {"amount": 0})
            row["amount"] += p.amount


def _count(rows: Rows, currency: str, done: Transaction) -> None:
    sums = effect(done, currency)
    materials = -sum(p.amount for p in done.postings if p.account == accounts.IN_KIND_MATERIALS)
    for measure, change in (
        ("money_in", sums.money_in),
        ("money_out", sums.money_out),
        ("labour_days", sums.labour_days),
        ("materials", materials),
        ("entries", 1),
    ):
        rows.add(measure, change)


def _refused(rows: Rows, said: Said) -> Subject:
    rows.row("ledger_entry", said.public["entry"]).update(
        state=EntryState.REFUSED,
        decided_by=said.account,
        decided_at=said.at,
        decided_idx=said.index,
        refusal_reason=said.private["reason"][:400],
    )
    return str(said.public["entry"])


def entries(currency: str) -> Replay:
    """Return how entries are replayed where `currency` is the country's own."""
    return Replay(
        handlers={
            "txn.propose": _proposed,
            "txn.approve": partial(_approved, currency),
            "txn.void": _refused,
            "txn.withdraw": _refused,
        },
        kept=_KEPT,
    )
