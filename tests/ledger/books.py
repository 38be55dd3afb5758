"""Words that tests about the books share."""

import re
from io import BytesIO
from uuid import UUID

from PIL import Image

from tests.conftest import VILLAGE, Visitor, World, typed_fields
from ubudehe.ledger.entries.tables import LedgerEntry

MONEY = f"/en/work/{VILLAGE}/money"


def day(number: int, month: int = 6, year: int = 2026, name: str = "entry_date") -> dict[str, str]:
    """Return a day as the three fields of a form."""
    return {f"{name}.d": str(number), f"{name}.m": str(month), f"{name}.y": str(year)}


CAME = {
    **day(14),
    "amount": "120 000",
    "source": "district",
    "into": "bank",
    "what": "Support",
}
MOVED = {
    **day(14),
    "amount": "1 000",
    "out_of": "bank",
    "into": "cash",
    "what": "For the market",
}

EURO_CAME = {
    **day(13),
    "currency": "EUR",
    "foreign": "1 000.50",
    "source": "donor",
    "what": "Gift",
}
EURO_CHANGED = {
    **day(14),
    "currency": "EUR",
    "foreign": "1 000.00",
    "amount": "1 450 000",
    "into": "bank",
    "what": "At the bank",
}


def project(visitor: Visitor, number: int = 0) -> str:
    """Return the id of a project that money can be spent on."""
    found = re.findall(r'name="project" value="([^"]+)"', visitor.get(f"{MONEY}/new/paid"))
    return str(found[number])


def typed_in(visitor: Visitor, path: str) -> dict[str, str]:
    """Return what stands in the fields of a form already, apart from those of a second person."""
    fields = typed_fields(visitor.get(path)).items()
    return {name: value for name, value in fields if not name.startswith("second_")}


def paid(visitor: Visitor, **other: str) -> dict[str, str]:
    """Return what is typed for a payment."""
    return {
        **day(14),
        "amount": "10 000",
        "project": project(visitor),
        "purpose": "materials",
        "out_of": "bank",
        "what": "Cement",
        "payee": "Quincaillerie",
        "payee_is": "organisation",
        **other,
    }


def posted(world: World, typed: dict[str, str], kind: str) -> str:
    """Let the treasurer propose and the chair approve; return the entry's work address."""
    treasurer = world.signed_in("treasurer", VILLAGE)
    entry = treasurer.done(f"{MONEY}/new/{kind}", typed)
    if "So much needs a receipt" in treasurer.get(entry):
        treasurer.done(f"{entry}/receipt", {"kind": "receipt"}, files=receipt())
    world.signed_in("chair", VILLAGE).done(f"{entry}/approve", {})
    return entry


def receipt(
    width: int = 640, height: int = 480, color: str = "white"
) -> dict[str, tuple[str, bytes, str]]:
    """Return the photo of a paper, as a form sends it."""
    out = BytesIO()
    Image.new("RGB", (width, height), color).save(out, "JPEG")
    return {"photo": ("r.jpg", out.getvalue(), "image/jpeg")}


def row(world: World, path: str) -> LedgerEntry:
    """Return the stored entry of a work address."""
    with world.services.database.read() as session:
        found = session.get_one(LedgerEntry, UUID(path.rsplit("/", 1)[1]))
        session.expunge(found)
    return found


def public(path: str) -> str:
    """Return the public address of the entry of a work address."""
    return f"/en/entries/{path.rsplit('/', 1)[1]}"
