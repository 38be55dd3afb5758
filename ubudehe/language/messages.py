"""Marking a text for translation where it is written, long before it is shown."""

LANGUAGES = ("rw", "en", "fr", "sw")
"""The languages that the app has catalogues of; which of them a country offers, and in which
order, its pack tells."""

NAMES = {"rw": "Ikinyarwanda", "en": "English", "fr": "Français", "sw": "Kiswahili"}
"""What each language calls itself."""


def N_(msgid: str) -> str:  # noqa: N802 - the field's name for «translate later»
    """Mark `msgid` for extraction and return it unchanged; it is translated when shown."""
    return msgid
