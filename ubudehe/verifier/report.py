"""What a verification found: what was proved, what was not, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ubudehe.ledger.rules.public_books.books import BooksOutcome
from ubudehe.ledger.rules.public_books.faults import Fault

_MOST_FAULTS = 1_000


@dataclass(frozen=True)
class Claim:
    """A sentence for people, not yet in their language."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Findings:
    """What is known about one record, or about all of them together."""

    proved: list[Claim] = field(default_factory=list)
    warnings: list[Claim] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    """Faults beyond those that are kept in full."""
    notes: list[str] = field(default_factory=list)
    """Signed checkpoints that contradict each other: proof against whoever signed them."""

    def prove(self, msgid: str, **params: object) -> None:
        """Note something proved."""
        self.proved.append(Claim(msgid, params))

    def warn(self, msgid: str, **params: object) -> None:
        """Note something that is not wrong, but must be known."""
        self.warnings.append(Claim(msgid, params))

    def blame(self, index: int | None, rule: str, msgid: str, **params: object) -> None:
        """Note something wrong."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(index, rule, msgid, params))
        else:
            self.more_faults += 1


@dataclass
class LogReport(Findings):
    """One record: `code` is the place's, or «log» for the national log of checkpoints."""

    code: str = ""
    origin: str = ""
    size: int = 0
    root: bytes = b""
    checked: int = 0
    """Entries that were read and put into the tree again."""
    books: BooksOutcome | None = None


@dataclass
class Report(Findings):
    """A whole verification; its own findings are those about all records together."""

    source: str = ""
    logs: list[LogReport] = field(default_factory=list)
    national: LogReport | None = None

    @property
    def parts(self) -> list[Findings]:
        """Return all findings, the general ones first."""
        parts: list[Findings] = [self, *self.logs]
        return [*parts, self.national] if self.national is not None else parts

    @property
    def is_good(self) -> bool:
        """Tell whether nothing is wrong."""
        return not any(part.faults for part in self.parts)
