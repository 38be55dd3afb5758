"""Photos that came with a form that was refused, or that were never published."""

from datetime import timedelta
from itertools import islice

from ubudehe.ledger.evidence.photos import every_draft, needed_of
from ubudehe.places.keeping import Clearing, Term

_KEPT = timedelta(days=1)
_AT_ONCE = 400


def _unshown(clearing: Clearing) -> int:
    """Remove the files of photos that nothing shows.

    A photo is kept before the act that shows it, so that no act names a file that is not there;
    where the act is refused, the file stays behind. Younger ones may belong to an act on its way,
    also those that were sent a second time: each is looked at once more before it goes.
    """
    gone = 0
    before = (clearing.now - _KEPT).timestamp()
    old = clearing.blobs.older(before)
    while some := tuple(islice(old, _AT_ONCE)):
        with clearing.database.read() as session:
            needed = needed_of(session, some)
        gone += sum(clearing.blobs.forget_older(one, before) for one in set(some) - needed)
    return gone


def _drafts(clearing: Clearing) -> int:
    before = (clearing.now - _KEPT).timestamp()
    return sum(one.sweep(before) for one in (clearing.drafts, *every_draft(clearing.drafts)))


TERMS = (
    Term("photos that no act shows, after a day", _unshown),
    Term("photos on their way to be covered, after a day", _drafts),
)
