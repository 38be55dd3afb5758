"""Papers on their way to be covered: their pages among the drafts, and what holds these together.

A draft goes by the hash of its only page, or of the list of its pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ubudehe.language.messages import N_
from ubudehe.language.refusals import NotFound
from ubudehe.ledger.evidence.forms import CoverForm
from ubudehe.record.photos import cover
from ubudehe.storage.blobs import Blobs

SHOWN_WIDTH = 224
"""How wide the stylesheet shows a draft (`input.touch`): touches are in pixels of that."""
_JPEG = b"\xff\xd8"


@dataclass(frozen=True)
class DraftPage:
    """One page of a draft as it is covered: its hash and number, and of how many it is."""

    sha256: str
    number: int
    pages: int

    @property
    def others(self) -> tuple[int, ...]:
        """Return the numbers of the draft's other pages."""
        return tuple(one for one in range(1, self.pages + 1) if one != self.number)


def put_draft(drafts: Blobs, pages: Sequence[bytes]) -> str:
    """Keep the pages of a paper (JPEG) among the drafts, and return by what name it goes."""
    return _name(drafts, [drafts.put(one) for one in pages])


def draft_pages(drafts: Blobs, name: str) -> tuple[str, ...]:
    """Return the hashes of a draft's pages; NotFound where there is no such draft."""
    content = draft_content(drafts, name)
    return (name,) if content.startswith(_JPEG) else tuple(content.decode("ascii").split())


def draft_page(drafts: Blobs, name: str, number: str) -> DraftPage:
    """Return a page of a draft by its number as it is typed in an address; the first for none."""
    pages = draft_pages(drafts, name)
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else 1
    at = min(max(at, 1), len(pages))
    return DraftPage(pages[at - 1], at, len(pages))


def after_touch(drafts: Blobs, name: str, kind: str, touch: CoverForm) -> str:
    """Return the end of the address after one touch on a draft.

    It remembers a first corner, or leads to the draft with the box covered that a second completes.
    """
    page = draft_page(drafts, name, str(touch.page))
    at = touch.at.get("x", 0), touch.at.get("y", 0)
    if touch.corner is None:
        return f"{name}/{kind}?corner={at[0]}.{at[1]}&page={page.number}"
    x, _, y = touch.corner.partition(".")
    covered = cover(draft_content(drafts, page.sha256), (int(x), int(y)), at, SHOWN_WIDTH)
    pages = [*draft_pages(drafts, name)]
    pages[page.number - 1] = drafts.put(covered.content)
    return f"{_name(drafts, pages)}/{kind}?page={page.number}"


def draft_content(drafts: Blobs, digest: str) -> bytes:
    """Return what lies among the drafts under a hash; NotFound where nothing does."""
    try:
        content = drafts.get(digest)
    except ValueError:
        content = None
    if content is None:
        raise NotFound(N_("There is no such photo."))
    return content


def _name(drafts: Blobs, pages: Sequence[str]) -> str:
    return pages[0] if len(pages) == 1 else drafts.put("\n".join(pages).encode("ascii"))
