"""What somebody without an account tells: the code it is followed under, and how much at once."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ubudehe.language.codes import make_code
from ubudehe.people.buckets import Bucket


@dataclass(frozen=True)
class GuestCodes:
    """The codes of one kind of thing that guests tell, by its name."""

    kind: bytes

    def code_of(self, secret: bytes, form: UUID) -> str:
        """Return the code that a form is given: the same one where it is sent twice.

        The id of the form is kept nowhere, so that who has the database and the secret cannot
        make it.
        """
        return make_code(secret, self.kind + form.bytes)

    def mark_of(self, secret: bytes, code: str) -> str:
        """Return the hash under which a code is kept, in hex."""
        return hmac.new(secret, self.kind + b" mark" + code.encode(), hashlib.sha256).hexdigest()


@dataclass
class ToldLately:
    """Buckets in the memory of one process: that somebody told something is written nowhere."""

    _empty_at: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def wait(self, bucket: Bucket, network: str, now: datetime) -> timedelta:
        """Return how long a network must wait before it may tell one more."""
        return bucket.wait(self._empty_at.get((bucket.name, network), now), now)

    def count(self, bucket: Bucket, network: str, now: datetime) -> None:
        """Count one more, and forget the networks whose buckets are empty by now."""
        for one in [key for key, at in list(self._empty_at.items()) if at <= now]:
            self._empty_at.pop(one, None)
        key = bucket.name, network
        self._empty_at[key] = bucket.poured(self._empty_at.get(key, now), now)
