"""What stands behind an entry, and how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, union_all
from sqlmodel import Session, col, select

from ubudehe.ledger.evidence.tables import Evidence, Statement
from ubudehe.ledger.rules.evidence import OFFER, best_class
from ubudehe.storage.prepared import Prepared, given, listed
from ubudehe.storage.reading import pick

_KINDS = Prepared(
    union_all(
        select(col(Evidence.entry), col(Evidence.kind)).where(
            col(Evidence.entry).in_(listed("entries")), Evidence.gone == ""
        ),
        select(col(Statement.entry), col(Statement.kind)).where(
            col(Statement.entry).in_(listed("entries")), col(Statement.erased).is_(False)
        ),
    )
)


@dataclass(frozen=True)
class PhotoLine:
    """A photo: its hash, and why it is not shown any more, if so."""

    sha256: str
    size: int
    kind: str
    gone: str
    gone_on: date | None
    paper: int | None = None
    """Of the pages of one paper, what they have in common."""
    page: int = 0
    """Which page of a paper; 0 where it is a photo by itself."""

    @property
    def kilobytes(self) -> int:
        """Return its size in kilobytes of 1,000 bytes, rounded up."""
        return -(-self.size // 1000)


@dataclass(frozen=True)
class PaperFile:
    """The pages of one paper that can be looked at, as one file: `first` is the hash of one."""

    first: str
    pages: int
    kilobytes: int


@dataclass(frozen=True)
class StatementLine:
    """What people signed; `names` are for the village alone."""

    id: UUID
    kind: str
    text: str
    names: tuple[str, ...]
    at: datetime
    erased: bool
    attested: str
    why: str
    """Why there is no receipt, where it stands in the place of one."""
    sheet: str
    """Hash of the photo of the signed paper, for the village alone; empty where there is none."""


@dataclass(frozen=True)
class Backing:
    """All evidence of an entry. `grade` is the best of its classes: A, B, C, or nothing."""

    photos: tuple[PhotoLine, ...]
    statements: tuple[StatementLine, ...]
    grade: str
    kinds: frozenset[str]
    """What kinds of evidence there are, without photos that were replaced by another."""
    to_see: frozenset[str]
    """The same without photos that were removed under the law, and statements that were erased:
    what can still be looked at."""

    @property
    def files(self) -> tuple[PaperFile, ...]:
        """Return the papers of which several pages can be looked at."""
        shown = [one for one in self.photos if one.paper is not None and not one.gone]
        papers = [list(pages) for _, pages in groupby(shown, key=lambda one: one.paper)]
        return tuple(
            PaperFile(pages[0].sha256, len(pages), sum(one.kilobytes for one in pages))
            for pages in papers
            if len(pages) > 1
        )


_CAME = func.coalesce(col(Evidence.paper), col(Evidence.added_idx))
_IN_ORDER = (_CAME, col(Evidence.page), col(Evidence.added_idx), col(Evidence.sha256))
"""As they came, the pages of a paper together, a covered one after the one that it replaces."""


def backing_of(session: Session, entry: UUID) -> Backing:
    """Return what stands behind an entry."""
    photos = session.exec(
        select(Evidence).where(Evidence.entry == entry).order_by(*_IN_ORDER)
    ).all()
    said = session.exec(
        select(Statement).where(Statement.entry == entry).order_by(col(Statement.added_at))
    ).all()
    kinds = [one.kind for one in photos if one.gone != "covered"] + [one.kind for one in said]
    return Backing(
        tuple(
            PhotoLine(p.sha256, p.size, p.kind, p.gone, p.gone_on, p.paper, p.page) for p in photos
        ),
        tuple(
            StatementLine(
                s.id,
                s.kind,
                s.text,
                tuple(s.names),
                s.added_at,
                s.erased,
                s.attested,
                s.why,
                s.sheet,
            )
            for s in said
        ),
        best_class(kinds),
        frozenset(kinds),
        frozenset(one.kind for one in photos if not one.gone)
        | frozenset(one.kind for one in said if not one.erased),
    )


def kinds_behind(session: Session, entries: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Return of each entry the kinds of its evidence that can be looked at."""
    found: dict[UUID, set[str]] = {}
    for entry, kind in _KINDS.rows(session, entries=entries) if entries else ():
        found.setdefault(entry, set()).add(kind)
    return found


def shown_receipts(
    session: Session, entries: Sequence[UUID], size: int | None = None
) -> dict[UUID, tuple[str, int]]:
    """Return hash and kilobytes of one photo behind each entry that everybody may still see.

    With `size`, of those that the first `size` acts of the record had added.
    """
    rows = _receipts(size is not None).rows(session, entries=list(entries), size=size)
    return {entry: (digest, -(-length // 1000)) for entry, digest, length in rows}


@cache
def _receipts(sized: bool) -> Prepared[Any]:
    added = [col(Evidence.added_idx) < given("size")] if sized else []
    return Prepared(
        pick(Evidence.entry, Evidence.sha256, Evidence.size)
        .where(
            col(Evidence.entry).in_(listed("entries")),
            Evidence.gone == "",
            Evidence.kind != OFFER,
            *added,
        )
        .order_by(_CAME.desc(), col(Evidence.page).desc())
    )


def shown_on(
    session: Session, entries: Sequence[UUID], day: date, size: int | None = None
) -> frozenset[UUID]:
    """Return which entries showed a photo at the end of a day, whatever became of it later.

    With `size`, of those that the first `size` acts of the record had added.
    """
    known = [col(Evidence.added_idx) < size] if size is not None else []
    found = session.execute(
        pick(Evidence.entry).where(
            col(Evidence.entry).in_(list(entries)),
            Evidence.kind != OFFER,
            (col(Evidence.gone) == "") | (col(Evidence.gone_on) > day),
            *known,
        )
    )
    return frozenset(entry for (entry,) in found)


def shown_photo(session: Session, digest: str) -> Evidence | None:
    """Return the photo of a hash that may be shown to everybody, or None."""
    query = select(Evidence).where(Evidence.sha256 == digest, Evidence.gone == "")
    return session.exec(query).first()


def shown_pages(session: Session, digest: str) -> list[tuple[str, int, int]]:
    """Return hash, width and height of the pages that everybody may see of the paper of a page.

    None where this hash is of no page that everybody may see.
    """
    query = pick(Evidence.entry, Evidence.paper).where(
        Evidence.sha256 == digest, Evidence.gone == "", col(Evidence.paper).is_not(None)
    )
    of = session.execute(query).first()
    if of is None:
        return []
    pages = session.execute(
        pick(Evidence.sha256, Evidence.width, Evidence.height)
        .where(Evidence.entry == of[0], Evidence.paper == of[1], Evidence.gone == "")
        .order_by(col(Evidence.page))
    ).all()
    return [(name, width, height) for name, width, height in pages]
