"""Destroying the key of a vote that is over; begun by closing, finished whatever happens between.

The order: the act that empties the box is kept; the key is overwritten; SQLite's journal, in which
sealed ballots may still lie, is emptied; the key's shell goes. Each step may be done again.
"""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import col, select, update

from ubudehe.projects.rules.states import VoteState
from ubudehe.projects.voting.tables import Vote
from ubudehe.storage.engine import Database
from ubudehe.storage.reading import pick
from ubudehe.storage.vault import FileVault, Vault

_OVER = (VoteState.CLOSED, VoteState.VOID, VoteState.ANNULLED)


def destroy_key(vault: Vault | None, vote: UUID) -> Callable[[Database], None]:
    """Return what destroys the key of one vote once its end is kept."""

    def follow(database: Database) -> None:
        if vault is not None:
            vault.destroy(str(vote))
        if isinstance(vault, FileVault):
            _remove_shells(database, vault)

    return follow


def finish_destroying(database: Database, vault: FileVault) -> None:
    """Destroy the keys of all votes that are over, as closing would have done it.

    The key of a vote that the database does not know is left alone: the vote may be being prepared.
    """
    names = vault.names()
    if names:
        with database.read() as session:
            over = session.execute(
                pick(Vote.id).where(col(Vote.id).in_(map(UUID, names)), col(Vote.state).in_(_OVER))
            ).scalars()
            for vote in over.all():
                vault.destroy(str(vote))
    _remove_shells(database, vault)


def take_in_keys(database: Database, vault: FileVault) -> int:
    """Move the keys that older versions kept in the database into the vault; return how many."""
    with database.read() as session:
        if (
            session.exec(select(Vote.id).where(col(Vote.salt).is_not(None)).limit(1)).first()
            is None
        ):
            return 0
    with database.write() as session:
        old = session.exec(select(Vote).where(col(Vote.salt).is_not(None))).all()
        for vote in old:
            salt = vote.salt
            if salt is not None and vote.state not in _OVER:
                vault.kept(str(vote.id), lambda salt=salt: salt)  # type: ignore[misc]
        session.execute(update(Vote).where(col(Vote.salt).is_not(None)).values(salt=None))
    database.truncate_journal()
    return len(old)


def _remove_shells(database: Database, vault: FileVault) -> None:
    shells = vault.destroyed()
    if shells and database.truncate_journal():
        for name in shells:
            vault.remove(name)
