"""A receipt on its way into the books: a photo, or the pages of a paper."""

import shutil
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice
from uuid import UUID

from sqlmodel import Session, col

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.ledger.entries.tables import LedgerEntry
from ubudehe.ledger.evidence.forms import KeptPicture, Photo
from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.months.tables import CountPhotoGone, MoneyCount
from ubudehe.people.desk import Desk
from ubudehe.projects.proposals.tables import Proposal
from ubudehe.projects.voting.tables import TallyPhoto, Vote
from ubudehe.record.photos import CleanPhoto
from ubudehe.record.stirring import stir
from ubudehe.spoken.tables import SpokenPrompt
from ubudehe.storage.blobs import Blobs
from ubudehe.storage.engine import Database
from ubudehe.storage.reading import pick

_AT_ONCE = 400
_OF = "of"
"""Below it a folder for each village, and in it one for each entry."""


def keep(blobs: Blobs, pages: Sequence[CleanPhoto], kind: str = "receipt") -> Photo:
    """Keep a cleaned photo, or a paper's pages, among the files that are served.

    Return what is to be said of it.
    """
    first, *more = (
        {
            "sha256": blobs.put(one.content),
            "size": len(one.content),
            "media": one.media,
            "width": one.width,
            "height": one.height,
        }
        for one in pages
    )
    return Photo.model_validate({**first, "kind": kind, "more": more})


def evidence_of(photo: Photo) -> list[dict[str, object]]:
    """Return how the record names a photo, or each page of a paper: hash, bytes, media type."""
    return [{"h": one.sha256, "b": one.size, "m": one.media} for one in (photo, *photo.more)]


def size_of_photo(photo: Photo | None) -> dict[str, object]:
    """Return what the record commits to of a photo beside what it names: size, and what it is.

    Of a paper, the sizes of its further pages as well.
    """
    if photo is None:
        return {}
    pages = [[one.width, one.height] for one in photo.more]
    return {"photo": [photo.width, photo.height, photo.kind]} | ({"pages": pages} if pages else {})


def rows_of(photo: Photo, entry: UUID, at: int) -> list[Evidence]:
    """Return the rows of a photo, or of a paper's pages, behind an entry by the act `at`."""
    return [
        Evidence(
            entry=entry,
            added_idx=at,
            kind=photo.kind,
            paper=at if photo.more else None,
            page=number if photo.more else 0,
            **one.model_dump(include=set(KeptPicture.model_fields)),
        )
        for number, one in enumerate((photo, *photo.more), 1)
    ]


def drafts_of(drafts: Blobs, village: str, entry: UUID) -> Blobs:
    """Return where photos lie that are not published yet, of one entry of a village alone.

    They are kept for a day (`ledger/keeping.py`), and go with what they were made of.
    """
    return Blobs(drafts.folder / _OF / village / str(entry))


def every_draft(drafts: Blobs) -> list[Blobs]:
    """Return the drafts of each entry that has any."""
    return [Blobs(folder) for folder in drafts.folder.glob(f"{_OF}/*/*")]


def forget_drafts(drafts: Blobs, village: str, entry: UUID, digest: str = "") -> None:
    """Remove all drafts of an entry, and the photo `digest` from among those of all others."""
    shutil.rmtree(drafts_of(drafts, village, entry).folder, ignore_errors=True)
    if digest:
        for one in every_draft(drafts):
            one.forget(digest)


def remove_unneeded(database: Database, blobs: Blobs, digests: Iterable[str]) -> int:
    """Remove the files of photos that nothing shows any more; return how many went.

    All that removes photos does it by this. The real books are asked, also in a rehearsal.
    """
    needed = partial(_needed_now, database)
    gone, every = 0, iter(digests)
    while some := tuple(islice(every, _AT_ONCE)):
        # Asked once before, so that what is shown is not out of its place even for a moment.
        gone += blobs.remove(set(some) - needed(some), needed)
    return gone


def finish_removing(database: Database, blobs: Blobs) -> int:
    """Remove what was condemned, or on its way out when a process died; return how many went."""
    gone, every = 0, iter(blobs.condemned())
    while some := tuple(islice(every, _AT_ONCE)):
        gone += blobs.remove(some, partial(_needed_now, database))
    return gone


def _needed_now(database: Database, digests: Sequence[str]) -> set[str]:
    with database.read() as session:
        return needed_of(session, digests)


