"""What an act in one record changes on the pages of another place, whose record does not grow."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, case, col, update

from ubudehe.record.tables import LogHead


def stir(session: Session, logs: Collection[str], now: datetime) -> None:
    """Let every process make the pages of some places anew."""
    moment, changed = int(now.timestamp() * 1000), col(LogHead.changed)
    later = case((changed >= moment, changed + 1), else_=moment)
    session.execute(update(LogHead).where(col(LogHead.log).in_(logs)).values(changed=later))
