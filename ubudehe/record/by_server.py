"""An act by nobody: what the server itself writes into a record, or for whom it knows no account.

It is asked for in one way everywhere: signed by the log's own key, under an id that is the same
each time it is asked for, so that what was told already is not told twice.
"""

import secrets
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from ubudehe.record.append import Request

SERVER = "server"
"""The role under which the server itself does an act."""


def by_server(
    log: str, key: str, type_: str, at: datetime, act: str | UUID, given: str, role: str = SERVER
) -> Request:
    """Return what is asked to be written into `log`; `key` is the id of the key that signs it.

    `act` is the id of the act, or what it is of, which makes its id together with its type.
    `given` as in `Request`. `role` is another only where the server vouches for one.
    """
    return Request(
        log=log,
        id=act if isinstance(act, UUID) else uuid5(NAMESPACE_URL, f"{type_} {act}"),
        type=type_,
        role=role,
        key=key,
        account=None,
        at=at,
        given=given,
        entropy=secrets.token_bytes,
    )
