"""What a receipt photo is turned into."""

from io import BytesIO

import pytest
from PIL import Image

from ubudehe.language.refusals import Refusal
from ubudehe.record.photos import MAX_BYTES, SMALL_ENOUGH, clean_photo


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (3000, 2000)) -> bytes:
    image = Image.effect_noise(size, 40).convert(mode)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_every_kind_becomes_a_small_plain_jpeg(kind: str, mode: str) -> None:
    size = (900, 600) if kind == "PNG" else (2400, 1600)
    clean = clean_photo(picture(kind, mode, size))
    assert clean.media == "image/jpeg"
    assert len(clean.content) <= SMALL_ENOUGH
    with Image.open(BytesIO(clean.content)) as image:
        assert image.format == "JPEG"
        assert image.size == (clean.width, clean.height)
        assert max(image.size) <= 1280
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)


def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (400, 200), "white").save(out, "JPEG", exif=exif.tobytes())
    clean = clean_photo(out.getvalue())
    assert (clean.width, clean.height) == (200, 400)


def test_the_same_photo_is_the_same_receipt() -> None:
    raw = picture("JPEG", size=(800, 600))
    assert clean_photo(raw) == clean_photo(raw)


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(Refusal, match="too large"):
        clean_photo(b"\xff\xd8" + b"\0" * MAX_BYTES)
