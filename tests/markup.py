"""What a page's HTML must hold to beside what axe sees: browsers mend it in silence."""

import re
from collections import Counter
from html.parser import HTMLParser

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_LINES = frozenset(("path", "rect", "line", "circle", "polygon", "polyline", "ellipse", "use"))
_BARE = frozenset(["ul", "ol", "dl", "p", "div", "span"])
"""Elements on which a name is read by nobody, unless they have a role."""
_ODD_ID = re.compile(r"<[a-z][^>]* id=\"([^\"]*[^\w\"-][^\"]*)\"")
_ID = re.compile(r"<[a-z][^>]* id=\"([^\"]*)\"")
_BLANKS = re.compile(r">[ \t]+$", re.MULTILINE)
_SEVERAL = frozenset(["radio", "checkbox", "submit", "button", "image"])


class _Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self._names: set[str] = set()
        self._boxes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "checkbox":
            name = given.get("name") or ""
            if "form" in self._open and name in self._boxes and not name.endswith("[]"):
                self.found.append(f"several boxes are called {name} without a mark")
            self._boxes |= {name}
        if tag in _BARE and "aria-label" in given and "role" not in given:
            self.found.append(f"<{tag}> has a name that nobody reads: {given['aria-label']}")
        if tag == "form":
            self._names, self._boxes = set(), set()
        if tag in ("input", "select", "textarea") and given.get("type") not in _SEVERAL:
            name = given.get("name") or ""
            if "form" in self._open and name in self._names:
                self.found.append(f"two fields are called {name}")
            self._names |= {name} - {""}
        if tag not in _VOID | _LINES:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID | _LINES:
            return
        if not self._open or self._open[-1] != tag:
            self.found.append(f"</{tag}> closes what is not open: {self._open[-3:]}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass


def faults_of_markup(page: str) -> list[str]:
    """Return what is wrong with a page: elements that cross, two fields of one name in a form,
    names on what cannot have one, ids that are odd or there twice, blanks at the ends of lines.
    """
    parser = _Faults()
    parser.feed(page)
    ids = [f"the id {one} needs a sign less" for one in _ODD_ID.findall(page)]
    ids += [
        f"the id {one} is there twice"
        for one, times in Counter(_ID.findall(page)).items()
        if times > 1
    ]
    blanks = len(_BLANKS.findall(page))
    return parser.found + ids + [f"{blanks} tags with blanks behind them"] * bool(blanks)
