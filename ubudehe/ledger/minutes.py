"""How what a meeting decided or heard about money is told in its minutes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence, Value, money, number, text
from ubudehe.people.minutes import Said, Teller, Told
from ubudehe.projects.proposals.minutes import titles
from ubudehe.record.happened import Happened

_LIMIT = N_("Up to %(upto)s, %(approvals)s beside the one who proposes must agree.")
_LIMIT_CHAIR = N_(
    "Up to %(upto)s, %(approvals)s beside the one who proposes must agree, "
    "including the chairperson."
)
_REST = N_("Above that, %(approvals)s beside the one who proposes must agree.")
_REST_CHAIR = N_(
    "Above that, %(approvals)s beside the one who proposes must agree, including the chairperson."
)
_ALWAYS = N_("For every amount, %(approvals)s beside the one who proposes must agree.")
_ALWAYS_CHAIR = N_(
    "For every amount, %(approvals)s beside the one who proposes must agree, "
    "including the chairperson."
)
_MORE = {
    "quotes_from": N_("Three sellers are asked from %(amount)s on."),
    "cash_limit": N_("More cash than %(amount)s belongs in the bank."),
    "wage": N_("A labour day is shown as worth %(amount)s."),
}


def _rule(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    for event in events:
        said = N_("The meeting decided how money is spent from %(day)s on.")
        first = Said(Sentence(said, {"day": Value("day", event.public["from"])}))
        limits = event.public["limits"]
        each = [Said(_limit(one, only=len(limits) == 1)) for one in limits]
        more = [
            Said(Sentence(message, {"amount": money(event.public[name])}))
            for name, message in _MORE.items()
        ]
        yield Told(event.index, (first, *each, *more))


def _limit(limit: Mapping[str, Any], *, only: bool) -> Sentence:
    approvals = {"approvals": number(limit["approvals"])}
    if limit["upto"] is not None:
        said = _LIMIT_CHAIR if limit["chair"] else _LIMIT
        return Sentence(said, {**approvals, "upto": money(limit["upto"])})
    if only:
        return Sentence(_ALWAYS_CHAIR if limit["chair"] else _ALWAYS, approvals)
    return Sentence(_REST_CHAIR if limit["chair"] else _REST, approvals)


def _read(_session: Session, _village: str, events: Sequence[Happened]) -> Iterator[Told]:
    assembly = events[0].public["assembly"]
    back = {
        event.subject: event.index
        for event in events
        if event.type == "period.unread" and event.public["assembly"] == assembly
    }
    for event in events:
        if event.public["assembly"] != assembly:
            continue
        read = event.type == "period.read"
        said = (
            N_("The accounts of %(month)s were read out.")
            if read
            else N_("It was taken back that the accounts of %(month)s were read out.")
        )
        month = {"month": Value("month", event.public["period"])}
        undone = read and back.get(event.subject, -1) > event.index
        yield Told(event.index, (Said(Sentence(said, month)),), undone=undone)


def _reported(session: Session, village: str, events: Sequence[Happened]) -> Iterator[Told]:
    ids = {event.public["project"] for event in events}
    called = titles(session, village, ids, events[-1].index)
    assembly = events[0].public["assembly"]
    for event in events:
        if event.type == "project.reopen":
            yield from _opened_again(event, called, assembly, events)
            continue
        said = N_(
            "The project was closed with a report: %(project)s. Planned: %(planned)s. "
            "Spent: %(spent)s. Days of work: %(days)s."
        )
        values = {
            "project": text(called.get(event.public["project"], "–")),
            "planned": money(event.public["planned"]),
            "spent": money(event.public["spent"]),
            "days": number(event.public["labour_days"]),
        }
        undone = any(other.type == "project.reopen" for other in _after(event, events))
        yield Told(event.index, (Said(Sentence(said, values)),), undone=undone)


def _opened_again(
    event: Happened, called: Mapping[str, str], assembly: str, events: Sequence[Happened]
) -> Iterator[Told]:
    """Tell it in its own minutes, and in those of the meeting that had closed the project."""
    own = event.public["assembly"] == assembly
    first = any(next(_after(one, events), None) is event for one in events)
    if not own and not first:
        return
    project = text(called.get(event.public["project"], "–"))
    said = Sentence(N_("The project was opened again: %(project)s."), {"project": project})
    why = Sentence(N_("Why: %(reason)s"), {"reason": text(event.public["reason"])})
    yield Told(event.index, (Said(said), Said(why)))


def _after(event: Happened, events: Sequence[Happened]) -> Iterator[Happened]:
    """Return what came after a report about the same project."""
    later = (one for one in events if one.subject == event.subject and one.index > event.index)
    return later if event.type == "project.close" else iter(())


def _rebudgeted(session: Session, village: str, events: Sequence[Happened]) -> Iterator[Told]:
    ids = {event.public["project"] for event in events}
    called = titles(session, village, ids, events[-1].index)
    for event in events:
        before, now = event.public["before"], event.public["amounts"]
        said = N_("The budget was changed: %(project)s. Before: %(before)s. Now: %(now)s.")
        values = {
            "project": text(called.get(event.public["project"], "–")),
            "before": money(sum(before)),
            "now": money(sum(now)),
        }
        lines = [
            Said(
                Sentence(
                    N_("%(kind)s: %(before)s before, %(now)s now."),
                    {"kind": Value("expense", kind), "before": money(old), "now": money(new)},
                )
            )
            for kind, old, new in zip(event.public["kinds"], before, now, strict=True)
            if old != new
        ]
        why = Sentence(N_("Why: %(reason)s"), {"reason": text(event.public["reason"])})
        yield Told(event.index, (Said(Sentence(said, values)), *lines, Said(why)))


BUDGETS = Teller(_rebudgeted)
RULES = Teller(_rule)
MONTHS = Teller(_read, later=("period.unread",))
REPORTS = Teller(_reported, later=("project.reopen",))
