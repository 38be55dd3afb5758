"""Books: grants, months, counts, evidence of every kind, spending rules, and sums by account.

The sums are filled from what was posted before; who had approved is carried over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


_CARRIED_OVER = (
    """INSERT INTO entry_approval (entry, account, role, at)
        SELECT id, decided_by, '', decided_at FROM ledger_entry WHERE state = 'posted'""",
    """INSERT INTO account_balance (village, account, currency, amount)
        SELECT village, account, currency, SUM(amount) FROM ledger_entry
        JOIN entry_posting ON entry = id WHERE state = 'posted'
        GROUP BY village, account, currency""",
    """INSERT INTO account_day (village, account, currency, day, amount)
        SELECT village, account, currency, entry_date, SUM(amount) FROM ledger_entry
        JOIN entry_posting ON entry = id WHERE state = 'posted'
        AND account IN ('Assets:Bank:Main', 'Assets:MobileMoney', 'Assets:Cash')
        GROUP BY village, account, currency, entry_date""",
)


def upgrade() -> None:
    op.create_table(
        "account_balance",
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("village", "account", "currency"),
    )
    op.create_table(
        "account_day",
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("village", "account", "currency", "day"),
    )
    op.create_table(
        "book_month",
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.Column("closing_hash", sa.String(length=64), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assembly", sa.Uuid(), nullable=True),
        sa.Column("questions", sa.String(length=2000), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("village", "month"),
    )
    op.create_table(
        "grant_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("giver", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("project", sa.Uuid(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("village", "number"),
    )
    with op.batch_alter_table("grant_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_agreement_village"), ["village"], unique=False)

    op.create_table(
        "money_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.Column("counted_by", sa.Uuid(), nullable=False),
        sa.Column("witness", sa.Uuid(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("money_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_money_count_photo"), ["photo"], unique=False)
        batch_op.create_index(batch_op.f("ix_money_count_village"), ["village"], unique=False)

    op.create_table(
        "project_report",
        sa.Column("project", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("assembly", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("labour_days", sa.Integer(), nullable=False),
        sa.Column("materials", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("project"),
    )
    with op.batch_alter_table("project_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_report_village"), ["village"], unique=False)

    op.create_table(
        "spending_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("assembly", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("expires_days", sa.Integer(), nullable=False),
        sa.Column("quotes_from", sa.BigInteger(), nullable=False),
        sa.Column("cash_limit", sa.BigInteger(), nullable=False),
        sa.Column("wage", sa.Integer(), nullable=False),
        sa.Column("advance_days", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("spending_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spending_policy_village"), ["village"], unique=False)

    op.create_table(
        "entry_approval",
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["ledger_entry.id"],
        ),
        sa.PrimaryKeyConstraint("entry", "account"),
    )
    op.create_table(
        "entry_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["ledger_entry.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("entry_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_statement_entry"), ["entry"], unique=False)

    op.create_table(
        "grant_tranche",
        sa.Column("agreement", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement"],
            ["grant_agreement.id"],
        ),
        sa.PrimaryKeyConstraint("agreement", "position"),
    )
    with op.batch_alter_table("entry_posting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grant_code", sa.String(length=8), nullable=True))

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=12), nullable=False, server_default="receipt")
        )
        batch_op.add_column(
            sa.Column("gone", sa.String(length=12), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("gone_on", sa.Date(), nullable=True))

    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("payee_erased", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("needs", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column("chair_needed", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "clears",
                sa.Uuid(),
                sa.ForeignKey("ledger_entry.id", name="ledger_entry_clears"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("item", sa.String(length=20), nullable=True))
        batch_op.add_column(
            sa.Column("item_number", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("quotes", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_ledger_entry_clears"), ["clears"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entry_item"), ["item"], unique=False)

    for statement in _CARRIED_OVER:
        op.execute(statement)
