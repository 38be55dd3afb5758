"""The public shape of every event, version 1: which types there are, and each field's own type.

Whatever is not listed here cannot enter the record, and a value that is not of its field's type
neither. Counts of people and free text are never listed as public fields: they are committed to
(`priv`) and shown beside the record, suppressed or erasable as the law asks. A new type of event,
or a new field, is one line. Format: docs/record.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from ubudehe.record.rules.auditing_events import AUDITING
from ubudehe.record.rules.canonical import NotCanonical, canonical, canonical_value, written
from ubudehe.record.rules.money_events import MONEY
from ubudehe.record.rules.shapes import (
    AMOUNT,
    BY,
    CODE,
    COUNT,
    COUNTS,
    CURRENCY,
    DAY,
    DIGEST,
    EVIDENCE,
    FLAG,
    HOUR,
    ID,
    IDS,
    KEY,
    MOMENT,
    MONTH,
    NUMBER,
    PLACE,
    PRIV,
    TEXT,
    TEXTS,
    VKEY,
    WORD,
    WORDS,
    Shape,
    members,
    optional,
    or_null,
)

_ID_0, _COUNT_0, _DIGEST_0 = or_null(ID), or_null(COUNT), or_null(DIGEST)

_SECOND = optional(BY)
"""Who agreed at once by their own PIN; acts from before two were asked have nobody."""

ENVELOPE: dict[str, Shape] = {
    "v": Shape("1", "1"),
    "t": Shape("Type", ""),
    "id": ID,
    "village": PLACE,
    "at": MOMENT,
    "by": BY,
    "priv": optional(PRIV),
}
"""What every event holds; `t` is its type itself."""

_PROPOSED: dict[str, Shape] = {
    "need": _ID_0,
    "cost": COUNT,
    "from_state": COUNT,
    "labour_days": COUNT,
    "least": optional(COUNT),
    "photo": _DIGEST_0,
}

_FLAG: dict[str, Shape] = {
    "flag": optional(DIGEST),
    "rule": optional(CODE),
    "version": optional(COUNT),
    "limit": optional(COUNT),
    "entries": optional(IDS),
    "about": optional(TEXT),
}
"""What a flag is about; a flag that would tell about somebody says nothing of it in public."""

_APPOINTED: dict[str, Shape] = {"date": DAY, "hour": HOUR, "agenda": WORDS, "ways": WORDS}
"""When a meeting is to be, what about, and how people are told; its place is told in private."""

PUBLIC_FIELDS: dict[str, dict[str, Shape]] = {
    "role.grant": {"second": _SECOND, "role": WORD, "key": KEY, "from": DAY},
    "role.end": {"role": WORD, "key": KEY, "until": DAY},
    "role.depute": {
        "second": _SECOND,
        "role": WORD,
        "key": KEY,
        "of": KEY,
        "from": DAY,
        "until": DAY,
    },
    "role.recall": {"role": WORD, "key": KEY, "until": DAY},
    "slip.seal": {"second": _SECOND, "key": KEY, "first": FLAG, "until": DAY},
    "account.number": {"second": BY, "key": KEY},
    "account.block": {"key": KEY},
    "account.unblock": {"second": BY, "key": KEY},
    "account.sign_out": {"key": KEY},
    "factor.end": {"second": BY, "key": KEY},
    "holiday.announce": {"date": DAY, "name": TEXT},
    "holiday.call_off": {"holiday": ID},
    "household.register": {},
    "household.change": {},
    "household.answer": {},
    "questions.set": {"digest": DIGEST, "questions": COUNT},
    "questions.end": {"form": ID},
    # The name of an isibo is of a place, and said to be public where it is typed. Which one is
    # renamed or joined is said in private: its former name may be a person's.
    "isibo.make": {"names": TEXTS},
    "isibo.rename": {"name": TEXT},
    "isibo.join": {},
    "isibo.part": {},
    "roster.on": {},
    "roster.off": {},
    "member.add": {},
    "member.change": {},
    "member.remove": {},
    "member.restore": {},
    "member.head": {},
    "basis.write": {},
    "basis.withdraw": {},
    "basis.restore": {},
    "map.place": {},
    "map.lay_out": {},
    "map.draw": {},
    "map.remove": {},
    "assembly.announce": _APPOINTED,
    "assembly.reannounce": _APPOINTED | {"announcement": ID},
    "assembly.call_off": {"announcement": ID},
    "assembly.open": {
        "date": DAY,
        "purpose": WORD,
        "announcement": optional(ID),
        "days": optional(COUNT),
        "asked": optional(COUNT),
    },
    "assembly.count": {"assembly": ID, "quorum": FLAG},
    "assembly.decide": {"assembly": ID, "outcome": WORD},
    "assembly.read_back": {"assembly": ID},
    "assembly.close": {"assembly": ID},
    "assembly.cancel": {"assembly": ID},
    "assembly.amend": {"second": BY, "assembly": ID, "amended": ID},
    "round.start": {"scheme": CODE, "version": COUNT},
    "round.agree": {"round": ID, "assembly": ID},
    "round.map": {"round": ID},
    "round.post": {"round": ID, "appeals_until": DAY},
    "round.withdraw": {"second": BY, "round": ID},
    "round.final": {"round": ID},
    "round.cancel": {"second": _SECOND, "round": ID},
    "ranking.group": {"round": ID, "kind": WORD, "method": WORD},
    "ranking.judge": {"group": ID},
    "ranking.compare": {"group": ID},
    "ranking.finish": {"group": ID},
    "ranking.reopen": {"group": ID},
    "ranking.drop": {"second": _SECOND, "group": ID},
    "category.decide": {"round": ID, "assembly": ID},
    # Which appeal, at which level and how it ended is said in private: there are few in a village.
    "appeal.file": {"round": optional(ID)},
    "appeal.hear": {
        "appeal": optional(ID),
        "assembly": optional(ID),
        "level": optional(WORD),
        "outcome": optional(WORD),
    },
    "appeal.decide": {
        "appeal": optional(ID),
        "level": optional(WORD),
        "outcome": optional(WORD),
    },
    "appeal.withdraw": {},
    "appeal.carry": {"appeal": optional(ID), "level": optional(WORD)},
    "household.event": {},
    "household.undo": {},
    "household.void": {"second": _SECOND},
    "household.restore": {},
    "duplicate.decide": {},
    "scheme.write": {"version": COUNT},
    "scheme.compare": {"old": CODE, "new": CODE},
    "slip.issue": {},
    "file.open": {},
    "data.give": {},
    "data.request": {},
    "data.answer": {},
    "data.decide": {},
    "data.erase": {},
    "list.export": {},
    "answers.export": {},
    "need.add": {"assembly": _ID_0},
    "need.change": {"need": ID},
    "need.withdraw": {"need": ID},
    "ranking.start": {"assembly": ID, "method": WORD, "needs": IDS, "lot": COUNTS},
    "ranking.answer": {"ranking": ID},
    "ranking.undo": {"ranking": ID},
    "ranking.marks": {"ranking": ID},
    "ranking.cancel": {"ranking": ID},
    "ranking.end": {"ranking": ID, "order": IDS, "chosen": ID},
    "ranking.resume": {"ranking": ID, "assembly": ID},
    "proposal.add": _PROPOSED,
    "proposal.revise": _PROPOSED | {"proposal": ID, "version": COUNT},
    "proposal.withdraw": {"proposal": ID},
    "proposal.check": {"proposal": ID, "version": COUNT, "outcome": WORD},
    "proposal.keep": {"proposal": ID, "version": COUNT},
    "proposal.merge": _PROPOSED | {"merged": IDS},
    "proposal.picture": {"proposal": ID, "photo": _DIGEST_0},
    "prompt.record": {"about": WORD, "key": TEXT, "ev": EVIDENCE},
    "prompt.silence": {"prompt": ID, "why": WORD},
    "vote.prepare": {
        "assembly": ID,
        "budget": AMOUNT,
        "currency": CURRENCY,
        "method": WORD,
        "kind": WORD,
        "marks": COUNT,
        "electorate": WORD,
        "rule": WORD,
        "threshold": COUNT,
        "proposals": IDS,
        "costs": COUNTS,
        "lot": COUNTS,
        "groups": TEXTS,
        "share": optional(WORD),
        "quorum": optional(COUNT),
        "envelope": optional(_ID_0),
        "returned": optional(IDS),
        "part": optional(FLAG),
        "least": optional(COUNTS),
        "numbered": optional(FLAG),
    },
    "vote.open": {"vote": ID},
    "vote.void": {"second": _SECOND, "vote": ID},
    "vote.add_cards": {"second": _SECOND, "vote": ID, "batch": COUNT},
    "vote.void_card": {"second": _SECOND, "vote": ID, "why": WORD, "batch": _COUNT_0},
    "vote.sign_in": {"vote": ID},
    "vote.type": {"vote": ID},
    "vote.settle": {
        "second": _SECOND,
        "vote": ID,
        "settled": optional(COUNT),
        "anew": optional(COUNT),
    },
    "vote.retype": {"vote": ID, "settled": optional(COUNT), "anew": optional(COUNT)},
    "vote.tell": {"vote": ID},
    "vote.close": {
        "second": _SECOND,
        "vote": ID,
        "rule": WORD,
        "winners": IDS,
        "left": AMOUNT,
        "quorum": optional(FLAG),
        "in_part": optional(ID),
        "granted": optional(COUNT),
        "gone": optional(AMOUNT),
    },
    "vote.annul": {"second": BY, "vote": ID, "assembly": ID},
    "vote.ask_annul": {"second": BY, "vote": ID, "due": DAY},
    "vote.unask_annul": {"vote": ID, "request": ID},
    "vote.answer_annul": {"vote": ID, "request": ID, "outcome": WORD},
    "vote.show_tally": {"vote": ID, "photo": optional(DIGEST)},
    "vote.remove_tally": {"vote": ID, "photo": optional(DIGEST), "why": WORD},
    "vote.override": {"second": BY, "vote": ID, "assembly": ID, "chosen": IDS},
    "promise.keep": {
        "promise": ID,
        "project": ID,
        "giver": WORD,
        "promised": COUNT,
        "kept": COUNT,
    },
    "ballots.open": {"vote": ID},
    **MONEY,
    "flag.answer": _FLAG,
    "flag.settle": _FLAG | {"outcome": WORD},
    **AUDITING,
    "finding.raise": {"about": WORD, "subject": TEXT, "to": WORD, "level": WORD, "due": DAY},
    "finding.answer": {"finding": ID, "due": DAY},
    "finding.remedy": {"finding": ID, "level": WORD, "due": DAY},
    "finding.close": {"finding": ID, "level": WORD, "outcome": WORD},
    "finding.escalate": {"finding": ID, "level": WORD, "due": DAY},
    "finding.withdraw": {"finding": ID, "level": WORD},
    "finding.reopen": {"finding": ID, "level": WORD, "due": DAY},
    "audit.sign_off": {"from": MONTH, "until": MONTH, "level": WORD, "open": IDS},
    "audit.take_back": {"sign_off": ID},
    # Of a concern the record says only that an officer did something: all else is committed to.
    "concern.take": {},
    "concern.answer": {},
    "concern.pass": {},
    "concern.close": {},
    "question.answer": {"number": NUMBER, "kind": WORD, "in_time": FLAG},
    "question.correct": {"number": NUMBER},
    "question.publish": {"number": NUMBER},
    "question.hide": {"number": NUMBER, "reason": WORD},
    # Of what was declined it says only that one was: a reason would tell of its few writers.
    "question.decline": {},
    "question.resume": {},
    "privacy.erase": {"entry": ID, "act": ID, "fields": WORDS},
    "key.add": {"vkey": VKEY},
    "key.revoke": {"vkey": VKEY},
    # Written by the server when its operator restores an older backup: which head is lost.
    "record.roll_back": {"size": COUNT, "root": DIGEST, "reason": TEXT},
    # Written by the server when its operator moves a village to another server, or calls it off.
    "record.move": {"step": WORD, "from": TEXT, "to": TEXT, "reason": TEXT},
    "people.arrive": {},
    "village.forget": {
        "place": PLACE,
        "size": COUNT,
        "root": DIGEST,
        "to": TEXT,
        "figures": DIGEST,
        "reason": TEXT,
    },
}


class BadEvent(ValueError):
    """A programming error: a type or field not listed, one lacking, or a value of another type."""


def check_event(event: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of `event`; BadEvent unless it is of a listed type's shape.

    NotCanonical if it has no canonical bytes at all.
    """
    kind = str(event["t"])
    fields = PUBLIC_FIELDS.get(kind)
    if fields is None:
        raise BadEvent(f"no event of type {event['t']}")
    data = canonical(event)
    if shape(kind)(data) is None:
        raise BadEvent(f"{event['t']}: {', '.join(_unfit(event, fields)) or 'not of its shape'}")
    return data


