"""A role of PostgreSQL that runs the app and cannot rewrite the record, as statements to be run.

The owner of the tables may do everything: drop a trigger, change a leaf, and put the trigger back.
So the app runs as another role, which owns nothing; migrations, restoring a backup and nothing else
run as the owner (decision 0137).
"""

import re
from collections.abc import Iterable

_ALL = "SELECT, INSERT, UPDATE, DELETE"
RECORD = {
    "log_leaf": "SELECT, INSERT",
    "log_node": "SELECT, INSERT",
    "log_head": "SELECT, INSERT, UPDATE (size, changed, figured, flagged)",
    "act": "SELECT, INSERT",
    # What was committed to is erased on request; nothing is written over.
    "opening": "SELECT, INSERT, DELETE",
    "alembic_version": "SELECT",
}
"""What the app may do with the tables of the record, and with the number of the schema."""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class NotARole(ValueError):
    """A name that no role should have."""


def role_sql(role: str, tables: Iterable[str]) -> str:
    """Return statements for the owner of the tables to run, before the app and after upgrades.

    They can be run again: what the role may do is then exactly this. NotARole for a name that
    would have to be quoted.
    """
    if not _NAME.fullmatch(role):
        raise NotARole(role)
    lines = [
        "BEGIN;",
        f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;",
        f"ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"REVOKE ALL ON SCHEMA public FROM {role};",
        f"GRANT USAGE ON SCHEMA public TO {role};",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};",
    ]
    lines += [
        f"GRANT {RECORD.get(table, _ALL)} ON {table} TO {role};"
        for table in sorted({*tables, *RECORD})
    ]
    return "\n".join([*lines, "COMMIT;", ""])
