"""Isibos that a list names and the village's own list does not have: new ones, or slips."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ubudehe.households.importing.rules.plans import Plan
from ubudehe.households.importing.rules.rows import ReadyRow
from ubudehe.households.isibos.rules import KnownIsibo, meant, near
from ubudehe.language.names import bare

NEW = "+"
"""What is said of a name that is a new isibo; else the name of the one that it is."""
_OF = "isibo"


@dataclass(frozen=True)
class StrangeIsibo:
    """A name that is not in the village's list, and how many households of the file have it."""

    key: str
    name: str
    count: int
    said: str
    """What somebody said it is, else what it is nearly, else new."""
    sure: bool
    """Whether somebody said it."""


def strange_isibos(
    rows: Iterable[ReadyRow], plan: Plan, known: Sequence[KnownIsibo]
) -> tuple[StrangeIsibo, ...]:
    """Return the isibos of `rows` that are not in the list, the most frequent first."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        key = bare(row.form.isibo)
        if key and meant(known, row.form.isibo) is None:
            names.setdefault(key, row.form.isibo)
            counts[key] += 1
    listed = [one.name for one in known if one.joined_into is None]
    told = plan.answers.get(_OF, {})
    return tuple(
        StrangeIsibo(
            key,
            names[key],
            count,
            told.get(key) or near(listed, names[key]) or NEW,
            key in told,
        )
        for key, count in counts.most_common()
    )


def with_isibos(
    rows: Iterable[ReadyRow], plan: Plan, known: Sequence[KnownIsibo]
) -> tuple[ReadyRow, ...]:
    """Return the rows with each isibo as the list spells it, or as somebody said which it is."""
    told = plan.answers.get(_OF, {})
    found: dict[str, str] = {}
    ready = []
    for row in rows:
        name = row.form.isibo
        if name not in found:
            known_as = meant(known, name) or meant(known, told.get(bare(name), ""))
            found[name] = known_as.name if known_as and bare(name) else name
        form = row.form.model_copy(update={"isibo": found[name]})
        ready.append(replace(row, form=form))
    return tuple(ready)


def with_said(plan: Plan, said: Mapping[str, str]) -> Plan:
    """Return the plan with what was said of names that are not in the list."""
    return replace(plan, answers={**plan.answers, _OF: dict(said)})


def keep_said(plan: Plan, before: Plan) -> Plan:
    """Return the plan with what was said of isibos `before`: other answers are said anew."""
    return with_said(plan, before.answers[_OF]) if _OF in before.answers else plan
