"""How often programs of one network ask: a leaky bucket each, in the memory of this process.

What a process counts it forgets when it ends, and each process of a server counts for itself:
that bounds the work for anybody, and costs neither a write nor a question to the database.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from ubudehe.people.buckets import Bucket

_MOST = 50_000


@dataclass(frozen=True)
class Metered:
    """What a network may still ask, and in how many seconds it may again; 0 where it may now.

    `more` is in how many seconds it may ask as much as at first or, where nothing is left, once:
    the draft forbids a Retry-After that ends before it.
    """

    bucket: Bucket
    left: int
    wait: int
    more: int

    @property
    def headers(self) -> dict[str, str]:
        """Return it as draft-ietf-httpapi-ratelimit-headers-11 writes it, and RFC 9110."""
        name, holds = self.bucket.name, self.bucket.holds
        window = _seconds(holds * self.bucket.leaks)
        said = {
            "ratelimit-policy": f'"{name}";q={holds};w={window}',
            "ratelimit": f'"{name}";r={self.left};t={self.more}',
        }
        return said | ({"retry-after": str(self.wait)} if self.wait else {})


class Meter:
    """The buckets of the networks that asked last, at most `most` of them."""

    def __init__(self, bucket: Bucket, most: int = _MOST) -> None:
        self._bucket = bucket
        self._most = most
        self._empty_at: OrderedDict[str, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def pour(self, network: str, now: datetime) -> Metered:
        """Count a request of a network, unless it must wait."""
        bucket = self._bucket
        with self._lock:
            empty_at = self._empty_at.pop(network, now)
            wait = bucket.wait(empty_at, now)
            if not wait:
                empty_at = bucket.poured(empty_at, now)
            self._empty_at[network] = empty_at
            if len(self._empty_at) > self._most:
                self._empty_at.popitem(last=False)
        left = max(bucket.holds - bucket.drops(empty_at, now), 0)
        more = empty_at - now if left else bucket.wait(empty_at, now)
        return Metered(bucket, left, _seconds(wait), _seconds(more))


def _seconds(time: timedelta) -> int:
    """Return whole seconds, rounded up."""
    return -(time // -timedelta(seconds=1))
