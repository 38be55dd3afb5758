"""Pictures of addresses, for paper."""

import segno
from markupsafe import Markup

from ubudehe.web.visit import Visit


def qr_of(visit: Visit, path: str) -> Markup:
    """Return the QR picture (inline SVG) of `path` on this site, in the visit's language.

    What `path` holds behind «#» never reaches a server: the browser keeps it.
    """
    return qr_of_text(f"{visit.reached_at}{visit.url(path)}")


def qr_of_text(text: str) -> Markup:
    """Return the QR picture (inline SVG) of a text, such as a signed checkpoint."""
    made = segno.make(text, error="m", micro=False)
    return Markup(made.svg_inline(scale=2, border=1, omitsize=True))  # noqa: S704 - our own picture
