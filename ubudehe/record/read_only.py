"""A record that may only be read just now, and is never added to."""

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.record.charge import TakenOver, is_anothers
from ubudehe.record.heads import Heads
from ubudehe.record.moves import MEASURE, Away
from ubudehe.storage.prepared import Driver, Prepared

_STANDING = Prepared(
    "SELECT (SELECT token FROM in_charge WHERE id = 1),"
    " (SELECT size FROM log_head WHERE log = :log),"
    " (SELECT value FROM total WHERE log = :log AND measure = :measure)"
)


def refuse_closed(session: Session, heads: Heads, log: str) -> None:
    """Raise Refusal, before an act writes anything, where its record may only be read here.

    Another data folder has taken over the database; or the record does not continue its signed
    head, so that an act in an older copy or an edited database would never be covered by any
    checkpoint; or its place is kept on another server by now.
    """
    last = heads.last_signed(log)  # first: what is signed by then is committed, and seen below
    driver = Driver(session)
    token, size, away = _STANDING.row(driver, {"log": log, "measure": MEASURE}) or (None, None, 0)
    if token is not None and is_anothers(token, heads.folder):
        raise TakenOver
    if not heads.continued(driver, log, last, size or 0):
        raise Refusal(
            N_(
                "The record of this place does not continue what was signed, so it can only be "
                "read for now. Nothing was written. Tell who looks after this server."
            )
        )
    if away:
        raise Away
