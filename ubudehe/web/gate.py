"""The gate before forms of guests: few are looked at at once, some wait, the rest come again.

Waiting costs no thread, and who is sent away costs less than a page: so a flood of forms leaves
the threads in which pages are made alone. Where there is a crowd, a stranger who guessed wrong
keeps the place for a moment before being told. Browsers in which somebody signed in before have a
gate of their own, and no network or browser has more than its share of the places in it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ubudehe.language.catalogues import say
from ubudehe.language.refusals import Busy
from ubudehe.places.pack import Country
from ubudehe.web.rendering import render

AT_ONCE, WAITING = 1, 64
CROWD = 8
"""Above so many inside, who was refused is told after a pause: honest crowds are mostly right."""
EACH_NETWORK, EACH_DEVICE = 24, 2
PAUSE, PAUSING, STEPS = 2.0, 500, 20
"""Seconds before somebody is sent away, and for how many at most: who floods by asking anew as soon
as there is an answer then asks seldom, and the loop that all pages share is free. In so many steps
up to twice as long, so that those who came together do not come together again."""


_step = count()


async def _pause() -> None:
    await asyncio.sleep(PAUSE * (1 + next(_step) % STEPS / STEPS))


@dataclass
class FormTurn:
    """One form's turn; `refused` is noted before it ends."""

    refused: bool = False


class GuestGate:
    """So many at once, so many waiting, and at most `each` of one network or device.

    With `crowd`, who was refused keeps the place for a pause while more than so many are inside.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        each: int = 1,
        crowd: int | None = None,
    ) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._each = each
        self._crowd = self._most if crowd is None else crowd
        self._inside: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[FormTurn]:
        """Wait for one's turn; Busy where all places are taken, or all that `who` may have."""
        if self._inside.total() >= self._most or self._inside[who] >= self._each:
            raise Busy
        self._inside[who] += 1
        turn = FormTurn()
        try:
            async with self._turns:
                yield turn
            if turn.refused and self._inside.total() > self._crowd:
                await _pause()
        finally:
            self._inside[who] -= 1
            if not self._inside[who]:
                del self._inside[who]


class Gates:
    """The gates of one kind of form: for strangers, and for browsers that were signed in before."""

    def __init__(self) -> None:
        self._strangers = GuestGate(each=EACH_NETWORK, crowd=CROWD)
        self._known = GuestGate(at_once=1, each=EACH_DEVICE)
        self._pausing = 0

    async def pause(self) -> None:
        """Let who is sent away wait a little, unless too many do."""
        if self._pausing >= PAUSING:
            return
        self._pausing += 1
        try:
            await _pause()
        finally:
            self._pausing -= 1

    def turn(self, network: str, device: str) -> AbstractAsyncContextManager[FormTurn]:
        """Wait for one's turn at the right gate; Busy where there is no place."""
        return self._known.turn(device) if device else self._strangers.turn(network)


def gates_of(request: Request) -> Gates:
    """Return the gates of the form that is asked for."""
    every: dict[str, Gates] = request.app.state.gates
    return every.setdefault(request.url.path.partition("/")[2].partition("/")[2], Gates())


def busy_page(
    request: Request, lang: str, typed: list[tuple[str, str]], message: str = Busy.text
) -> Response:
    """Return the page that asks to come again, with what was typed: made once, then only filled.

    `message` says why, and in how many `%(seconds)s`.
    """
    country: Country = request.app.state.services.country
    fields = "".join(
        f'<textarea name="{escape(name)}" hidden>{escape(value)}</textarea>'
        for name, value in typed
    )
    before, middle, after = _page(lang, country, message)
    page = f"{before}{escape(request.url.path)}{middle}{fields}{after}"
    headers = {
        "cache-control": "no-store",
        "retry-after": str(Busy.seconds),
    }
    return HTMLResponse(page.replace(_PATH, escape(request.url.path[3:])), 503, headers)


_ACTION, _FIELDS, _PATH = "-the-action-", "-the-fields-", "-the-path-"


@lru_cache(maxsize=16)
def _page(lang: str, country: Country, message: str) -> tuple[str, str, str]:
    context = {
        "visit": None,
        "notice": "",
        "signed": None,
        "csrf": "",
        "in_language": lambda other: f"/{other}{_PATH}",
        "action": _ACTION,
        "fields": _FIELDS,
        "message": say(lang, message, seconds=Busy.seconds),
    }
    before, _, rest = render("web/busy.html", lang, country, context).partition(_ACTION)
    middle, _, after = rest.partition(_FIELDS)
    return before, middle, after
