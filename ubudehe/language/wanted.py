"""In which language a browser wants to be answered, where the address does not say it."""

from collections.abc import Sequence


def wanted_language(header: str, spoken: Sequence[str]) -> str:
    """Return the first language of an Accept-Language header that is spoken, else the first."""
    asked = [part.split(";")[0].strip()[:2].lower() for part in header.split(",")]
    return next((lang for lang in asked if lang in spoken), spoken[0])
