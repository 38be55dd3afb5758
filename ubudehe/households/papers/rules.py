"""How forms lie on sheets of A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from ubudehe.language.paging import read_start

T = TypeVar("T")

Kind = Literal["list", "questions"]
Known = Literal["answers", "heads", "nothing"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KNOWN: tuple[Known, ...] = get_args(Known)

ON_SHEET: dict[Kind, int] = {"list": 20, "questions": 1}
"""Households on one sheet."""

SHEETS: dict[Kind, int] = {"list": 3, "questions": 6}
"""Sheets on one page of the app, which has to stay below 14,000 bytes."""


@dataclass(frozen=True)
class PaperChoice:
    """What to print: which form, of whom, with what on it, from which household on."""

    kind: Kind
    known: Known
    isibo: str
    """Empty for the whole village."""
    start: int
    """How many households are passed over."""

    @property
    def most(self) -> int:
        """Return how many households one page of the app holds."""
        return ON_SHEET[self.kind] * SHEETS[self.kind]


def read_choice(kind: str, known: str, isibo: str, first: str) -> PaperChoice:
    """Return the choice that was typed; what makes no sense counts as the first possible one."""
    return PaperChoice(
        kind if kind in KINDS else KINDS[0],
        known if known in KNOWN else KNOWN[0],
        isibo[:120],
        read_start(first),
    )


def on_sheets(forms: Sequence[T], kind: Kind) -> list[Sequence[T]]:
    """Return the forms sheet by sheet."""
    each = ON_SHEET[kind]
    return [forms[at : at + each] for at in range(0, len(forms), each)]
