"""The counter: where acts are handed over. One transaction each, and one answer that is true.

Until the commit a failure leaves no trace. After it the answer is always that the act is kept, also
where the record's head can't be signed just then: signing late is no failure of the act. Where the
commit itself fails, the record is looked at; only where that does not tell is it said that nobody
knows.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.people.desk import Desk, Person
from ubudehe.record.append import Receipt, stands
from ubudehe.record.heads import Heads, WillNotSign
from ubudehe.record.read_only import refuse_closed
from ubudehe.record.tree import Growth
from ubudehe.storage.engine import Database, is_full

T = TypeVar("T")
MakesDesk = Callable[[Session, Person, str, UUID], Desk]
_PATIENCE = 5
"""Seconds to wait for a transaction that may still be ending, of which we heard no more."""
_log = logging.getLogger("ubudehe")


class Quicker(Refusal):
    """Another act took what this one wanted: nothing of this one is kept."""

    status = 409

    def __init__(self) -> None:
        super().__init__(N_("Somebody else was quicker. Look again and send it once more."))


class NotReached(Refusal):
    """The database could not be reached or written before the commit: nothing is kept."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("The books cannot be written just now, so nothing of this is kept. Send it again.")
        )


class Unsure(Refusal):
    """The database went away during a commit: what was written may be kept or not."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The connection broke at the very last step: this may be kept or not. Open the "
                "page again and look before you send it once more."
            )
        )


class PerhapsKept(Refusal):
    """The commit of an act failed, and so did looking whether it is kept."""

    status = 503

    def __init__(self, place: str, act_id: UUID) -> None:
        super().__init__(
            N_(
                "The connection broke at the very last step: this may be kept or not. Send the "
                "same form again; it is never written twice."
            )
        )
        self.place = place
        self.act_id = act_id


@dataclass(frozen=True)
class Counter:
    """Where acts are handed over to one database.

    `heads` sign what the record has become and `grew` is told its new size; a rehearsal has
    neither.
    """

    database: Database
    desk: MakesDesk
    heads: Heads | None = None
    grew: Callable[[str, int], None] = lambda _log, _size: None

    def do(
        self, place: str, person: Person, act_id: UUID, work: Callable[[Desk], Receipt]
    ) -> Receipt:
        """Do `work` at the desk of `place` in one transaction; return the receipt once it is kept.

        Raises what `work` refuses, Quicker, NotReached or PerhapsKept.
        """
        follows: list[Callable[[Database], None]] = []
        receipts: list[Receipt] = []

        def at_desk(session: Session) -> Receipt:
            desk = self._opened(session, person, place, act_id)
            done = work(desk)
            follows.extend(desk.once_kept)
            receipts.append(done)
            return done

        try:
            receipt = in_one_piece(self.database, at_desk)
        except Unsure as unsure:
            (receipt,) = receipts
            if not self._is_kept(receipt):
                raise PerhapsKept(place, act_id) from unsure
        self._follow(follows)
        self.kept(receipt.log, receipt.index + 1, receipt.growth)
        return receipt

    def _is_kept(self, receipt: Receipt) -> bool:
        """Look whether an act is kept though its commit failed; False where nobody knows.

        NotReached where it is not, nor will be.
        """
        try:
            with self.database.begun(_PATIENCE) as session:
                kept = stands(session, receipt)
        except (DBAPIError, NoConnection) as error:
            _log.error("nor can be seen what is kept: %s", type(error).__name__)
            return False
        if not kept and self.database.forgets_what_failed:
            raise NotReached
        return kept

    def _follow(self, follows: list[Callable[[Database], None]]) -> None:
        """Do what follows an act that is kept; what fails is begun again by the room it is of."""
        for one in follows:
            try:
                one(self.database)
            except Exception as error:
                _log.error("what follows an act is not done yet: %s", type(error).__name__)

    def _opened(self, session: Session, person: Person, place: str, act_id: UUID) -> Desk:
        """Return the desk of a place whose record may be added to; Refusal where it is broken."""
        if self.heads is not None:
            refuse_closed(session, self.heads, place)
        return self.desk(session, person, place, act_id)

    def kept(self, log: str, size: int, growth: Growth | None = None) -> None:
        """Take note that a record has grown, and sign it; whatever fails here, it is kept."""
        try:
            self.grew(log, size)
            if self.heads is None or (growth and self.heads.sign_growth(log, growth)):
                return
            with self.database.read() as session:
                self.heads.sign(session, log)
        except WillNotSign:
            # The checkpoint and the health page say what is wrong.
            _log.error("will not sign the record of %s", log)
        except Exception as error:
            # The publisher signs it later; a full disk or a lost database is its own alarm.
            _log.error("the head of %s is not signed yet: %s", log, type(error).__name__)


def in_one_piece(database: Database, work: Callable[[Session], T]) -> T:
    """Return what `work` makes in one transaction, all of it kept or nothing.

    Raises what `work` refuses; Quicker where another took the same id; NotReached where the
    database failed before the commit, or its disk was full; Unsure where it failed within.
    """
    committing = False
    try:
        with database.begun() as session:
            made = work(session)
            session.flush()
            committing = True
            session.commit()
    except IntegrityError as error:
        raise Quicker from error
    except DBAPIError as error:
        _log.error("the database failed: %s", type(error.orig).__name__)
        raise Unsure if committing and not is_full(error) else NotReached from error
    except NoConnection as error:
        _log.error("no connection to the database was free")
        raise NotReached from error
    return made
