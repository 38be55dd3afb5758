"""The few cookies there are, all out of reach of scripts and other sites.

Where people come by https their names begin with `__Host-`: a browser then takes and sends them
for this host alone, and no neighbour of the same domain can set one. A cookie under its plain name
is nobody's there: whoever had one before signs in again, and keeps what was typed.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from ubudehe.settings import Settings

SESSION = "ubudehe"
GUEST = "guest"
DRAFT = "draft"
NOTICE = "said"
DEVICE = "device"
NEXT = "next"
_BOUND = "__Host-"
OURS = frozenset(
    f"{bound}{name}".encode() for name in (SESSION, GUEST, DRAFT, NOTICE) for bound in ("", _BOUND)
)
"""What a page may depend on; any other cookie is none of our business."""


def name_of(settings: Settings, name: str) -> str:
    """Return how a cookie is called on this server."""
    return f"{_BOUND}{name}" if settings.https else name


def read_cookie(request: Request, name: str) -> str:
    """Return what the visitor's cookie holds; nothing where there is none."""
    settings: Settings = request.app.state.services.settings
    return request.cookies.get(name_of(settings, name), "")


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, lasts: timedelta | None = None
) -> None:
    """Set a cookie for this site alone; it ends with the browser unless it is to last longer."""
    response.set_cookie(
        name_of(settings, name),
        value,
        max_age=int(lasts.total_seconds()) if lasts else None,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        name_of(settings, name),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
