"""The public shape of acts of an audit plan, and of samples that were checked: see `events`."""

from ubudehe.record.rules.shapes import (
    COUNT,
    DAYS,
    ID,
    MONTH,
    NUMBER,
    PLACES,
    TEXT,
    WORD,
    WORDS,
    Shape,
    optional,
)

_PLANNED: dict[str, Shape] = {
    "from": MONTH,
    "until": MONTH,
    "looked": WORDS,
    "villages": PLACES,
    "days": DAYS,
}
"""Which months of the books are audited, and each village with the day of its visit."""

AUDITING: dict[str, dict[str, Shape]] = {
    "audit.sample": {
        "draw": TEXT,
        "method": WORD,
        "size": NUMBER,
        "drawn": COUNT,
        "wrong": COUNT,
        "level": WORD,
    },
    "audit.drop_sample": {"sample": ID},
    # Until it is announced, everything about a plan is committed to, and nothing of it public.
    "plan.draw": {},
    "plan.amend": {"plan": ID, **{name: optional(one) for name, one in _PLANNED.items()}},
    "plan.announce": {"plan": ID, **_PLANNED},
    "plan.begin": {"plan": ID},
    "plan.close": {
        "plan": ID,
        "villages": COUNT,
        "findings": COUNT,
        "open": COUNT,
        "signed": COUNT,
    },
    "plan.reopen": {"plan": ID},
    "plan.call_off": {"plan": ID},
}
