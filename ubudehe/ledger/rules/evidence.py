"""How much a piece of evidence is worth (classes A, B and C), and which entries need one."""

from collections.abc import Collection, Iterable

from ubudehe.ledger.rules import accounts
from ubudehe.ledger.rules.entries import Posting

CLASSES = {"invoice": "A", "receipt": "B", "statement": "C"}
"""A: an invoice of the tax office's machine (EBM). B: any other receipt. C: a statement by two
people where there is no receipt. That goods arrived («goods») proves delivery, not a price."""

OFFER = "quote"
"""What a seller offered, on paper: it tells of prices, and proves no payment."""

REASONS = ("no_paper", "lost", "taken", "other")
"""Why there is no receipt: who was paid gives none, it was lost, money was lost or stolen so that
nobody was paid, or what the statement tells."""

_PAID = frozenset(CLASSES)
PROOFS = {
    **dict.fromkeys(
        ("spend", "clearing", "loss", "retention", "refund", "exchange", "charge"), _PAID
    ),
    "labour": frozenset({"work", "statement"}),
    "materials": _PAID | {"goods"},
}
"""By kind of entry, any of which evidence shows that it happened as it is written; a kind that is
not here has its proof elsewhere, such as in the statement of the bank."""


def best_class(kinds: Iterable[str]) -> str:
    """Return the best class among pieces of evidence, or nothing where none has one."""
    return min((CLASSES[kind] for kind in kinds if kind in CLASSES), default="")


UNKNOWN = 10**15
"""What an entry counts as by which foreign money goes: only its bank knows what it became."""


def worth_proving(kind: str, postings: Collection[Posting], own: str) -> int:
    """Return for how much an entry must be shown to have happened, in minor units of `own`."""
    if kind not in PROOFS:
        return 0
    if any(accounts.is_foreign(p.account, p.currency) and p.amount < 0 for p in postings):
        return UNKNOWN
    if kind == "charge":
        return 0  # the statement of the bank shows it, which is counted each month
    return sum(
        p.amount
        for p in postings
        if p.amount > 0
        and p.currency == own
        and not accounts.is_liquid(p.account)
        and p.account != accounts.ADVANCES
    )


def lacks_proof(kind: str, worth: int, limit: int, there: Collection[str]) -> bool:
    """Tell whether an entry worth `limit` or more has none of the evidence that it needs.

    `there` are the kinds of what stands behind it.
    """
    proofs = PROOFS.get(kind)
    return proofs is not None and worth > 0 and worth >= limit and proofs.isdisjoint(there)
