"""All flags of a village: every rule over its facts."""

from ubudehe.audit.rules import buying, holding, keeping, planning, proof
from ubudehe.audit.rules.facts import BooksFacts
from ubudehe.audit.rules.flag import RULES, Flag
from ubudehe.places.pack import AuditLimits

FLOORS = (buying, holding, keeping, planning, proof)
"""The modules whose rules stand in `RULES`."""


def flags_of(village: BooksFacts, limits: AuditLimits) -> tuple[Flag, ...]:
    """Return every flag of a village: what weighs more first, then by rule and day."""
    found = [flag for id_ in sorted(RULES) for flag in RULES[id_](village, limits)]
    return tuple(sorted(found, key=lambda one: (one.weight != "high", one.rule, one.since)))
