"""What an entry says of a signed head that its record lost, because a backup was restored."""

from collections.abc import Mapping

from ubudehe.record.rules.canonical import NotCanonical, parse
from ubudehe.record.rules.notes import Checkpoint

TYPE = "record.roll_back"


def lost_head(entry: bytes) -> Checkpoint | None:
    """Return the head from which an entry says that its record was rolled back; None if none."""
    if TYPE.encode() not in entry:
        return None
    try:
        said: Mapping[str, object] = parse(entry)
        if said["t"] != TYPE:
            return None
        return Checkpoint("", int(str(said["size"])), bytes.fromhex(str(said["root"])))
    except (NotCanonical, KeyError, ValueError):
        return None
