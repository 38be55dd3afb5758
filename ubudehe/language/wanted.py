"""In which language a browser wants to be answered, where the address does not say it."""

from ubudehe.language.messages import LANGUAGES


def wanted_language(header: str) -> str:
    """Return the first language of an Accept-Language header that is spoken here."""
    asked = [part.split(";")[0].strip()[:2].lower() for part in header.split(",")]
    return next((lang for lang in asked if lang in LANGUAGES), LANGUAGES[0])
