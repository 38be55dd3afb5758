"""A record that does not continue what was signed is only read, never added to."""

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.record.charge import refuse_taken_over
from ubudehe.record.heads import Heads


def refuse_broken(session: Session, heads: Heads, log: str) -> None:
    """Raise Refusal, before an act writes anything, if its record does not continue its head.

    The same where another data folder has taken over the database. An older copy or an edited
    database would otherwise take acts that no checkpoint ever covers.
    """
    refuse_taken_over(session, heads)
    if not heads.continues(session, log):
        raise Refusal(
            N_(
                "The record of this place does not continue what was signed, so it can only be "
                "read for now. Nothing was written. Tell who looks after this server."
            )
        )
