"""A flood of guesses, as a process of its own.

`python -m tests.benchmarks.flooding KIND SECONDS` prints how often each status was answered.
"""

import asyncio
import json
import random
import re
import secrets
import sys
import time
from collections import Counter

from tests.benchmarks.phones import ask_with
from tests.conftest import hidden_fields
from ubudehe.language.codes import make_code

CONNECTIONS = 300
PATHS = {"sign-in": "/en/sign-in", "sign-in everywhere": "/en/sign-in", "check": "/en/check"} | {
    "vote": "/en/vote"
}


def typed(kind: str) -> dict[str, str]:
    """Return a guess: whole in itself, and wrong."""
    if kind.startswith("sign-in"):
        return {
            "phone": f"07885{random.randrange(10**5):05d}",
            "pin": str(secrets.randbelow(10**8)),
        }
    return {"code": make_code(secrets.token_bytes(16), b"guess")}


def address(kind: str) -> str:
    """Return where a guess comes from: one network of IPv6, or anywhere."""
    network = secrets.token_hex(2) if kind.endswith("everywhere") else "7"
    return f"2001:db8:{network}:9::{secrets.token_hex(2)}"


async def guesses(kind: str, until: float, answers: Counter[str]) -> None:
    """Send guesses as fast as there are answers, each from another address."""
    _, head, page = await ask_with(PATHS[kind], {"x-forwarded-for": address(kind)})
    guest = re.search(r"set-cookie: (guest=[^;]+)", head)
    hidden = hidden_fields(page.decode())
    while time.monotonic() < until:
        said = {"x-forwarded-for": address(kind), "cookie": guest[1] if guest else ""}
        try:
            status, _, _ = await ask_with(PATHS[kind], said, {**hidden, **typed(kind)})
            answers[str(status)] += 1
        except (OSError, IndexError):
            answers["broken"] += 1


async def flood(kind: str, seconds: float) -> Counter[str]:
    """Return how often each status was answered."""
    answers: Counter[str] = Counter()
    until = time.monotonic() + seconds
    await asyncio.gather(*(guesses(kind, until, answers) for _ in range(CONNECTIONS)))
    return answers


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(sys.argv[1], float(sys.argv[2])))))
