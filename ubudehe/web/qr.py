"""Pictures of addresses, for paper."""

from functools import lru_cache

import segno
from markupsafe import Markup

from ubudehe.web.visit import Visit


def qr_of(visit: Visit, path: str) -> Markup:
    """Return the QR picture (inline SVG) of `path` on this site, in the visit's language.

    What `path` holds behind «#» never reaches a server: the browser keeps it. Only the picture of
    an address without such a secret is remembered.
    """
    draw = qr_of_text if "#" in path else _of_address
    return draw(f"{visit.reached_at}{visit.url(path)}")


def qr_of_text(text: str) -> Markup:
    """Return the QR picture (inline SVG) of a text, such as a signed checkpoint."""
    made = segno.make(text, error="m", micro=False)
    return Markup(made.svg_inline(scale=2, border=1, omitsize=True))  # noqa: S704 - our own picture


@lru_cache(maxsize=256)
def _of_address(address: str) -> Markup:
    return qr_of_text(address)
