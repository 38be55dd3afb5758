"""The summary above a form names each field that is wrong as the form does, and in its order."""

import re

_PLACE = re.compile(r"<!--f-([^>]*)-->")
"""Where the summary leaves room for a name; what stands in it is escaped already."""
_LINK = re.compile(r'<a href="#f-([^"]+)">(.*?)</a>', re.DOTALL)
_LIST = re.compile(r"<ul>\s*((?:<li><a href=\"#f-.*?</li>\s*)+)</ul>", re.DOTALL)
_LINE = re.compile(r"<li><a href=\"#(f-[^\"]+)\">.*?</li>", re.DOTALL)
_MARK = re.compile(r"<[^>]+>")
_LONGEST = 90


def in_address(name: str) -> str:
    """Return the name of a field as it stands in ids and links: «line.0» as «line-0»."""
    return name.replace(".", "-")


def with_names(page: str) -> str:
    """Return a page with the label or legend of each field where its summary left room for one.

    A link to a field that has another id leads to what is said beside it, or to its first row; what
    is about a field that is not there is no link.
    """
    if "<!--f-" not in page and 'href="#f-' not in page:
        return page
    named = _PLACE.sub(lambda place: _name_of(place[1], page), page)
    sorted_ = _LIST.sub(lambda found: f"<ul>{_as_on(page, found[1])}</ul>", named, count=1)
    return _LINK.sub(lambda link: _as_there(page, link), sorted_)


def _as_there(page: str, link: re.Match[str]) -> str:
    ids = (f"f-{link[1]}", f"e-{link[1]}", f"f-{link[1]}-0")
    there = next((one for one in ids if f'id="{one}"' in page), None)
    return f'<a href="#{there}">{link[2]}</a>' if there else link[2]


def _as_on(page: str, lines: str) -> str:
    """Return the lines of a summary in the order in which their fields stand on the page."""
    found = sorted(_LINE.finditer(lines), key=lambda line: page.find(f'id="{line[1]}"'))
    return "".join(line[0] for line in found)


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
