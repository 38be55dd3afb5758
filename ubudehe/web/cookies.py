"""The few cookies there are, all out of reach of scripts and other sites."""

from datetime import timedelta

from starlette.responses import Response

from ubudehe.settings import Settings

SESSION = "ubudehe"
GUEST = "guest"
DRAFT = "draft"
NOTICE = "said"
DEVICE = "device"
OURS = frozenset(name.encode() for name in (SESSION, GUEST, DRAFT, NOTICE))
"""What a page may depend on; any other cookie is none of our business."""


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, lasts: timedelta | None = None
) -> None:
    """Set a cookie for this site alone; it ends with the browser unless it is to last longer."""
    response.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()) if lasts else None,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
