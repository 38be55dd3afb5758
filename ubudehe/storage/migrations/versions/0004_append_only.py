"""The record is only ever added to, says the database too; and which heads the country's log has."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SAYS = "the record is only ever added to"
_NEVER = (
    ("log_leaf", "DELETE", None),
    ("log_leaf", "UPDATE", None),
    ("log_node", "DELETE", None),
    ("log_node", "UPDATE", None),
    ("log_head", "DELETE", None),
    ("log_head", "UPDATE OF log, size", "NEW.size < OLD.size OR NEW.log <> OLD.log"),
    ("act", "DELETE", None),
    ("act", "UPDATE OF log, id, idx, type", None),
)


def upgrade() -> None:
    op.create_table(
        "published_head",
        sa.Column("log", sa.String(length=16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["log"], ["log_head.log"]),
        sa.PrimaryKeyConstraint("log"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table, event, when in _NEVER:
            op.execute(_sqlite(table, event, when))
        return
    op.execute(
        f"""CREATE FUNCTION record_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation'; END $$"""
    )
    for table, event, when in _NEVER:
        op.execute(_server(table, event, when))
    for table in dict.fromkeys(table for table, _, _ in _NEVER):
        op.execute(
            f"CREATE TRIGGER {table}_never_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION record_only_grows()"
        )


def _name(table: str, event: str) -> str:
    return f"{table}_never_{event.split()[0].lower()}"


def _sqlite(table: str, event: str, when: str | None) -> str:
    condition = f"WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    )


def _server(table: str, event: str, when: str | None) -> str:
    condition = f"WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} FOR EACH ROW {condition} "
        "EXECUTE FUNCTION record_only_grows()"
    )
