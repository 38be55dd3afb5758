"""PDFs made by hand: papers with a line on each page, and what can be wrong with one."""

import zlib
from collections.abc import Sequence

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_A4 = b"0 0 595 842"
_SHADING = (
    b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 595 842] /Extend [true true] /Function "
    b"<< /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >> >>"
)


def lines(*texts: str, box: bytes = _A4, extra: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    """Return a PDF with a page for each text, written in its upper half; empty pages for none."""
    pages = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(texts)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (pages, len(texts)),
        _FONT,
    ]
    for n, text in enumerate(texts):
        written = b"BT /F 40 Tf 60 600 Td (%s) Tj ET" % text.encode() if text else b""
        objects += [_page(5 + 2 * n, box), _stream(written)]
    return _file([*objects, *more], extra)


def locked() -> bytes:
    """Return a PDF that opens with a password alone."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"11" * 32, b"22" * 32)
    return lines("900 000 Frw", extra=b"/Encrypt 6 0 R /ID [<00><00>]", more=[lock])


def many(pages: int) -> bytes:
    """Return a PDF that has one and the same page many times."""
    whole = lines("900 000 Frw")
    return whole.replace(b"[4 0 R] /Count 1", b"[%s] /Count %d" % (b"4 0 R " * pages, pages))


def memory_bomb() -> bytes:
    """Return three kilobytes that ask for ten thousand million lines."""
    forms = [
        _stream(b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [%s] /Resources "
                b"<< /XObject << /X %d 0 R >> >>" % (_A4, 7 + n))
        for n in range(9)
    ]  # fmt: skip
    last = _stream(b"0 0 m 500 800 l S", b"/Type /XObject /Subtype /Form /BBox [%s]" % _A4)
    whole = lines("", more=[*forms, last])
    asked = whole.replace(b"/F 3 0 R >>", b"/F 3 0 R >> /XObject << /X 6 0 R >>")
    return asked.replace(b"<<  /Length 0 >>\nstream\n\n", b"<<  /Length 5 >>\nstream\n/X Do\n")


def time_bomb() -> bytes:
    """Return ten kilobytes that ask for the same large area a million times."""
    painted = zlib.compress(b"/S sh\n" * 1_000_000)
    page = _page(5, _A4).replace(b"/Font", b"/Shading << /S 6 0 R >> /Font")
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            _FONT,
            page,
            _stream(painted, b"/Filter /FlateDecode"),
            _SHADING,
        ]
    )


def with_secrets() -> bytes:
    """Return a PDF that carries an author, a script and an attached file beside its page."""
    return lines("900 000 Frw", extra=b"/Info << /Author (Uwase Claudine) >>").replace(
        b"/Type /Catalog",
        b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
    )


def _page(content: int, box: bytes) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %d 0 R /Resources "
        b"<< /Font << /F 3 0 R >> >> >>" % (box, content)
    )


def _stream(content: bytes, said: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (said, len(content), content)


def _file(objects: Sequence[bytes], extra: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        extra,
        start,
    )
    return bytes(out)
