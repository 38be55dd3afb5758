"""When two entries look like one household."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """What is compared; `name` is folded, `origin` the village people say they came from."""

    village: str
    name: str
    phone: str | None
    members: int
    origin: str | None = None


def signs(new: Traits, known: Traits) -> tuple[str, ...]:
    """Return in what two entries agree: «name», «phone», «size» (within one person), «origin»."""
    found = {
        "name": bool(new.name) and new.name == known.name,
        "phone": new.phone is not None and new.phone == known.phone,
        "size": abs(new.members - known.members) <= 1,
        "origin": new.origin == known.village,
    }
    return tuple(sign for sign, holds in found.items() if holds)


def look_alike(found: tuple[str, ...]) -> bool:
    """Tell whether these signs are enough to ask.

    Names repeat and phones are shared, so one of them alone says nothing: the name must go with
    the phone, or with the village they came from, or the phone with the size and the origin.
    """
    sure = ({"name", "phone"}, {"name", "origin"}, {"phone", "size", "origin"})
    return any(need <= set(found) for need in sure)
