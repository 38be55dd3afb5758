"""Addenda to minutes, and reports after which a project was opened again."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assembly_addendum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assembly", sa.Uuid(), nullable=False),
        sa.Column("agreed_in", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assembly"], ["assembly.id"]),
        sa.ForeignKeyConstraint(["agreed_in"], ["assembly.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_assembly_addendum_assembly", "assembly_addendum", ["assembly"])
    op.create_table(
        "project_report_taken_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("project", sa.Uuid(), nullable=False),
        sa.Column("assembly", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("labour_days", sa.Integer(), nullable=False),
        sa.Column("materials", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reopened_in", sa.Uuid(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("village", "project"):
        name = f"ix_project_report_taken_back_{column}"
        op.create_index(name, "project_report_taken_back", [column])
