"""A small picture of a place's money, as messages show it beside a link: drawn when asked for."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont
from PIL.ImageFont import ImageFont as BitmapFont

WIDE, HIGH = 600, 315
_LEFT, _BAND, _FOOT = 30, 70, 16
_GREEN, _CLAY, _SUN, _PAPER, _INK, _GREY = range(6)
_COLOURS = (0x0B5A36, 0xA8481A, 0xF2B632, 0xFBF7EE, 0x1D1B16, 0x57534A)
_ROW = 46
_SMALLEST = 16
_BASKET = (
    (_SUN, ((15, 1), (25, 12), (5, 12))),
    (_PAPER, ((3, 14), (27, 14), (25, 23), (20, 28), (15, 29), (10, 28), (5, 23))),
    (
        _CLAY,
        (
            *((4, 20), (8, 16), (12, 20), (16, 16), (20, 20), (24, 16), (26, 18), (25.4, 20.5)),
            *((24, 19.5), (20, 23.5), (16, 19.5), (12, 23.5), (8, 19.5), (6, 21.5)),
        ),
    ),
)
_BASKET_SIZE = 30
_MARKS = {
    "\u0300": ((-1.5, 1.6), (0.5, 2.8)),
    "\u0301": ((-0.5, 2.8), (1.5, 1.6)),
    "\u0302": ((-1.8, 2.9), (0, 1.7), (1.8, 2.9)),
    "\u0308": ((-1.8, 2.4), (1.8, 2.4)),
    "\u0327": ((0.2, 9.6), (0.2, 10.6), (-1, 11.4)),
}
"""Accents as lines from the middle of their letter, in tenths of its size."""
_DRAWN_AS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2013": "-"})
"""Signs of amounts and names that these letters lack, and what stands for them."""


def card(name: str, around: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """Return a PNG with the name of a place, what it lies in, and rows of (words, amount)."""
    picture = _blank(WIDE, HIGH)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDE, _BAND), _GREEN)
    _basket(draw, _LEFT, 15, 40)
    draw.text((_LEFT + 54, 16), "Ubudehe", _PAPER, _letters(30))
    _fitted(draw, name, _BAND + 14, 38, _INK)
    _fitted(draw, around, _BAND + 60, 20, _GREY)
    for at, (words, amount) in enumerate(rows):
        high = _BAND + 88 + at * _ROW
        _write(draw, (_LEFT, high + 6), words, _GREY, 22)
        wide = _letters(34).getlength(amount.translate(_DRAWN_AS))
        _write(draw, (WIDE - _LEFT - wide, high), amount, _INK, 34)
    draw.rectangle((0, HIGH - _FOOT, WIDE, HIGH), _CLAY)
    return _png(picture)


def icon(size: int) -> bytes:
    """Return the sign of the app as a square PNG of so many pixels."""
    picture = _blank(size, size)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size, size), _GREEN)
    edge = size // 8
    _basket(draw, edge, edge, size - 2 * edge)
    return _png(picture)


def _blank(wide: int, high: int) -> Image.Image:
    picture = Image.new("P", (wide, high), _PAPER)
    picture.putpalette([part for one in _COLOURS for part in one.to_bytes(3, "big")])
    return picture


def _basket(draw: ImageDraw.ImageDraw, left: int, top: int, size: int) -> None:
    for colour, corners in _BASKET:
        draw.polygon(
            [(left + x * size / _BASKET_SIZE, top + y * size / _BASKET_SIZE) for x, y in corners],
            colour,
        )


def _fitted(draw: ImageDraw.ImageDraw, text: str, top: int, size: int, colour: int) -> None:
    """Write one line: smaller where it is long, and cut where it is longer still."""
    room = WIDE - 2 * _LEFT
    while size > _SMALLEST and _letters(size).getlength(text) > room:
        size -= 2
    while text and _letters(size).getlength(text) > room:
        text = text[:-1]
    _write(draw, (_LEFT, top), text, colour, size)


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: int, size: int
) -> None:
    """Write text; the letters that are always there have no accents, so these are drawn."""
    font, (left, top), wide = _letters(size), at, 0.0
    for sign in unicodedata.normalize("NFD", text.translate(_DRAWN_AS)):
        if mark := _MARKS.get(sign):
            middle, part = left - wide / 2, size / 10
            points = [(middle + x * part, top + y * part) for x, y in mark]
            draw.line(points, colour, max(size // 12, 1))
            continue
        draw.text((left, top), sign, colour, font)
        wide = font.getlength(sign)
        left += wide


@cache
def _letters(size: int) -> FreeTypeFont | BitmapFont:
    return ImageFont.load_default(size)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", bits=4)  # packed smaller by a tenth it would take three times as long
    return out.getvalue()
