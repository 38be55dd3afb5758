"""Which entries of the public books somebody asks for, read from behind the question mark."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from ubudehe.ledger.rules.months import is_month

WAYS = ("in", "out")
MOST_TEXT = 80


@dataclass(frozen=True)
class AskedEntries:
    """What entries must fit; what is empty asks for nothing. `flag`: those one should look at."""

    text: str = ""
    project: UUID | None = None
    kind: str = ""
    month: str = ""
    way: str = ""
    flag: bool = False

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first day of the month that is asked for, and that of the next."""
        if not self.month:
            return None
        year, month = int(self.month[:4]), int(self.month[5:])
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)

    @property
    def anything(self) -> bool:
        """Tell whether anything is asked for."""
        return bool(self.query)

    @property
    def narrowed(self) -> bool:
        """Tell whether anything beside words is asked for."""
        return self != AskedEntries(text=self.text)

    @property
    def query(self) -> str:
        """Return it as an address holds it, each part once and in one order."""
        parts = {
            "q": self.text,
            "project": str(self.project or ""),
            "kind": self.kind,
            "month": self.month,
            "way": self.way,
            "flag": "yes" if self.flag else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})


def read_asked(
    text: str, project: str, kind: str, month: str, way: str, flag: str, kinds: tuple[str, ...]
) -> AskedEntries:
    """Return what is asked for as it was typed; what makes no sense asks for nothing."""
    return AskedEntries(
        text=" ".join(text.split())[:MOST_TEXT],
        project=_id(project),
        kind=kind if kind in kinds else "",
        month=month if is_month(month) else "",
        way=way if way in WAYS else "",
        flag=flag == "yes",
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
