"""Pictures of invented receipts, drawn rather than photographed: lines, a sum, a stamp."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _EDGE, _LINE = 560, 30, 44
_DESK, _PAPER, _INK, _PALE, _STAMP = "#6d5f52", "#f7f4ec", "#2a2a2e", "#8d8a84", (38, 60, 140)


@dataclass(frozen=True)
class PaperReceipt:
    """What stands on a receipt; amounts are written out."""

    shop: str
    number: int
    day: str
    lines: tuple[tuple[str, str], ...]
    """(what, amount)"""
    total: str


def receipt_photo(receipt: PaperReceipt) -> bytes:
    """Return a PNG of a paper receipt that lies on a table; the same receipt gives the same one.

    It is written at twice its size, so that a phone on a slow line gets it with its page.
    """
    random = Random(f"{receipt.shop} {receipt.number}")  # noqa: S311 - how the paper happens to lie
    written = _paper(receipt)
    stamp = _stamp(receipt.shop, receipt.day).rotate(random.randrange(4, 20), expand=True)
    written.paste(_STAMP, (_WIDTH - stamp.width - 10, written.height - stamp.height - 6), stamp)
    paper = written.reduce(2)
    table = Image.new("RGB", (paper.width + 38, paper.height + 38), _DESK)
    grain = ImageDraw.Draw(table)
    for _ in range(40):
        at = random.randrange(table.height)
        grain.line((0, at, table.width, at + 5), fill="#655748")
    lies = random.choice((-3, -2, -1, 1, 2, 3))
    seen = Image.new("L", paper.size, 255).rotate(lies, expand=True)
    turned = paper.rotate(lies, Image.Resampling.BILINEAR, expand=True)
    table.paste(turned, (_EDGE // 2, _EDGE // 2), seen)
    out = BytesIO()
    table.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _paper(receipt: PaperReceipt) -> Image.Image:
    """Return the written paper, without its stamp."""
    paper = Image.new("RGB", (_WIDTH, 400 + _LINE * len(receipt.lines)), _PAPER)
    draw, large, small = ImageDraw.Draw(paper), *map(_font, (34, 26))
    draw.text((_WIDTH // 2, 32), receipt.shop, fill=_INK, font=large, anchor="mm")
    draw.text((_EDGE, 70), "INYEMEZABUGUZI", fill=_INK, font=small)
    number, right = f"No {receipt.number:04d}", _WIDTH - _EDGE
    draw.text((right, 70), number, fill="#a33", font=small, anchor="ra")
    draw.text((_EDGE, 106), receipt.day, fill=_INK, font=small)
    y = 150
    draw.line((_EDGE, y, right, y), fill=_INK, width=2)
    for what, amount in receipt.lines:
        draw.text((_EDGE, y + 7), what, fill=_INK, font=small)
        draw.text((right, y + 7), amount, fill=_INK, font=small, anchor="ra")
        y += _LINE
        draw.line((_EDGE, y + 4, right, y + 4), fill=_PALE, width=1)
    draw.text((_EDGE, y + 14), "Byose", fill=_INK, font=large)
    draw.text((right, y + 14), receipt.total, fill=_INK, font=large, anchor="ra")
    draw.line((_EDGE, y + 60, right, y + 60), fill=_INK, width=3)
    draw.text((_EDGE, y + 92), "Murakoze!", fill=_PALE, font=small)
    return paper


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _stamp(shop: str, day: str) -> Image.Image:
    """Return a round stamp as a mask: the shop, «paid», the day."""
    mask = Image.new("L", (170, 170), 0)
    draw, small = ImageDraw.Draw(mask), _font(13)
    draw.ellipse((5, 5, 164, 164), outline=200, width=4)
    draw.ellipse((15, 15, 154, 154), outline=170, width=2)
    words = shop.split()
    draw.text((85, 55), words[0], fill=190, font=small, anchor="mm")
    draw.text((85, 72), words[-1], fill=190, font=small, anchor="mm")
    draw.text((85, 97), "YISHYUWE", fill=210, font=_font(19), anchor="mm")
    draw.text((85, 121), day, fill=190, font=small, anchor="mm")
    return mask