def check_may_show(
    session: Session, village: str, photo: Photo | None, *, of_count: bool = False
) -> None:
    """Refuse a photo that was removed under the law, or that a covered one replaced here.

    The same photo stands behind entries or behind counts: covered on one page, it would stay to be
    read on the other.
    """
    if photo is None:
        return
    pages = [one.sha256 for one in (photo, *photo.more)]
    entries = (
        pick(Evidence.gone, LedgerEntry.village)
        .join(LedgerEntry, col(LedgerEntry.id) == Evidence.entry)
        .where(col(Evidence.sha256).in_(pages), Evidence.gone != "")
    )
    counts = pick(CountPhotoGone.gone, CountPhotoGone.village).where(
        col(CountPhotoGone.sha256).in_(pages)
    )
    rows = [row for query in (entries, counts) for row in session.execute(query)]
    for gone, where in rows:
        if gone == "removed":
            raise Refusal(N_("This photo was removed under the law. Take another one."), "photo")
        if where == village:
            raise Refusal(N_("On this photo something was covered. Use the covered one."), "photo")
    behind_entries = (
        pick(Evidence.entry)
        .join(LedgerEntry, col(LedgerEntry.id) == Evidence.entry)
        .where(LedgerEntry.village == village, col(Evidence.sha256).in_(pages), Evidence.gone == "")
    )
    behind_counts = pick(MoneyCount.id).where(
        MoneyCount.village == village, col(MoneyCount.photo).in_(pages)
    )
    if session.execute((behind_entries if of_count else behind_counts).limit(1)).first():
        raise Refusal(
            N_("This photo is shown elsewhere in the books. Take it anew: each is covered alone."),
            "photo",
        )


def needed_of(session: Session, digests: Sequence[str]) -> set[str]:
    """Return which files an entry, a statement, a count, a proposal, a tally or a prompt shows."""
    shows = (
        pick(Evidence.sha256).where(col(Evidence.sha256).in_(digests), Evidence.gone == ""),
        pick(Statement.sheet).where(col(Statement.sheet).in_(digests)),
        pick(MoneyCount.photo).where(col(MoneyCount.photo).in_(digests)),
        pick(Proposal.photo).where(col(Proposal.photo).in_(digests)),
        pick(TallyPhoto.sha256).where(col(TallyPhoto.sha256).in_(digests), TallyPhoto.gone == ""),
        pick(SpokenPrompt.sha256).where(
            col(SpokenPrompt.sha256).in_(digests), SpokenPrompt.gone == ""
        ),
    )
    found = {digest for query in shows for (digest,) in session.execute(query)}
    return found - removed_of(session, digests)


def removed_of(session: Session, digests: Sequence[str]) -> set[str]:
    """Return which of these photos were removed under the law: nothing shows them any more."""
    queries = (
        pick(one.sha256).where(col(one.sha256).in_(digests), one.gone == "removed")
        for one in (Evidence, CountPhotoGone)
    )
    return {digest for query in queries for (digest,) in session.execute(query)}


def make_anew(desk: Desk, digest: str) -> None:
    """Once an act that removes a photo is kept, let the pages of all who show it be made anew."""
    elsewhere = _villages_with(desk.session, digest) - {desk.place}
    if elsewhere:

        def stirred(database: Database) -> None:
            with database.write() as session:
                stir(session, elsewhere, desk.now)

        desk.once_kept.append(stirred)


def _villages_with(session: Session, digest: str) -> set[str]:
    """Return the villages of entries, counts, proposals and votes that have a photo."""
    queries = (
        pick(LedgerEntry.village)
        .join(Evidence, col(Evidence.entry) == LedgerEntry.id)
        .where(Evidence.sha256 == digest),
        pick(MoneyCount.village).where(MoneyCount.photo == digest),
        pick(Proposal.village).where(Proposal.photo == digest),
        pick(Vote.village)
        .join(TallyPhoto, col(TallyPhoto.vote) == Vote.id)
        .where(TallyPhoto.sha256 == digest),
    )
    return {village for query in queries for (village,) in session.execute(query)}


def forget_with_drafts(
    database: Database, blobs: Blobs, drafts: Blobs, village: str, of: UUID, digest: str
) -> None:
    """Remove the file of a photo that nothing shows any more, and all drafts made of it.

    `of` is its entry or its count.
    """
    remove_unneeded(database, blobs, [digest])
    forget_drafts(drafts, village, of, digest if blobs.get(digest) is None else "")
