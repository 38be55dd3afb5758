"""What the record says of photos and statements, and of what was covered, removed or erased."""

from ubudehe.language.messages import N_
from ubudehe.ledger.entries.checking import put_photos
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _added(rows: Rows, said: Said) -> Subject:
    entry, kind = said.public["entry"], said.public["kind"]
    if not put_photos(rows, said, entry, kind):
        erased = "text" in said.gone
        rows.put(
            "entry_statement",
            said.id,
            entry=entry,
            kind=kind,
            text="" if erased else said.private["text"],
            names=[] if erased else said.private["names"],
            added_at=said.at,
            erased=erased,
            attested="pin" if "second" in said.public else "",
            why=said.public.get("why", ""),
            sheet="" if erased else said.private.get("sheet", ""),
        )
    return str(entry)


def _replaced(rows: Rows, said: Said) -> Subject:
    entry, old = said.public["entry"], said.public["old"]
    _gone(rows, old, "covered", said.day)
    for one in (entry, *said.public.get("also", ())):
        before = rows.row("evidence", one, old)
        for row in put_photos(rows, said, one, before.get("kind")):
            row.update(paper=before.get("paper"), page=before.get("page", 0))
    return str(entry)


def _removed(rows: Rows, said: Said) -> Subject:
    """Enter that a photo is not shown any more, in whatever village it stood behind an entry."""
    _gone(rows, said.public["h"], "removed", said.day)
    return str(said.public["entry"])


def _gone(rows: Rows, digest: str, why: str, day: str) -> None:
    for key, row in rows.tables["evidence"].items():
        if key[1] == digest:
            row.update(gone=why, gone_on=day)


def _erased(rows: Rows, said: Said) -> Subject:
    act, entry = said.public["act"], said.public["entry"]
    for name in said.public["fields"]:
        rows.excuse(act, name)
    if act == entry:
        rows.row("ledger_entry", entry).update(payee=None, payee_erased=True)
    else:
        rows.row("entry_statement", act).update(text="", names=[], sheet="", erased=True)
    return str(entry)


EVIDENCE = Replay(
    handlers={
        "evidence.add": _added,
        "evidence.replace": _replaced,
        "evidence.remove": _removed,
        "privacy.erase": _erased,
    },
    kept=(
        Kept(
            Evidence,
            N_("Photo behind an entry"),
            ("entry", "sha256"),
            owner=(LedgerEntry, "entry"),
            named="kind",
        ),
        Kept(
            Statement,
            N_("Statement behind an entry"),
            owner=(LedgerEntry, "entry"),
            named="kind",
        ),
    ),
    elsewhere=frozenset({"evidence.remove"}),
)
