"""The few cookies there are, all out of reach of scripts and other sites."""

from starlette.responses import Response

from ubudehe.settings import Settings

SESSION = "ubudehe"
GUEST = "guest"
DRAFT = "draft"
NOTICE = "said"
OURS = frozenset(name.encode() for name in (SESSION, GUEST, DRAFT, NOTICE))
"""What a page may depend on; any other cookie is none of our business."""


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, minutes: int | None = None
) -> None:
    """Set a cookie for this site alone; it ends with the browser unless `minutes` are given."""
    response.set_cookie(
        name,
        value,
        max_age=minutes * 60 if minutes else None,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
