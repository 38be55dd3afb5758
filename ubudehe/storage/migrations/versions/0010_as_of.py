"""Since which act an entry is decided and a photo is there: what the record said at any size.

Filled from the record itself: from who approved or refused, and from the events that name photos.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None

_act = sa.table("act", sa.column("log"), sa.column("idx"), sa.column("type"), sa.column("subject"))
_leaf = sa.table("log_leaf", sa.column("log"), sa.column("idx"), sa.column("entry"))
_entry = sa.table(
    "ledger_entry",
    sa.column("id", sa.Uuid()),
    sa.column("village"),
    sa.column("state"),
    sa.column("decided_idx"),
)
_photo = sa.table(
    "evidence", sa.column("entry", sa.Uuid()), sa.column("sha256"), sa.column("added_idx")
)
_NAMES_PHOTOS = ("txn.propose", "evidence.add", "evidence.replace")


def upgrade() -> None:
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_idx", sa.BigInteger(), nullable=True))
        batch_op.create_index("ledger_entry_decided", ["village", "decided_idx"], unique=False)
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("added_idx", sa.BigInteger(), nullable=False, server_default="0")
        )
    connection = op.get_bind()
    _fill_entries(connection)
    _fill_photos(connection)


def _fill_entries(connection: sa.Connection) -> None:
    decided = connection.execute(
        sa.select(_act.c.log, _act.c.subject, _act.c.idx)
        .where(_act.c.type.in_(("txn.approve", "txn.void")))
        .order_by(_act.c.log, _act.c.idx)
    )
    last = {(log, UUID(subject)): idx for log, subject, idx in decided}
    for id_, village in connection.execute(
        sa.select(_entry.c.id, _entry.c.village).where(_entry.c.state.in_(("posted", "refused")))
    ).all():
        connection.execute(
            sa.update(_entry)
            .where(_entry.c.id == id_)
            .values(decided_idx=last.get((village, id_), 0))
        )


def _fill_photos(connection: sa.Connection) -> None:
    named = connection.execute(
        sa.select(_leaf.c.idx, _leaf.c.entry)
        .join(_act, sa.and_(_act.c.log == _leaf.c.log, _act.c.idx == _leaf.c.idx))
        .where(_act.c.type.in_(_NAMES_PHOTOS))
        .order_by(_leaf.c.idx)
    )
    for idx, entry in named.all():
        for id_, digest in _photos(json.loads(bytes(entry))):
            connection.execute(
                sa.update(_photo)
                .where(_photo.c.entry == id_, _photo.c.sha256 == digest)
                .values(added_idx=idx)
            )


def _photos(event: Mapping[str, Any]) -> Iterator[tuple[UUID, str]]:
    for photo in event.get("ev") or ():
        yield UUID(event.get("entry", event["id"])), photo["h"]
