"""A photo, or a paper, that comes with a form."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from starlette.responses import Response

from ubudehe.language.refusals import Refusal
from ubudehe.record.papers.drawing import MOST_PAGES
from ubudehe.record.photos import PAPERS, CleanPhoto, Smallness, clean_paper, clean_photo
from ubudehe.web.forms import Form

T = TypeVar("T")


def clean_photo_of(form: Form[Any], budget: Smallness = PAPERS) -> CleanPhoto | None:
    """Return the photo that came with `form`, cleaned; None if none came or the form is wrong.

    What is wrong with the photo goes into the form.
    """
    return _cleaned(form, partial(clean_photo, budget=budget))


def clean_paper_of(form: Form[Any], most: int = MOST_PAGES) -> tuple[CleanPhoto, ...]:
    """Return the photo, or the at most `most` pages of the PDF, that came with `form`, cleaned.

    Nothing if none came or the form is wrong; what is wrong with it goes into the form.
    """
    return _cleaned(form, partial(clean_paper, most=most)) or ()


def privately(photo: bytes) -> Response:
    """Return a JPEG for this browser alone: no cache on the way keeps it."""
    return Response(
        photo,
        media_type="image/jpeg",
        headers={"cache-control": "private, max-age=3600", "x-content-type-options": "nosniff"},
    )


def _cleaned(form: Form[Any], clean: Callable[[bytes], T]) -> T | None:
    raw = form.files.get("photo", b"")
    if not raw or form.errors:
        return None
    try:
        return clean(raw)
    except Refusal as refusal:
        form.refuse_by(refusal, "photo")
        return None
