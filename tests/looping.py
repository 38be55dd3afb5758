"""Awaiting in a test, whatever ran before it in this process."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns, run in a thread of its own.

    Playwright keeps a loop running in the thread of the tests once a journey was played in it.
    """
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, work).result()
