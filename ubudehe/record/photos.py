"""Photos, and papers that are drawn: cleaned of everything but the picture, made small.

What is stored is a new picture: no EXIF, no place, no profile survives. Size is checked before a
single pixel is read. A process works on one picture at a time; a few wait, the rest come again.
"""

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageDraw, UnidentifiedImageError

from ubudehe.language.lanes import Lane
from ubudehe.language.messages import N_
from ubudehe.language.refusals import Refusal
from ubudehe.record.papers.drawing import can_draw, draw, is_pdf

MAX_BYTES = 12_000_000
MAX_PIXELS = 24_000_000
SMALL_ENOUGH = 100_000


@dataclass(frozen=True)
class Smallness:
    """How small a photo is made: at most `most` bytes, if one of the steps reaches that.

    `steps` are (longest side in pixels, JPEG quality), tried in their order until small enough.
    """

    most: int
    steps: tuple[tuple[int, int], ...]


PAPERS = Smallness(
    SMALL_ENOUGH, ((1280, 55), (1280, 40), (1024, 40), (1024, 30), (800, 30), (640, 25))
)
"""What somebody must be able to read: receipts, tallies."""
PICTURES = Smallness(12_000, ((480, 45), (480, 30), (360, 35), (300, 30), (240, 25), (160, 20)))
"""What somebody looks at to know a project again, on a ballot with many."""

_WIDEST = 1280
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the orientation that a camera notes (Exif 2.32, 4.6.4), what sets the picture upright."""
_lane = Lane(at_once=1, waiting=6, patience=20)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class CleanPhoto:
    """A cleaned photo: exactly the bytes that are hashed, kept and served."""

    content: bytes
    media: str
    width: int
    height: int


def clean_photo(photo: bytes, budget: Smallness = PAPERS) -> CleanPhoto:
    """Return `photo` (JPEG, PNG or WebP) cleaned and as small as `budget` wants it.

    Refusal for anything else; Busy where too many wait.
    """
    if len(photo) > MAX_BYTES:
        raise Refusal(N_("This photo is too large: at most 12 MB."), "photo")
    with _lane.turn(), warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(photo), formats=("JPEG", "PNG", "WEBP")) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Refusal(_TOO_MANY_PIXELS, "photo")
                image.draft("RGB", (_WIDEST, _WIDEST))
                return _shrink(_only_the_picture(image), budget)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refusal(_TOO_MANY_PIXELS, "photo") from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise Refusal(
                N_("This is not a photo that can be read. Send a JPEG, PNG or WebP."), "photo"
            ) from None


def clean_paper(paper: bytes, most: int) -> tuple[CleanPhoto, ...]:
    """Return the pages of a paper cleaned: a photo is one, a PDF each page that shows something.

    Nothing of a PDF but its pictures goes on. Refusal where it has more than `most` pages, or shows
    nothing; where no library draws PDFs, it is refused like any file that is no photo.
    """
    if not (is_pdf(paper) and can_draw()):
        return (clean_photo(paper),)
    if len(paper) > MAX_BYTES:
        raise Refusal(N_("This PDF is too large: at most 12 MB."), "photo")
    with _lane.turn():
        drawn = [_shrink(page) for page in draw(paper, most, _WIDEST) if not _is_empty(page)]
    if not drawn:
        raise Refusal(N_("Nothing is seen on this PDF. Take a photo of the paper."), "photo")
    return tuple(dict.fromkeys(drawn))  # the same page twice shows nothing more


def _is_empty(picture: Image.Image) -> bool:
    """Return whether all points of a picture are alike: the back of a paper, mostly."""
    return len(picture.getcolors(1) or ()) == 1


_TOO_MANY_PIXELS = N_("This photo has too many points: at most 24 megapixels. Take a smaller one.")


def cover(
    content: bytes, corner: tuple[int, int], opposite: tuple[int, int], width: int
) -> CleanPhoto:
    """Return a cleaned photo with a black box between two corners.

    The corners are in pixels of the photo as it was shown, `width` pixels wide.
    """
    with _lane.turn():
        with Image.open(BytesIO(content), formats=("JPEG",)) as image:
            picture = image.convert("RGB")
        (left, right), (top, bottom) = (
            sorted(n * picture.width // width for n in pair)
            for pair in zip(corner, opposite, strict=True)
        )
        ImageDraw.Draw(picture).rectangle((left, top, right, bottom), fill="black")
        return _shrink(picture)


def as_it_is(content: bytes) -> CleanPhoto:
    """Return a photo that was cleaned here before, byte for byte."""
    with Image.open(BytesIO(content), formats=("JPEG",)) as image:
        return CleanPhoto(content, "image/jpeg", *image.size)


def _only_the_picture(image: Image.Image) -> Image.Image:
    small = image.convert("RGBA") if image.mode in ("P", "PA") else image
    small.thumbnail((_WIDEST, _WIDEST), Image.Resampling.LANCZOS)  # before any copy
    turned = _upright(small)
    fresh = Image.new("RGB", turned.size, "white")
    if "A" in turned.getbands() or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        fresh.paste(layer, mask=layer.getchannel("A"))
    else:
        fresh.paste(turned.convert("RGB"))
    return fresh


def _upright(image: Image.Image) -> Image.Image:
    """Return a picture as it was seen; as it lies where what a phone wrote beside it is damaged.

    Only the one number is read: what else stands there is not even taken apart.
    """
    try:
        way = image.getexif().get(ExifTags.Base.Orientation)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, AttributeError, struct.error):
        return image
    turn = _TURNS.get(way) if isinstance(way, int) else None
    return image if turn is None else image.transpose(turn)


def _shrink(picture: Image.Image, budget: Smallness = PAPERS) -> CleanPhoto:
    content, size = b"", picture.size
    for side, quality in budget.steps:
        smaller = picture.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = BytesIO()
        smaller.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        content, size = out.getvalue(), smaller.size
        if len(content) <= budget.most:
            break
    return CleanPhoto(content, "image/jpeg", *size)
