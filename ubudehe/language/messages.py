"""Marking a text for translation where it is written, long before it is shown."""

LANGUAGES = ("rw", "en", "fr", "sw")
"""The languages of the app, in the order in which they are offered."""


def N_(msgid: str) -> str:  # noqa: N802 - the field's name for «translate later»
    """Mark `msgid` for extraction and return it unchanged; it is translated when shown."""
    return msgid
