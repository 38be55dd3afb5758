"""Headers that stand on every answer: page, file or refusal, whoever made it; refusals counted.

What an answer says itself stays. Answers that a browser has kept already (304 of the page cache)
bear none: the browser keeps those that came with the page.
"""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ubudehe.storage.counters import Counters
from ubudehe.storage.security_log import OTHER, REFUSED
from ubudehe.web.rendering import security_policy

Headers = list[tuple[bytes, bytes]]
NOTHING_LOADED = b"default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page: opened by itself, it loads and runs nothing."""
ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(),geolocation=(),microphone=(),payment=()"),
]
_log = logging.getLogger(__name__)
_REFUSED = 400
OF_DOCUMENTS = {b"cross-origin-opener-policy", b"permissions-policy"}
"""What nothing but a document heeds: a script that a page loads goes without, for its bytes."""
OF_HTTPS: Headers = [
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
]


class WithHeaders:
    """ASGI middleware that adds what an answer does not say itself; `https` as people come."""

    def __init__(self, app: ASGIApp, counters: Counters, *, https: bool) -> None:
        self._app = app
        self._counters = counters
        self._always = ALWAYS + (OF_HTTPS if https else [])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer with its headers back."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] >= _REFUSED:
                    self._count(message["status"])
                message["headers"] = self._with(message.get("headers", []))
            await send(message)

        await self._app(scope, receive, headed if scope["type"] == "http" else send)

    def _count(self, status: int) -> None:
        name = f"status {status}"
        try:
            self._counters.add(name if name in REFUSED else OTHER)
        except OSError as error:  # a full disk must not stop the answer that tells of it
            _log.error("nothing can be counted: %s", type(error).__name__)

    def _with(self, said: Headers) -> Headers:
        names = {name.lower(): value for name, value in said}
        added = [pair for pair in self._always if pair[0] not in names]
        if names.get(b"content-type", b"").startswith(b"text/javascript"):
            added = [pair for pair in added if pair[0] not in OF_DOCUMENTS]
        if b"content-security-policy" not in names:
            page = names.get(b"content-type", b"").startswith(b"text/html")
            policy = security_policy().encode() if page else NOTHING_LOADED
            added.append((b"content-security-policy", policy))
        if b"cross-origin-resource-policy" not in names:
            for_all = b"access-control-allow-origin" in names
            whose = b"cross-origin" if for_all else b"same-origin"
            added.append((b"cross-origin-resource-policy", whose))
        return [*said, *added]
