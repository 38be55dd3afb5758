"""Where somebody goes on after signing in."""

from ubudehe.web.cookies import DRAFT
from ubudehe.web.visit import Visit


def way_on(visit: Visit, kept: str) -> str:
    """Return where somebody goes on who is signed in now: what was typed, what was asked for."""
    asked = visit.request.cookies.get("next", "")
    inside = asked.removeprefix(f"/{visit.lang}") if asked.startswith(f"/{visit.lang}/work") else ""
    return "/work/kept" if kept or visit.request.cookies.get(DRAFT) else inside or "/work"
