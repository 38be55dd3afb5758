"""Appeals are counted by quarter; how many have a category, as of the day the list became final."""

from collections import Counter
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_APPEAL = sa.table(
    "appeal",
    sa.column("id"),
    sa.column("village"),
    sa.column("direction"),
    sa.column("filed_at", sa.DateTime(timezone=True)),
)
_STEP = sa.table(
    "appeal_step",
    sa.column("appeal"),
    sa.column("number"),
    sa.column("level"),
    sa.column("outcome"),
    sa.column("decided_at", sa.DateTime(timezone=True)),
)
_TOTAL = sa.table("total", sa.column("log"), sa.column("measure"), sa.column("value"))


def upgrade() -> None:
    connection = op.get_bind()
    counts: Counter[tuple[str, str]] = Counter()
    filed = sa.select(_APPEAL.c.village, _APPEAL.c.filed_at)
    for village, at in connection.execute(filed):
        counts[village, f"appeals:{_quarter(at)}"] += 1
    steps = (
        sa.select(
            _STEP.c.appeal,
            _APPEAL.c.village,
            _APPEAL.c.direction,
            _STEP.c.level,
            _STEP.c.outcome,
            _STEP.c.decided_at,
        )
        .join_from(_STEP, _APPEAL, _APPEAL.c.id == _STEP.c.appeal)
        .order_by(_STEP.c.appeal, _STEP.c.number.desc())
    )
    quarter = ""
    for _appeal, village, way, level, outcome, at in connection.execute(steps):
        # Who was silent was written down in the act that decided after it: the row just before.
        quarter = _quarter(at) if at is not None else quarter
        counts[village, f"appeals:{quarter}:{level}:{way}:{outcome}"] += 1
    # What is published today stays so until the next list is final: what it was then is not known.
    copied = sa.text(
        "INSERT INTO total (log, measure, value) SELECT log, CAST(:kept AS VARCHAR(40)), value "
        "FROM total AS live WHERE measure = CAST(:now AS VARCHAR(40)) "
        "AND log IN (SELECT village FROM category_round WHERE state = 'final') "
        "AND NOT EXISTS (SELECT 1 FROM total WHERE total.log = live.log "
        "AND total.measure = CAST(:kept AS VARCHAR(40)))"
    )
    for kept, now in (("listed", "classified"), ("listed_of", "households")):
        connection.execute(copied, {"kept": kept, "now": now})
    # Sums above villages hold counts under the old names: all of them are counted anew.
    op.execute("DELETE FROM place_figures")
    op.execute("UPDATE log_head SET figured = 0")
    op.execute("DELETE FROM total WHERE measure = 'appeals' OR measure LIKE 'appeals:%'")
    rows = [
        {"log": village, "measure": measure, "value": count}
        for (village, measure), count in sorted(counts.items())
    ]
    if rows:
        op.bulk_insert(_TOTAL, rows)


def _quarter(at: datetime) -> str:
    moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return f"{moment.year:04}{1 + (moment.month - 1) // 3}"
