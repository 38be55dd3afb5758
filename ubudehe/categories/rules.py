"""The path of a round, and what its figures mean."""

from dataclasses import dataclass

STEPS = ("open", "posted", "final")
"""A round is decided in assemblies, then posted for appeals, then final."""


@dataclass(frozen=True)
class Coverage:
    """How far a round has come: households with a category, of those registered."""

    classified: int
    registered: int

    @property
    def complete(self) -> bool:
        """Tell whether every registered household has a category."""
        return self.classified >= self.registered > 0


def parse_choice(text: str) -> tuple[str, str] | None:
    """Return (category, criterion) of a choice such as «C:income_c»; None if it is not one."""
    category, colon, criterion = text.partition(":")
    return (category, criterion) if colon and category and criterion else None
