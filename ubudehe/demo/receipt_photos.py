"""Pictures of invented receipts, drawn rather than photographed."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont


def receipt_photo(shop: str, lines: list[str], amount: str) -> bytes:
    """Return a PNG of a paper receipt."""
    paper = Image.new("RGB", (620, 190 + 44 * len(lines)), "#f7f4ec")
    draw = ImageDraw.Draw(paper)
    large, small = ImageFont.load_default(34), ImageFont.load_default(26)
    draw.text((30, 24), shop, fill="#222", font=large)
    draw.line((30, 78, 590, 78), fill="#222", width=2)
    for number, line in enumerate(lines):
        draw.text((30, 96 + 44 * number), line, fill="#222", font=small)
    draw.text((30, 116 + 44 * len(lines)), amount, fill="#222", font=large)
    out = BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()
