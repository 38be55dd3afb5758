"""Photos that came with a form that was refused, or that were never published."""

from datetime import timedelta

from ubudehe.ledger.evidence.photos import every_draft, finish_removing, remove_unneeded
from ubudehe.places.keeping import Clearing, Term

_KEPT = timedelta(days=1)


def _unshown(clearing: Clearing) -> int:
    """Remove the files of photos that nothing shows.

    A photo is kept before the act that shows it, so that no act names a file that is not there;
    where the act is refused, the file stays behind. Younger ones may belong to an act on its way,
    also those that were sent a second time. What was to go at once when a process died goes too.
    """
    database, blobs = clearing.database, clearing.blobs
    old = blobs.older((clearing.now - _KEPT).timestamp())
    return finish_removing(database, blobs) + remove_unneeded(database, blobs, old)


def _drafts(clearing: Clearing) -> int:
    before = (clearing.now - _KEPT).timestamp()
    return sum(one.sweep(before) for one in (clearing.drafts, *every_draft(clearing.drafts)))


TERMS = (
    Term("photos that no act shows, after a day", _unshown),
    Term("photos on their way to be covered, after a day", _drafts),
)
