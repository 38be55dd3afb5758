"""The types that a public field of an event may have: patterns of its canonical text.

An event is checked as the bytes that it is, since RFC 8785 writes each value in exactly one way.
So one regular expression tells a type whole, to Python and to the script in the browser alike:
only what both understand the same may stand in a pattern, and it must match bytes and text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Shape:
    """A type: its name in docs/record.md, and the pattern of its canonical JSON."""

    name: str
    pattern: str
    may_lack: bool = False
    """Whether the field may be left out."""


def optional(shape: Shape) -> Shape:
    """Return the type for a field that may be left out."""
    return replace(shape, may_lack=True)


def or_null(shape: Shape) -> Shape:
    """Return the type that may be null as well."""
    return Shape(f"{shape.name}|null", f"(?:{shape.pattern}|null)")


def list_of(shape: Shape) -> Shape:
    """Return the type of a list, maybe empty."""
    return Shape(f"[{shape.name}]", rf"\[(?:{_row(shape.pattern)})?\]")


def record_of(fields: Mapping[str, Shape]) -> Shape:
    """Return the type of an object with these fields, at least one of which must be there."""
    told = ",".join(f"{key}{'?' * one.may_lack}:{one.name}" for key, one in fields.items())
    return Shape(f"{{{told}}}", rf"\{{{members(fields)}\}}")


def members(fields: Mapping[str, Shape]) -> str:
    """Return the pattern of what stands between the braces of an object, keys in their order.

    Around the first field that must be there, those before it end in a comma and those after it
    begin with one, so that any of them may be lacking.
    """
    keys = sorted(fields)
    anchor = next(key for key in keys if not fields[key].may_lack)
    parts = []
    for key in keys:
        pair = f'"{key}":{fields[key].pattern}'
        part = f"{pair}," if key < anchor else f",{pair}" if key > anchor else pair
        parts.append(f"(?:{part})?" if fields[key].may_lack else part)
    return "".join(parts)


def _row(pattern: str) -> str:
    return f"{pattern}(?:,{pattern})*"


def _text(name: str, pattern: str) -> Shape:
    return Shape(name, f'"{pattern}"')


_SHORT, _LONG = "(?:0[469]|11)", "(?:0[13578]|1[02])"
_FEBRUARY = "02-(?:0[1-9]|1[0-9]|2[0-8])"
_LEAP = "(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)"
_DATE = (
    f"(?:[12][0-9]{{3}}-(?:{_LONG}-(?:0[1-9]|[12][0-9]|3[01])|"
    f"{_SHORT}-(?:0[1-9]|[12][0-9]|30)|{_FEBRUARY})|{_LEAP}-02-29)"
)

DAY = _text("Day", _DATE)
"""A real day of the years 1000 to 2999, YYYY-MM-DD and no other way that ISO 8601 knows."""
MONTH = _text("Month", "2[0-9]{3}-(?:0[1-9]|1[0-2])")
"""Of this millennium, as ledger/rules/months has it."""
MOMENT = _text("Moment", f"{_DATE}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
"""UTC in whole seconds."""
HOUR = _text("Hour", "(?:[01][0-9]|2[0-3]):[0-5][0-9]")
"""A time of day on the clock that people of the place live by."""
DIGEST = _text("Digest", "[0-9a-f]{64}")
ID = _text("Id", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
AMOUNT = Shape("Amount", "-?(?:0|[1-9][0-9]{0,15})")
"""A whole number in minor units, also below zero; that it is safe, canonical bytes ensure."""
COUNT = Shape("Count", "(?:0|[1-9][0-9]{0,15})")
NUMBER = Shape("Number", "[1-9][0-9]{0,15}")
"""A whole number from one on."""
FLAG = Shape("Flag", "(?:true|false)")
TEXT = _text("Text", r'[^"\\]*(?:\\.[^"\\]*)*')
WORD = _text("Word", "[a-z][a-z0-9_]{0,39}")
"""A word of the program: a kind, an outcome, a role."""
CODE = _text("Code", "[0-9A-Za-z][0-9A-Za-z_./-]{0,39}")
"""A code that people or the country gave: of a scheme, a grant, a thing to buy, a device."""
KEY = _text("Key", "[0-9A-Za-z]{1,64}")
"""The public key id behind which an account stands."""
PLACE = _text("Place", "[0-9]{1,16}")
COUNTRY = "0"
"""The code of the whole country: its record tells who administers it, and its sums have it."""
CURRENCY = _text("Currency", "[A-Z]{3}")
ACCOUNT = _text(
    "Account", "(?:Assets|Liabilities|Equity|Income|Expenses)(?::[0-9A-Za-z][0-9A-Za-z-]*)+"
)
MEDIA = _text("Media", "[a-z]+/[0-9a-z.+-]+")
VKEY = _text("Vkey", r'[^ "\\+]+\+[0-9a-f]{8}\+[0-9A-Za-z+/]+={0,2}')
"""A verifier key of a signed note (C2SP)."""

IDS, COUNTS, WORDS, TEXTS = list_of(ID), list_of(COUNT), list_of(WORD), list_of(TEXT)
PLACES, DAYS = list_of(PLACE), list_of(DAY)
BALANCES = replace(list_of(record_of({"a": ACCOUNT, "n": AMOUNT, "c": CURRENCY})), name="Balances")
POSTINGS = replace(
    list_of(record_of({"a": ACCOUNT, "n": AMOUNT, "c": CURRENCY, "g": optional(CODE)})),
    name="Postings",
)
QTY = replace(list_of(record_of({"u": TEXT, "n": AMOUNT, "rate": COUNT})), name="Qty")
EVIDENCE = replace(list_of(record_of({"h": DIGEST, "b": COUNT, "m": MEDIA})), name="Evidence")
LIMITS = replace(
    list_of(record_of({"upto": or_null(COUNT), "approvals": NUMBER, "chair": FLAG})), name="Limits"
)
TRANCHES = replace(list_of(record_of({"due": DAY, "n": AMOUNT})), name="Tranches")
PUB = replace(record_of({"what": TEXT, "payee": optional(TEXT)}), name="Pub")
BUY = replace(
    record_of({"item": or_null(CODE), "number": COUNT, "quotes": or_null(COUNT)}), name="Buy"
)
BY = Shape(
    "By",
    rf'\{{(?:"device":{CODE.pattern},"key":{KEY.pattern},"role":{WORD.pattern},"seq":{COUNT.pattern}|'
    rf'"key":{KEY.pattern},"role":{WORD.pattern})\}}',
)
"""Who did it, in which role; what was done offline also bears the device and its number there."""
_COMMITTED = f'"[0-9A-Za-z_.-]+":{DIGEST.pattern}'
PRIV = Shape("Priv", rf"\{{{_row(_COMMITTED)}\}}")
"""Commitments by the name of what is committed to."""
