"""Where somebody goes on after signing in."""

import re

from ubudehe.web.cookies import DRAFT, NEXT, read_cookie
from ubudehe.web.visit import Visit

_INSIDE = re.compile(r"/[a-z]{2}(/work(?:[/?].*)?)", re.DOTALL)


def inside(address: str) -> str:
    """Return an address of a page behind the sign-in without its language; «» for any other.

    Who changes the language while signing in goes on in the new one.
    """
    found = _INSIDE.fullmatch(address)
    return found[1] if found else ""


def way_on(visit: Visit, kept: str) -> str:
    """Return where somebody goes on who is signed in now: what was typed, what was asked for."""
    asked = inside(read_cookie(visit.request, NEXT))
    return "/work/kept" if kept or read_cookie(visit.request, DRAFT) else asked or "/work"
