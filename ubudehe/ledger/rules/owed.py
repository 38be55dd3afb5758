"""What is open between a village and others: advances to account for, amounts kept back to pay."""

from collections.abc import Iterable

from ubudehe.ledger.rules import accounts


def on_advances(postings: Iterable[tuple[str, int]]) -> int:
    """Return by how much postings (account, amount) change what is in people's hands."""
    return sum(amount for account, amount in postings if account == accounts.ADVANCES)


def is_too_much(open_: int, change: int) -> bool:
    """Tell whether an advance of which `open_` is open cannot bear `change` (below zero)."""
    return open_ + change < 0


def is_owed(account: str) -> bool:
    """Tell whether an account holds what was kept back from those who work."""
    return account.startswith(accounts.RETENTION)


def is_overpaid(balance: int) -> bool:
    """Tell whether more was paid on such an account than was kept back: it is below, or zero."""
    return balance > 0
