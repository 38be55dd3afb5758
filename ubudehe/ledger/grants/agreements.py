"""Grants as they were agreed."""

from sqlmodel import Session, col, select

from ubudehe.ledger.grants.tables import Grant


def grant_by_code(session: Session, village: str, code: str) -> Grant | None:
    """Return the grant of a village that stands in its books as `code` (G001), or None."""
    digits = code.removeprefix("G")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 8):
        return None
    query = select(Grant).where(Grant.village == village, Grant.number == int(digits))
    return session.exec(query).first()


def grants_of(session: Session, village: str) -> tuple[Grant, ...]:
    """Return the grants of a village by number."""
    query = select(Grant).where(Grant.village == village).order_by(col(Grant.number))
    return tuple(session.exec(query))
