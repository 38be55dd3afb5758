"""What a grant holds on a day, by the postings that name it: `g` in the record.

A grant's money comes as credits of an income account (or of the exchange that made it money of the
country) and goes as debits: what it holds is what was credited, less what was debited, up to the
end of the day. A payment that names no grant takes nothing from this sum, so a grant may hold less
than this, by the rule of who pays first (following), but never more.
"""

from collections.abc import Iterable

Named = tuple[str, str, int]
"""A posting that names a grant: the grant's code, the currency, the amount (debit positive)."""


def changes_of(named: Iterable[Named]) -> dict[tuple[str, str], int]:
    """Return by how much an entry changes what each grant holds, by grant and currency."""
    changes: dict[tuple[str, str], int] = {}
    for grant, currency, amount in named:
        changes[grant, currency] = changes.get((grant, currency), 0) - amount
    return changes
