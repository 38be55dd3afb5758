"""In which roles an act about money or its audit may be done, read from the public record.

The app grants rights by roles (people/rules); a test compares them with this.
"""

from collections.abc import Mapping

PROPOSERS = frozenset({"facilitator", "secretary", "treasurer"})
"""Roles that may propose money, and bring what proves it."""
APPROVERS = frozenset({"chair", "treasurer"})
"""Roles that may approve it."""
_TREASURER, _CHAIR = frozenset({"treasurer"}), frozenset({"chair"})
_ASSEMBLY = frozenset({"facilitator", "secretary", "chair"})
_DATA = frozenset({"data_protection"})
_OFFICERS = frozenset({"cell_secretary", "sector_officer", "district_officer"})
_ANSWER = PROPOSERS | APPROVERS

ADMINISTRATOR = "administrator"
"""Who gives roles. The first is made by the server's operator: the country's record tells it so."""
_ANYBODY = _ANSWER | _OFFICERS | _DATA | frozenset({"auditor", ADMINISTRATOR})
ABOVE = _OFFICERS | _DATA
"""Roles that are held above the village: its own record does not give them."""

FIT: Mapping[str, frozenset[str]] = {
    "txn.propose": PROPOSERS,
    "txn.approve": APPROVERS,
    "txn.void": APPROVERS,
    "txn.withdraw": PROPOSERS,
    "evidence.add": PROPOSERS,
    "evidence.replace": PROPOSERS,
    "evidence.remove": _DATA,
    "privacy.erase": _DATA,
    "statement.add": PROPOSERS,
    "statement.cover": PROPOSERS,
    "statement.remove": _DATA,
    "bank.read": PROPOSERS,
    "bank.take_back": PROPOSERS,
    "bank.match": PROPOSERS,
    "bank.explain": PROPOSERS,
    "bank.part": PROPOSERS,
    "grant.agree": PROPOSERS,
    "grant.amend": PROPOSERS,
    "grant.withdraw": PROPOSERS,
    "grant.restore": PROPOSERS,
    "policy.set": _ASSEMBLY,
    "period.close": _TREASURER,
    "period.sign": _CHAIR,
    "period.reopen": _CHAIR,
    "period.read": _ASSEMBLY,
    "period.unread": _ASSEMBLY,
    "period.review": _OFFICERS,
    "period.answer": _TREASURER,
    "flag.answer": PROPOSERS,
    "flag.settle": _OFFICERS,
    "finding.raise": _OFFICERS,
    "finding.answer": _ANSWER,
    "finding.remedy": _OFFICERS,
    "finding.close": _OFFICERS,
    "finding.escalate": _OFFICERS,
    "finding.withdraw": _OFFICERS,
    "finding.reopen": _OFFICERS,
    "audit.sign_off": _OFFICERS,
    "audit.take_back": _OFFICERS,
    "audit.sample": _OFFICERS,
    "audit.drop_sample": _OFFICERS,
    "plan.draw": _OFFICERS,
    "plan.amend": _OFFICERS,
    "plan.announce": _OFFICERS,
    "plan.begin": _OFFICERS,
    "plan.close": _OFFICERS,
    "plan.reopen": _OFFICERS,
    "plan.call_off": _OFFICERS,
    "budget.change": _ASSEMBLY,
    "project.close": _ASSEMBLY,
    "project.reopen": _ASSEMBLY,
    "role.grant": frozenset({ADMINISTRATOR}),
    "role.end": frozenset({ADMINISTRATOR}),
    "role.depute": _ANYBODY,
    "role.recall": _ANYBODY,
}
"""By type of event, the roles one of which must be held on its day."""
