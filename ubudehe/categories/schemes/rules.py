"""A village's own categories, and who rose or fell between two rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.places.pack import Category, Criterion, Scheme

FEWEST, MOST = 2, 8


def own_scheme(
    name: str,
    version: int,
    valid_from: date,
    words: Sequence[tuple[str, Sequence[str]]],
    languages: Sequence[str],
) -> Scheme:
    """Return a village's own scheme: `words` are (name, criteria) of each category, poorest first.

    The village's words stand in every language: nobody translated them.
    """

    def said(text: str) -> dict[str, str]:
        return dict.fromkeys(languages, text)

    return Scheme(
        id="own",
        version=version,
        valid_from=valid_from,
        valid_to=None,
        direction="poorest_first",
        shown=True,
        names=said(name),
        categories=tuple(
            Category(
                code=str(rank),
                rank=rank,
                names=said(category),
                criteria=tuple(
                    Criterion(f"own{place}", said(text)) for place, text in enumerate(criteria, 1)
                ),
            )
            for rank, (category, criteria) in enumerate(words, 1)
        ),
    )


def read_words(text: str) -> list[tuple[str, list[str]]]:
    """Return (name, criteria) of each line «name: criterion; criterion», the poorest first.

    Refusal for less than two or more than eight categories, and for one without a criterion: a
    decision must be able to name its reason.
    """
    found: list[tuple[str, list[str]]] = []
    for line in filter(str.strip, text.splitlines()):
        name, _, rest = line.partition(":")
        criteria = [part.strip() for part in rest.split(";") if part.strip()]
        if not name.strip() or not criteria:
            raise Refusal(
                N_("Write each category as «name: reason; reason». This line is not: %(line)s"),
                "words",
                line=line.strip()[:60],
            )
        found.append((name.strip()[:60], [criterion[:200] for criterion in criteria[:9]]))
    if not FEWEST <= len(found) <= MOST:
        raise Refusal(
            N_("Write %(fewest)s to %(most)s categories, one on each line."),
            "words",
            fewest=FEWEST,
            most=MOST,
        )
    if len({name.casefold() for name, _ in found}) < len(found):
        raise Refusal(N_("Two categories have the same name."), "words")
    return found


@dataclass(frozen=True)
class Mobility:
    """Households that are in both rounds: who rose, stayed and fell; and from where to where."""

    rose: int
    stayed: int
    fell: int
    table: Mapping[tuple[str, str], int]
    """Households by (category before, category now), the former in the new scheme's codes."""

    @property
    def compared(self) -> int:
        """Return how many households are in both rounds."""
        return self.rose + self.stayed + self.fell


def mobility(
    pairs: Iterable[tuple[str, str]], scheme: Scheme, mapping: Mapping[str, str]
) -> Mobility:
    """Count movement of (category before, category now); `mapping` leads old codes to new ones.

    KeyError for an old code without a counterpart: schemes are never compared by their codes.
    """
    ranks = {category.code: category.rank for category in scheme.categories}
    table: dict[tuple[str, str], int] = {}
    rose = stayed = fell = 0
    for before, now in pairs:
        old = mapping[before]
        table[old, now] = table.get((old, now), 0) + 1
        rose += ranks[now] > ranks[old]
        stayed += ranks[now] == ranks[old]
        fell += ranks[now] < ranks[old]
    return Mobility(rose, stayed, fell, table)
