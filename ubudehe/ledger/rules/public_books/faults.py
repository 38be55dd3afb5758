"""What can be wrong with public books: one sentence about one entry of the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ubudehe.language.messages import N_

MISSHAPEN = N_("The entry does not have the form it should have.")


@dataclass(frozen=True)
class Fault:
    """A broken rule: at which leaf (None: of the whole), which (I1 to I10), and in what words."""

    index: int | None
    rule: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)


class Faults:
    """The faults found so far: the first `most` in full, the rest as a number."""

    def __init__(self, most: int = 1_000) -> None:
        self.kept: list[Fault] = []
        self.found = 0
        self._most = most

    def add(self, index: int | None, rule: str, msgid: str, **params: object) -> None:
        """Note one fault."""
        self.found += 1
        if len(self.kept) < self._most:
            self.kept.append(Fault(index, rule, msgid, params))
