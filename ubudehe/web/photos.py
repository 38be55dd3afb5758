"""A photo that comes with a form."""

from typing import Any

from ubudehe.language.refusals import Refusal
from ubudehe.record.photos import PAPERS, CleanPhoto, Smallness, clean_photo
from ubudehe.web.forms import Form


def clean_photo_of(form: Form[Any], budget: Smallness = PAPERS) -> CleanPhoto | None:
    """Return the photo that came with `form`, cleaned; None if none came or the form is wrong.

    What is wrong with the photo goes into the form.
    """
    raw = form.files.get("photo", b"")
    if not raw or form.errors:
        return None
    try:
        return clean_photo(raw, budget)
    except Refusal as refusal:
        form.refuse_by(refusal, "photo")
        return None
