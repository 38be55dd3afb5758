"""What two tellers counted, side by side."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, select

from ubudehe.projects.voting.tables import TellerCount


@dataclass(frozen=True)
class Telling:
    """Both counts of a vote, by proposal; a count is None until it is there."""

    first: dict[str, list[int]] | None
    second: dict[str, list[int]] | None

    @property
    def differing(self) -> tuple[str, ...]:
        """Return the proposals for which the two counts differ."""
        if self.first is None or self.second is None:
            return ()
        return tuple(key for key in self.first if self.first[key] != self.second.get(key))

    @property
    def agreed(self) -> dict[str, int] | None:
        """Return the votes by proposal once both tellers counted the same, else None."""
        if self.first is None or self.second is None or self.differing:
            return None
        return {key: sum(counts) for key, counts in self.first.items()}


def telling(session: Session, vote: UUID) -> Telling:
    """Return what the tellers of a vote counted so far."""
    rows = session.exec(select(TellerCount).where(TellerCount.vote == vote))
    counts = {row.turn: row.counts for row in rows}
    return Telling(counts.get(1), counts.get(2))
