"""Grants that were withdrawn whole; questions about months, and answers, in full length."""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grant_withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement", sa.Uuid(), nullable=False),
        sa.Column("rest", sa.String(length=8), nullable=False),
        sa.Column("back_by", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_reason", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["agreement"], ["grant_agreement.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_grant_withdrawal_agreement", "grant_withdrawal", ["agreement"])
    for table, columns in _LONGER.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.alter_column(
                    name,
                    existing_type=sa.String(length=2000),
                    type_=sa.String(length=4000),
                    existing_nullable=False,
                )
    _whole_again()
    _forget_remarks()


_LONGER = {"book_month": ("questions", "answer"), "book_month_given_back": ("reason",)}


def _whole_again() -> None:
    """Put back what was cut from a question or an answer: the record kept it whole."""
    engine = op.get_bind()
    for column, kind in (("questions", "period.review"), ("answer", "period.answer")):
        cut = sa.text(
            f"SELECT village, month, {column} FROM book_month WHERE length({column}) = 2000"  # noqa: S608
        )
        for village, month, text in engine.execute(cut).all():
            told = sa.text(
                "SELECT o.value FROM opening o JOIN act a ON a.log = o.log AND a.id = o.act "
                "WHERE a.log = :village AND a.type = :kind AND a.subject = :month "
                "AND o.field = :field ORDER BY a.idx DESC"
            )
            given = {"village": village, "kind": kind, "month": month, "field": column}
            for (value,) in engine.execute(told, given):
                whole = json.loads(value)
                if whole[:2000] == text:
                    engine.execute(
                        sa.text(
                            f"UPDATE book_month SET {column} = :whole "  # noqa: S608
                            "WHERE village = :village AND month = :month"
                        ),
                        {"whole": whole, "village": village, "month": month},
                    )
                    break


def _forget_remarks() -> None:
    """Erase what was remarked about lines of statements that were taken back since."""
    engine = op.get_bind()
    lines = engine.execute(sa.text("SELECT id FROM bank_line"))
    here = {str(one if isinstance(one, UUID) else UUID(str(one))) for (one,) in lines}
    said = engine.execute(
        sa.text("SELECT log, id, subject FROM act WHERE type = 'bank.explain'")
    ).all()
    for log, act, subject in said:
        if subject not in here:
            engine.execute(
                sa.text("DELETE FROM opening WHERE log = :log AND act = :act AND field = 'remark'"),
                {"log": log, "act": act},
            )
