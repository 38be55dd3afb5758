"""Households that left while a later round goes on no longer count as classified."""

from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A final round counts anew whoever is there, so only a village with a round going on can be wrong.
    op.execute(
        """
        UPDATE total SET value = (
            SELECT count(*) FROM category_decision AS decision
            JOIN household ON household.id = decision.household
            WHERE decision.current AND household.ended IS NULL AND decision.round = (
                SELECT id FROM category_round
                WHERE village = total.log AND state = 'final'
                ORDER BY started_at DESC LIMIT 1
            )
        )
        WHERE measure = 'classified' AND log IN (
            SELECT village FROM category_round WHERE state NOT IN ('final', 'stopped')
        )
        """
    )
    op.execute(
        """
        UPDATE log_head SET figured = 0 WHERE log IN (
            SELECT village FROM category_round WHERE state NOT IN ('final', 'stopped')
        )
        """
    )
