"""Flags about what was decided and planned: budgets and projects."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.audit.rules.flag import Flag, Maker, flag_rule
from ubudehe.ledger.rules.against import beyond
from ubudehe.places.pack import AuditLimits


@flag_rule(
    "F06",
    "money",
    "expenses posted and waiting, by project and purpose; its budget then",
    2,
)
def over_budget(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield budget lines on which more is spent, or about to be, than was planned."""
    lines: dict[tuple[UUID, str], list[EntryFact]] = defaultdict(list)
    for one in village.entries:
        counts = one.stands or one.waits(village.today)
        if one.is_repair:
            continue
        if one.project and one.purpose and counts and one.spent(village.currency) > 0:
            lines[one.project, one.purpose].append(one)
    for (project, purpose), found in sorted(lines.items()):
        planned, spent, more, over = 0, 0, 0, []
        for one in sorted(found, key=lambda one: (one.known_on, one.number)):
            spent += one.spent(village.currency)
            now = village.planned_on(project, purpose, one.day)
            if beyond(now, spent):
                over.append(one)
                planned, more = now, beyond(now, spent)
        if over:
            far = (planned + more) * 100 > planned * (100 + limits.over_budget_percent)
            yield made.of(
                tuple(over),
                planned,
                since=over[0].known_on,
                subject=f"{project} {purpose}",
                amount=more,
                weight="high" if far else "look",
            )


@flag_rule("F07", "number", "expenses on projects; which of them an assembly chose")
def off_plan(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield expenses on a project that no assembly chose."""
    for one in village.standing:
        spends = one.spent(village.currency) > 0
        if spends and one.project is not None and one.project not in village.chosen:
            yield made.of((one,), 0, weight="high")
