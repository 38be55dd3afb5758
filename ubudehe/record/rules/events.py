"""The public shape of every event, version 1: which types there are and what each may hold.

Whatever is not listed here cannot enter the record. Counts of people and free text are never
listed as public fields: they are committed to (`priv`) and shown beside the record, suppressed or
erasable as the law asks. Format: docs/record.md.
"""

from collections.abc import Mapping

_ENVELOPE = {"v", "t", "id", "village", "at", "by"}
_PROPOSED = {"need", "cost", "from_state", "labour_days", "photo"}
_POSTED = {"date", "kind", "project", "postings", "qty", "ev", "needs", "until", "must"}
_POSTED |= {"clears", "buy", "reverses", "pub"}

PUBLIC_FIELDS: dict[str, frozenset[str]] = {
    "role.grant": frozenset({"role", "key", "from"}),
    "role.end": frozenset({"role", "key", "until"}),
    "household.register": frozenset(),
    "household.change": frozenset(),
    "map.place": frozenset(),
    "map.lay_out": frozenset(),
    "map.draw": frozenset(),
    "map.remove": frozenset(),
    "assembly.open": frozenset({"date", "purpose"}),
    "assembly.count": frozenset({"assembly", "quorum"}),
    "assembly.decide": frozenset({"assembly", "outcome"}),
    "assembly.read_back": frozenset({"assembly"}),
    "assembly.close": frozenset({"assembly"}),
    "round.start": frozenset({"scheme", "version"}),
    "round.agree": frozenset({"round", "assembly"}),
    "round.map": frozenset({"round"}),
    "round.post": frozenset({"round", "appeals_until"}),
    "round.final": frozenset({"round"}),
    "ranking.group": frozenset({"round", "kind", "method"}),
    "ranking.judge": frozenset({"group"}),
    "ranking.compare": frozenset({"group"}),
    "ranking.finish": frozenset({"group"}),
    "category.decide": frozenset({"round", "assembly"}),
    "appeal.file": frozenset({"round"}),
    "appeal.hear": frozenset({"appeal", "assembly", "level", "outcome"}),
    "appeal.decide": frozenset({"appeal", "level", "outcome"}),
    "appeal.carry": frozenset({"appeal", "level"}),
    "household.event": frozenset(),
    "duplicate.decide": frozenset(),
    "scheme.write": frozenset({"version"}),
    "scheme.compare": frozenset({"old", "new"}),
    "slip.issue": frozenset(),
    "file.open": frozenset(),
    "data.give": frozenset(),
    "data.request": frozenset(),
    "data.answer": frozenset(),
    "data.decide": frozenset(),
    "data.erase": frozenset(),
    "list.export": frozenset(),
    "need.add": frozenset({"assembly"}),
    "need.change": frozenset({"need"}),
    "need.withdraw": frozenset({"need"}),
    "ranking.start": frozenset({"assembly", "method", "needs", "lot"}),
    "ranking.answer": frozenset({"ranking"}),
    "ranking.undo": frozenset({"ranking"}),
    "ranking.marks": frozenset({"ranking"}),
    "ranking.cancel": frozenset({"ranking"}),
    "ranking.end": frozenset({"ranking", "order", "chosen"}),
    "proposal.add": frozenset(_PROPOSED),
    "proposal.revise": frozenset(_PROPOSED | {"proposal", "version"}),
    "proposal.withdraw": frozenset({"proposal"}),
    "proposal.check": frozenset({"proposal", "version", "outcome"}),
    "proposal.keep": frozenset({"proposal", "version"}),
    "proposal.merge": frozenset(_PROPOSED | {"merged"}),
    "vote.prepare": frozenset(
        {
            "assembly",
            "budget",
            "currency",
            "method",
            "kind",
            "marks",
            "electorate",
            "rule",
            "threshold",
            "proposals",
            "costs",
            "lot",
            "groups",
        }
    ),
    "vote.open": frozenset({"vote"}),
    "vote.void": frozenset({"vote"}),
    "vote.sign_in": frozenset({"vote"}),
    "vote.type": frozenset({"vote"}),
    "vote.settle": frozenset({"vote"}),
    "vote.retype": frozenset({"vote"}),
    "vote.tell": frozenset({"vote"}),
    "vote.close": frozenset({"vote", "rule", "winners", "left"}),
    "promise.keep": frozenset({"promise", "project", "giver", "promised", "kept"}),
    "ballots.open": frozenset({"vote"}),
    "txn.propose": frozenset(_POSTED),
    "txn.approve": frozenset({"entry", "hash", "posted"}),
    "txn.void": frozenset({"entry", "hash"}),
    "evidence.add": frozenset({"entry", "ev", "class", "kind"}),
    "evidence.replace": frozenset({"entry", "old", "ev"}),
    "evidence.remove": frozenset({"entry", "h"}),
    "policy.set": frozenset(
        {"assembly", "from", "limits", "expires", "quotes_from", "cash_limit", "wage", "advances"}
    ),
    "grant.agree": frozenset(
        {"code", "source", "giver", "purpose", "n", "c", "project", "date", "tranches"}
    ),
    "statement.add": frozenset({"date", "account", "n", "c", "books", "ev", "two"}),
    "period.close": frozenset({"period", "until", "balances", "size"}),
    "period.sign": frozenset({"period", "hash"}),
    "period.reopen": frozenset({"period", "hash"}),
    "period.read": frozenset({"period", "assembly"}),
    "period.review": frozenset({"period", "outcome"}),
    "period.answer": frozenset({"period"}),
    "project.close": frozenset(
        {"project", "assembly", "planned", "spent", "labour_days", "materials", "report"}
    ),
    "privacy.erase": frozenset({"entry", "act", "fields"}),
    "key.add": frozenset({"vkey"}),
    "key.revoke": frozenset({"vkey"}),
}


class UnknownEvent(ValueError):
    """A programming error: an event of an unlisted type or with an unlisted field."""


def check_event(event: Mapping[str, object]) -> None:
    """Raise UnknownEvent unless `event` has a listed type and only the fields listed for it."""
    allowed = PUBLIC_FIELDS.get(str(event["t"]))
    if allowed is None:
        raise UnknownEvent(f"no event of type {event['t']}")
    if extra := set(event) - _ENVELOPE - {"priv"} - allowed:
        raise UnknownEvent(f"{event['t']} may not hold {sorted(extra)}")