def is_shaped(event: Mapping[str, object]) -> bool:
    """Tell whether `event`, whatever it holds, is an event of a listed type."""
    try:
        return bool(check_event(event))
    except (BadEvent, NotCanonical, KeyError):
        return False


@cache
def shape(kind: str) -> Callable[[bytes], object]:
    """Return what tells whether canonical bytes are an event of a listed type.

    It is a full match of one pattern: whatever these bytes say, each field has its type. It is made
    when its type is met first: all of them together take the better part of a second.
    """
    return re.compile(rf"\{{{members(_whole(kind, PUBLIC_FIELDS[kind]))}\}}".encode()).fullmatch


def is_written_once(entry: bytes, event: Mapping[str, object]) -> bool:
    """Tell whether an entry of fit values that matches its type's shape is canonical.

    A shape leaves nothing open but the names in `priv`: their order, and that none comes twice.
    """
    priv = event.get("priv")
    return priv is None or b'"priv":' + written(priv) in entry


def as_lines() -> str:
    """Return the patterns as plain lines, which the script in the browser reads.

    «Name pattern» for each type of value, then «type pattern» for each type of event, in which the
    name of a type of value, in angle brackets, stands for its pattern.
    """
    events = {kind: _whole(kind, fields) for kind, fields in PUBLIC_FIELDS.items()}
    plain = {one.name: one.pattern for whole in events.values() for one in whole.values()}
    lines = [f"{name} {pattern}" for name, pattern in sorted(plain.items()) if name not in _OWN]
    for kind, whole in events.items():
        named = {key: one if key in _OWN_KEYS else _reference(one) for key, one in whole.items()}
        lines.append(rf"{kind} \{{{members(named)}\}}")
    return "\n".join(lines)


_OWN_KEYS, _OWN = ("t", "v"), ("Type", "1")
"""What each type of event has for itself, and how it is called in the documents."""


def _reference(shape: Shape) -> Shape:
    return replace(shape, pattern=f"<{shape.name}>")


def field_lines(fields: Mapping[str, Shape]) -> list[str]:
    """Return each field with its type: «name:Type», «name?:Type» where it may be left out."""
    return [f"{key}{'?' * one.may_lack}:{one.name}" for key, one in fields.items()]


def _whole(kind: str, fields: Mapping[str, Shape]) -> dict[str, Shape]:
    return {**ENVELOPE, "t": Shape("Type", f'"{re.escape(kind)}"'), **fields}


def _unfit(event: Mapping[str, object], fields: Mapping[str, Shape]) -> list[str]:
    """Tell which fields are not as they should be, for who programs."""
    whole = _whole(str(event["t"]), fields)
    found = [f"may not hold {key}" for key in sorted(set(event) - set(whole))]
    for key, shape in whole.items():
        if key not in event:
            found += [] if shape.may_lack else [f"lacks {key}"]
        elif not re.fullmatch(shape.pattern.encode(), canonical_value(event[key])):
            found.append(f"{key} is no {shape.name}")
    return found
