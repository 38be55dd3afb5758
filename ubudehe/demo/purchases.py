"""What the villages of the demo buy: goods, invented shops, and the lines of their receipts."""

from dataclasses import dataclass

Lines = tuple[tuple[str, int], ...]
"""(what, percent of the whole); the last takes what rounding leaves."""
PERCENT = (140, 60, 115, 85, 95, 110, 125, 70)
"""How much is paid in each of the eight months, in percent of an equal share."""
WITHOUT_RECEIPT = 4
"""The number of the purchase for which witnesses sign in place of a receipt."""


@dataclass(frozen=True)
class Bought:
    """Something bought for a project."""

    what: str
    purpose: str
    shop: str
    lines: Lines
    item: str | None = None
    count: int = 0


PURCHASES = (
    Bought(
        "Sima, imifuka 4",
        "materials",
        "Koperative Twubake",
        (("Sima, imifuka 4", 88), ("Gupakira", 12)),
        "cement",
        4,
    ),
    Bought(
        "Umucanga, ikamyo 1",
        "materials",
        "Koperative Twubake",
        (("Umucanga, ikamyo 1", 100),),
        "sand",
        1,
    ),
    Bought(
        "Amatiyo 12",
        "materials",
        "Quincaillerie Amahoro",
        (("Amatiyo 12", 70), ("Kole, udukopo 2", 18), ("Imikandara 6", 12)),
        "pipe",
        12,
    ),
    Bought(
        "Gutwara ibikoresho",
        "transport",
        "Koperative y'abatwara imizigo",
        (("Inshuro 3", 100),),
        "transport",
        3,
    ),
    Bought("Umufundi w'umwuga", "services", "Atelier Inzira", (("Umufundi, iminsi 6", 100),)),
    Bought(
        "Ibikoresho by'ubwubatsi",
        "equipment",
        "Quincaillerie Amahoro",
        (("Ibitiyo 3", 36), ("Amasuka 4", 40), ("Ingorofani", 24)),
    ),
)
NAILS: Lines = (("Imisumari, ibiro 3", 25), ("Imbaho 6", 75))


def split(amount: int, lines: Lines) -> list[tuple[str, int]]:
    """Return each line with its part of `amount` in whole hundreds; together they are `amount`."""
    parts = [amount * percent // 100 // 100 * 100 for _, percent in lines[:-1]]
    whole = (*parts, amount - sum(parts))
    return [(what, part) for (what, _), part in zip(lines, whole, strict=True)]
