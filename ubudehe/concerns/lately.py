"""How much was told lately from one network."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ubudehe.concerns.rules import TOLD


@dataclass
class ToldLately:
    """Buckets in the memory of one process: that somebody told something is written nowhere."""

    _empty_at: dict[str, datetime] = field(default_factory=dict)

    def wait(self, network: str, now: datetime) -> timedelta:
        """Return how long a network must wait before it may tell another concern."""
        return TOLD.wait(self._empty_at.get(network, now), now)

    def count(self, network: str, now: datetime) -> None:
        """Count one more, and forget the networks whose buckets are empty by now."""
        for one in [key for key, at in list(self._empty_at.items()) if at <= now]:
            self._empty_at.pop(one, None)
        self._empty_at[network] = TOLD.poured(self._empty_at.get(network, now), now)
