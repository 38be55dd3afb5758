"""Where somebody goes on after signing in."""

from ubudehe.web.cookies import DRAFT, NEXT, read_cookie
from ubudehe.web.visit import Visit


def way_on(visit: Visit, kept: str) -> str:
    """Return where somebody goes on who is signed in now: what was typed, what was asked for."""
    asked = read_cookie(visit.request, NEXT)
    inside = asked.removeprefix(f"/{visit.lang}") if asked.startswith(f"/{visit.lang}/work") else ""
    return "/work/kept" if kept or read_cookie(visit.request, DRAFT) else inside or "/work"
