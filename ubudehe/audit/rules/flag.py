"""A flag: a place in the books at which somebody should look. It accuses nobody."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID

from ubudehe.audit.rules.facts import BooksFacts, EntryFact
from ubudehe.places.pack import AuditLimits
from ubudehe.record.rules.canonical import canonical

Unit = Literal["money", "days", "percent", "number"]
Weight = Literal["look", "high"]


@dataclass(frozen=True)
class Flag:
    """What a rule found: in which entries or about what, since when, beyond which limit."""

    rule: str
    version: int
    village: str
    since: date
    """The day from which the books said so."""
    limit: int
    """The limit in force, in the rule's unit."""
    amount: int = 0
    """Minor units of the country's currency; 0 where it is not about an amount."""
    entries: tuple[UUID, ...] = ()
    subject: str = ""
    """What it is about where it is not about single entries: a year, a month, a day, a line."""
    weight: Weight = "look"
    personal: bool = False
    """Whether it would tell about somebody whose name is not public: it is never published."""

    @property
    def key(self) -> str:
        """Return what it is called in acts: a hash over its rule and what it is about.

        A flag about a year stays the same flag while the year grows.
        """
        about = [self.subject] if self.subject else sorted(str(one) for one in self.entries)
        named = {
            "rule": self.rule,
            "version": self.version,
            "village": self.village,
            "about": about,
            "limit": self.limit,
        }
        return sha256(b"ubudehe-flag/v1\n" + canonical(named)).hexdigest()

    def public_from(self, limits: AuditLimits) -> date:
        """Return the first day on which everybody sees it, answered or not."""
        return self.since + timedelta(days=limits.reply_days + 1)

    def is_public(self, limits: AuditLimits, today: date) -> bool:
        """Tell whether the village had its time to answer, and nobody's privacy forbids it."""
        return not self.personal and today >= self.public_from(limits)


Found = tuple[EntryFact, ...]
Check = Callable[[BooksFacts, AuditLimits], Iterator[Flag]]


@dataclass(frozen=True)
class FlagRule:
    """One rule: its id and version, the unit of its limit, what it reads, and how it finds."""

    id: str
    version: int
    unit: Unit
    reads: str
    """What of the facts it rests on, in a few English words, for the docs."""
    find: Check

    def __call__(self, village: BooksFacts, limits: AuditLimits) -> Iterator[Flag]:
        """Yield what it finds in a village."""
        return self.find(village, limits)


RULES: dict[str, FlagRule] = {}
"""Every rule by its id, in the order of ids; filled by `all_flags`."""


def flag_rule(
    id_: str, unit: Unit, reads: str, version: int = 1
) -> Callable[[Callable[[BooksFacts, AuditLimits, "Maker"], Iterator[Flag]]], FlagRule]:
    """Return what makes a function the rule `id_` and enters it in `RULES`."""

    def enter(find: Callable[[BooksFacts, AuditLimits, Maker], Iterator[Flag]]) -> FlagRule:
        if id_ in RULES:
            raise ValueError(f"two rules {id_}")
        made = FlagRule(
            id_, version, unit, reads, lambda v, limits: find(v, limits, Maker(id_, version, v))
        )
        RULES[id_] = made
        return made

    return enter


def held_since(entries: Iterable[EntryFact], holds: Callable[[Found], bool]) -> date:
    """Return since when a condition holds without a break, as entries became known one by one.

    It holds for all of them. So a flag about a year is not new again with every entry of it.
    """
    ordered = tuple(sorted(entries, key=lambda one: (one.known_on, one.number)))
    since = ordered[-1].known_on
    for end in range(len(ordered), 0, -1):
        if not holds(ordered[:end]):
            break
        since = ordered[end - 1].known_on
    return since


@dataclass(frozen=True)
class Maker:
    """Makes the flags of one rule in one village."""

    rule: str
    version: int
    village: BooksFacts

    def of(
        self,
        entries: Found,
        limit: int,
        *,
        since: date | None = None,
        subject: str = "",
        amount: int | None = None,
        weight: Weight = "look",
        personal: bool = False,
    ) -> Flag:
        """Return a flag over entries; known since the last of them was, unless told otherwise."""
        spent = sum(one.spent(self.village.currency) for one in entries)
        return Flag(
            rule=self.rule,
            version=self.version,
            village=self.village.code,
            since=since or max(one.known_on for one in entries),
            limit=limit,
            amount=spent if amount is None else amount,
            entries=tuple(one.id for one in entries),
            subject=subject,
            weight=weight,
            personal=personal,
        )
