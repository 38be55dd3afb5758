"""What is said of the photo of a count."""

from uuid import UUID

from pydantic import Field

from ubudehe.ledger.evidence.forms import Photo
from ubudehe.people.seen import Seen


class CountPhotoRef(Seen):
    """The photo of a count, by its hash."""

    count: UUID
    old: str = Field(pattern="^[0-9a-f]{64}$")


class CountPhotoReplaced(CountPhotoRef):
    """A photo with something covered, in the place of the one that was published."""

    photo: Photo
