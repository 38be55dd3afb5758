"""Needs in order, proposals with lines, votes of every kind with sealed ballots.

Votes that were open lay under keys of another kind: they are void, their proposals free again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


_VOID = (
    """UPDATE proposal SET state = 'proposed' WHERE id IN (SELECT proposal FROM vote_option
        JOIN vote ON vote.id = vote_option.vote WHERE vote.state IN ('prepared', 'open'))""",
    "UPDATE vote SET state = 'void' WHERE state IN ('prepared', 'open')",
)
_CARRIED_OVER = (
    "UPDATE vote SET signed_in = counted, handed_out = counted, electors = people",
    "UPDATE vote_option SET phase = 'votes' WHERE place > 0",
    """INSERT INTO proposal_line (proposal, position, kind, text, amount)
        SELECT id, 0, 'materials', title, cost FROM proposal""",
)


def upgrade() -> None:
    op.create_table(
        "need_ranking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("assembly", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("lot", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("again", sa.JSON(), nullable=False),
        sa.Column("marks_each", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("need_ranking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_ranking_village"), ["village"], unique=False)

    op.create_table(
        "paper_ballot",
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("pile", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vote"],
            ["vote.id"],
        ),
        sa.PrimaryKeyConstraint("vote", "pile", "turn", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_typing",
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("pile", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("typist", sa.String(length=16), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vote"],
            ["vote.id"],
        ),
        sa.PrimaryKeyConstraint("vote", "pile", "turn"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signed_voters",
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("household", sa.Uuid(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("helper", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["household"],
            ["household.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vote"],
            ["vote.id"],
        ),
        sa.PrimaryKeyConstraint("vote", "household"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "teller_count",
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vote"],
            ["vote.id"],
        ),
        sa.PrimaryKeyConstraint("vote", "turn"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposal_gift",
        sa.Column("proposal", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal"],
            ["proposal.id"],
        ),
        sa.PrimaryKeyConstraint("proposal", "position"),
    )
    op.create_table(
        "proposal_line",
        sa.Column("proposal", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal"],
            ["proposal.id"],
        ),
        sa.PrimaryKeyConstraint("proposal", "position"),
    )
    op.create_table(
        "promise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village", sa.String(length=16), nullable=False),
        sa.Column("proposal", sa.Uuid(), nullable=False),
        sa.Column("giver", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal"],
            ["proposal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_proposal"), ["proposal"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_village"), ["village"], unique=False)

    op.create_table(
        "proposal_version",
        sa.Column("proposal", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal"],
            ["proposal.id"],
        ),
        sa.PrimaryKeyConstraint("proposal", "version"),
    )
    # Ballots that were not counted lay under keys of another kind: their votes are void.
    for line in _VOID:
        op.execute(line)
    op.drop_table("ballot")
    op.create_table(
        "ballot",
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("vote", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["vote"],
            ["vote.id"],
        ),
        sa.PrimaryKeyConstraint("place"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_vote"), ["vote"], unique=False)

    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("symbol", sa.String(length=16), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chosen", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("withdrawn", sa.Boolean(), server_default="0", nullable=False)
        )

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("symbol", sa.String(length=16), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("photo", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("photo_width", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("photo_height", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("from_state", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("asked", sa.String(length=120), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("households", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("women", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("men", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("children", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("upkeep", sa.String(length=2000), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("risks", sa.String(length=2000), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("authors", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("checked", sa.String(length=12), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("check_reason", sa.String(length=2000), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("answer", sa.String(length=2000), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_proposal_photo"), ["photo"], unique=False)

    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=12), server_default="approval", nullable=False)
        )
        batch_op.add_column(sa.Column("marks", sa.Integer(), server_default="20", nullable=False))
        batch_op.add_column(
            sa.Column("rule", sa.String(length=40), server_default="greedy_votes", nullable=False)
        )
        batch_op.add_column(
            sa.Column("threshold", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("electors", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("salt", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("signed_in", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("handed_out", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("spoiled", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("reason", sa.String(length=2000), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("left_out", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("others", sa.JSON(), server_default="{}", nullable=False))
        batch_op.drop_column("card_key")

    with op.batch_alter_table("vote_option", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("grp", sa.String(length=8), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("phase", sa.String(length=16), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("measure", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("held", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("excluded_by", sa.Uuid(), nullable=True))

    for line in _CARRIED_OVER:
        op.execute(line)
    _rewrite_patterns()


def _rewrite_patterns() -> None:
    """Write «0,2» as «0:1,2:1»: patterns now hold points, too."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT vote, pattern FROM ballot_pattern WHERE pattern <> ''")
    )
    for vote, pattern in rows.all():
        new = ",".join(f"{position}:1" for position in pattern.split(","))
        connection.execute(
            sa.text(
                "UPDATE ballot_pattern SET pattern = :new WHERE vote = :vote AND pattern = :old"
            ),
            {"new": new, "vote": vote, "old": pattern},
        )
