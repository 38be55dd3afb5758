"""The summary above a form names each field that is wrong as the form itself does."""

import re

_PLACE = re.compile(r"<!--f-([^>]*)-->")
"""Where the summary leaves room for a name; what stands in it is escaped already."""
_MARK = re.compile(r"<[^>]+>")
_LONGEST = 90


def with_names(page: str) -> str:
    """Return a page with the label or legend of each field where its summary left room for one."""
    return _PLACE.sub(lambda place: _name_of(place[1], page), page) if "<!--f-" in page else page


def _name_of(field: str, page: str) -> str:
    """Return what a field is called, ready for what is wrong with it to follow; else nothing."""
    id_ = re.escape(field)
    found = re.search(
        rf'(?:<label for="f-{id_}"[^>]*>|<fieldset id="f-{id_}"[^>]*>\s*<legend[^>]*>)(.*?)</l',
        page,
        re.DOTALL,
    )
    name = " ".join(_MARK.sub("", found[1]).split()) if found else ""
    if not name or len(name) > _LONGEST:
        return ""
    return f"{name} " if name[-1] in "?.!" else f"{name}: "
