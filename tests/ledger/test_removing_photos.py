"""A photo goes once nothing shows it, whoever dies on the way, and never one that is just shown."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from tests.conftest import Visitor, World
from tests.ledger.books import MONEY, paid
from tests.ledger.test_evidence import digest_of, with_photo
from ubudehe.ledger.evidence.photos import finish_removing, remove_unneeded
from ubudehe.storage.blobs import Blobs, Brought


def dies(work: Callable[[], object]) -> None:
    """Let another process do something and die within."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def dead(_some: Sequence[str]) -> Sequence[str]:
    os._exit(9)


@pytest.mark.parametrize("needed", [True, False])
def test_who_dies_while_removing_leaves_it_to_the_next(tmp_path: Path, needed: bool) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"a receipt")
    dies(lambda: blobs.remove([digest], dead))
    assert blobs.get(digest) is None
    gone = blobs.remove(blobs.condemned(), lambda some: some if needed else [])
    assert (gone, blobs.get(digest), blobs.condemned()) == (
        (0, b"a receipt", []) if needed else (1, None, [])
    )


def test_what_is_condemned_and_then_needed_stays_in_its_place(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"a receipt")
    blobs.condemn([digest])
    assert blobs.get(digest) == b"a receipt"
    assert blobs.remove(blobs.condemned(), lambda some: some) == 0
    assert (blobs.get(digest), blobs.condemned()) == (b"a receipt", [])


def test_who_cannot_ask_what_is_needed_takes_nothing_away(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"a receipt")

    def away(_some: Sequence[str]) -> Sequence[str]:
        raise OSError("no database")

    with pytest.raises(OSError, match="no database"):
        blobs.remove([digest], away)
    assert (blobs.get(digest), blobs.condemned()) == (b"a receipt", [])


def test_who_keeps_the_same_while_it_goes_has_it_in_the_end(tmp_path: Path) -> None:
    """Their act is not seen yet by who removes; once it is kept they look whether it is there."""
    blobs, theirs = Blobs(tmp_path), Brought(tmp_path)
    digest = theirs.put(b"a receipt")

    def not_seen_yet(_some: Sequence[str]) -> Sequence[str]:
        theirs.put_again()
        return []

    assert blobs.remove([digest], not_seen_yet) == 1
    assert blobs.get(digest) == b"a receipt"
    blobs.remove([digest], lambda _: [])
    theirs.put_again()
    assert blobs.get(digest) == b"a receipt"


@pytest.mark.both_engines
def test_a_receipt_that_is_removed_on_the_way_of_its_act_is_there_afterwards(
    world: World, treasurer: Visitor
) -> None:
    services = world.services
    entry = treasurer.done(f"{MONEY}/new/paid", paid(treasurer))

    gone = []

    def removed(_session: Session) -> None:
        every = services.blobs.older(float("inf"))
        gone.append(remove_unneeded(services.database, services.blobs, every))

    event.listen(Session, "before_commit", removed)
    try:
        with_photo(treasurer, f"{entry}/receipt")
    finally:
        event.remove(Session, "before_commit", removed)
    assert sum(gone) >= 1
    digest = digest_of(treasurer.get(entry))
    assert services.blobs.get(digest)
    services.blobs.condemn([digest])
    assert finish_removing(services.database, services.blobs) == 0
    assert services.blobs.get(digest)
