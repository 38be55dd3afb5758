"""A PDF that holds pictures and nothing else: no text, no metadata, no script, no attachment.

The same pictures make the same bytes. Source: ISO 32000-2, 7.5 (file structure) and 8.9.5 (images).
"""

from collections.abc import Sequence

_LONGEST = 842
"""Points of the longest side of a page: that of A4."""
_HEADER = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def pdf_of(pictures: Sequence[tuple[bytes, int, int]]) -> bytes:
    """Return a PDF with a page for each picture: a JPEG in RGB, its width and height in pixels."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * n) for n in range(len(pictures)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pictures), kids),
    ]
    for n, (jpeg, width, height) in enumerate(pictures):
        objects += _page(3 + 3 * n, jpeg, width, height)
    return _file(objects)


def _page(number: int, jpeg: bytes, width: int, height: int) -> list[bytes]:
    longest = max(width, height)
    wide, high = (max(1, _LONGEST * side // longest) for side in (width, height))
    place = b"%d 0 0 %d 0 0 cm/I Do" % (wide, high)
    return [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
        b"/Resources<</XObject<</I %d 0 R>>>>>>" % (wide, high, number + 1, number + 2),
        b"<</Length %d>>stream\n%s\nendstream" % (len(place), place),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
        % (width, height, len(jpeg), jpeg),
    ]


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(_HEADER), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
