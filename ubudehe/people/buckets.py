"""Leaky buckets: how often somebody may try. Each try is a drop; what overflows must wait.

Time empties a bucket evenly, and success takes the drops back that mistakes poured in. So honest
mistakes never add up, and whoever guesses gets the rate of the leak and no more.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

_NETWORK_V6 = 64
"""Bits of an IPv6 address that one customer's network has in common (RFC 6177)."""


@dataclass(frozen=True)
class Bucket:
    """A kind of bucket: so many drops fit, and one of them leaks out every `leaks`.

    What is kept of one bucket is only the moment at which it will be empty.
    """

    name: str
    holds: int
    leaks: timedelta

    def wait(self, empty_at: datetime, now: datetime) -> timedelta:
        """Return how long it takes until one more drop fits; zero where it fits now."""
        level = max(empty_at - now, timedelta(0))
        return max(level - (self.holds - 1) * self.leaks, timedelta(0))

    def poured(self, empty_at: datetime, now: datetime) -> datetime:
        """Return when the bucket is empty with one more drop in it."""
        return max(empty_at, now) + self.leaks

    def drops(self, empty_at: datetime, now: datetime) -> int:
        """Return how many drops are in it; one that has begun to leak out counts."""
        return -(max(empty_at - now, timedelta(0)) // -self.leaks)

    def relieved(self, empty_at: datetime, drops: int) -> datetime:
        """Return when the bucket is empty with so many drops taken out."""
        return empty_at - drops * self.leaks


DEVICE = Bucket("device", 5, timedelta(minutes=5))
"""Tries of one account on one device, or from one network if nobody knows the device."""
STRANGERS = Bucket("strangers", 20, timedelta(minutes=2))
"""Tries of one account on all devices together on which it was never signed in."""
NETWORK = Bucket("network", 100, timedelta(seconds=30))
"""Tries on unknown devices, and of codes, from one network: thousands may stand behind it."""

PROGRAMS = Bucket("programs", 120, timedelta(milliseconds=500))
"""Requests of programs to the API from one network: two a second, and a minute's worth at once."""


def network_of(address: str) -> str:
    """Return the network of an address: an IPv4 address itself, of IPv6 its first 64 bits.

    What is no address is a network of its own.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _NETWORK_V6), strict=False))
    return str(found)
