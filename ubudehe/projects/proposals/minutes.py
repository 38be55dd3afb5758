"""What projects were called when a meeting spoke of them."""

from collections.abc import Collection

from sqlmodel import Session

from ubudehe.record.happened import Stretch, happened

_WRITTEN = ("proposal.add", "proposal.revise", "proposal.merge")


def titles(
    session: Session, village: str, proposals: Collection[str], before: int
) -> dict[str, str]:
    """Return the titles of proposals, by id, as they stood before a place in the record."""
    stretch = Stretch(village, last=before)
    written = happened(session, stretch, _WRITTEN, ("proposal",), proposals)
    return {
        one.subject: one.private["proposal"]["title"]
        for one in written
        if "proposal" in one.private
    }
