"""Flags about evidence."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.audit.rules.flag import Flag, Maker, flag_rule
from ubudehe.ledger.rules.evidence import CLASSES, OFFER, PROOFS, lacks_proof, worth_proving
from ubudehe.places.pack import AuditLimits

_PAID = frozenset(kind for kind, proofs in PROOFS.items() if proofs == set(CLASSES))
"""Kinds of entries by which money goes: what people gave is shown where it is worth much."""


@flag_rule("F01", "days", "expenses, their evidence and statements, the day of posting", 2)
def no_evidence(village: BooksFacts, limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield what nothing shows to have happened some days after it was posted."""
    for one in village.standing:
        worth = worth_proving(one.kind, one.postings, village.currency)
        last = one.known_on + timedelta(days=limits.evidence_days)
        there = {kind for kind, _ in one.evidence} | set(one.statements)
        if one.kind in _PAID and lacks_proof(one.kind, worth, 0, there) and village.today > last:
            large = worth >= village.rule_on(one.day).quotes_from
            yield made.of(
                (one,),
                limits.evidence_days,
                since=last + timedelta(days=1),
                weight="high" if large else "look",
            )


@flag_rule("F03", "number", "hashes of photos")
def reused_receipt(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield entries that rest on one and the same photo."""
    by_photo: dict[str, list[EntryFact]] = defaultdict(list)
    for one in village.standing:
        for photo in {photo for kind, photo in one.evidence if kind != OFFER}:
            by_photo[photo].append(one)
    seen: set[tuple[EntryFact, ...]] = set()
    for _, found in sorted(by_photo.items()):
        if len(found) > 1 and tuple(found) not in seen:
            seen.add(tuple(found))
            yield made.of(tuple(found), 1, weight="high")


@flag_rule("F25", "money", "payments, the class of their evidence, the village's rule")
def weak_evidence(village: BooksFacts, _limits: AuditLimits, made: Maker) -> Iterator[Flag]:
    """Yield large payments behind which only a statement by people stands."""
    for one in village.payments:
        limit = village.rule_on(one.day).quotes_from
        if one.spent(village.currency) >= limit and one.proof == "C":
            yield made.of((one,), limit)
