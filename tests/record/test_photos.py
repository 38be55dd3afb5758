"""What a receipt photo is turned into."""

from io import BytesIO

import pytest
from PIL import Image

from ubudehe.language.refusals import Refusal
from ubudehe.record.photos import MAX_BYTES, SMALL_ENOUGH, clean_photo

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_damage_in_what_a_phone_wrote_beside_a_photo_costs_no_receipt(kind: str) -> None:
    """A word where a number belongs made the server fail: it wrote again what nobody keeps."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x011A] = 6, "Uwase", 72.0
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, kind, exif=exif.tobytes())
    raw, at = out.getvalue(), out.getvalue().lower().index(b"exif")
    damaged = 0
    for place in range(at, at + 80):
        for byte in (0, 1, 2, 7, 12, 255):
            wrong = raw[:place] + bytes((byte,)) + raw[place + 1 :]
            try:
                damaged += clean_photo(wrong).width == 40
            except Refusal:
                continue
    assert kind != "JPEG" or damaged


def test_the_same_photo_is_the_same_receipt() -> None:
    raw = picture("JPEG", size=(800, 600))
    assert clean_photo(raw) == clean_photo(raw)


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(Refusal, match="too large"):
        clean_photo(b"\xff\xd8" + b"\0" * MAX_BYTES)
