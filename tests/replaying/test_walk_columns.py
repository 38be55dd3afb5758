"""One value of every column of every table is altered, and `ubudehe check` names it each time.

A new column is covered, or this fails. What nothing shows is listed here, with the reason.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    LargeBinary,
    String,
    Table,
    Uuid,
    select,
    text,
    type_coerce,
    update,
)
from sqlmodel import Session, SQLModel

from tests.conftest import VILLAGE, World, faults_of_grown
from tests.record.logs import without_triggers
from tests.replaying import stages
from ubudehe.checking import Replayer, replay_of
from ubudehe.places.reading import load_country
from ubudehe.record.comparing import faults_among, stored_rows, told_keys
from ubudehe.record.replay_events import merged, read_events
from ubudehe.record.replaying import Kept, Rows, replay
from ubudehe.record.rules.events import PUBLIC_FIELDS
from ubudehe.storage.columns import Moment, Stated

NO_DATA_OF_THE_RECORD = {
    "ballot": "sealed, and without an act so that nobody learns who voted how",
    "paper_ballot": "sealed until the count; what was counted is in the record",
    "draft": "typed, not sent",
    "sign_in": "sessions",
    "flag_count": "counted again from the books each day",
    "place_figures": "compared by check with what is counted: tests/openbooks/test_kept_figures.py",
    "forgotten_village": "compared with the country's record: tests/moving/test_forgetting.py",
    "throttle": "failed sign-ins",
    "second_factor": "secrets and steps of signing in",
    "one_time_code": "printed codes of signing in, as hashes",
    "known_device": "browsers from which somebody signed in",
    "household_draft": "told, not registered; what comes of it is in the record",
    "household_import": "a file on its way; what comes of it is in the record",
    "place": "the country pack's, not the record's",
    "log_head": "compared with leaves and signed heads by the check of the record itself",
    "log_leaf": "the record itself",
    "log_node": "the record itself",
    "opening": "compared with its commitment by the check of the record itself",
    "in_charge": "which data folder serves the database",
    "published_head": "compared with the country's log",
    "concern": "told without an account and without an act; what officers did is in the record",
    "concern_word": "the same; the seal of each officer's step holds what was told until then",
}
"""Tables of which no row follows from the events of a place."""

STAGES: dict[str, tuple[str, ...]] = {
    "households": (
        "check_slip",
        "data_request",
        "file_view",
        "household_event",
        "duplicate_case",
        "household",
        "household_identity",
        "household_health",
        "category_decision",
        "category_round",
    ),
    "isibos": ("isibo",),
    "spoken": ("spoken_prompt",),
    "members": ("village_roster", "household_member", "household_basis"),
    "schemes": ("own_scheme", "scheme_mapping"),
    "pairs": ("ranking_comparison",),
    "votes": ("signed_voters", "paper_typing", "vote", "vote_option"),
    "hands": ("teller_count",),
    "tallies": ("tally_photo", "annul_request"),
    "cards": ("card_batch", "void_card"),
    "announcements": ("meeting_announcement", "assembly"),
    "flags": ("flag_word",),
    "findings": ("finding", "finding_step", "audit_sign_off"),
    "samples": ("audit_sample",),
    "plans": ("audit_plan", "audit_visit"),
    "people": ("sealed_slip",),
    "concerns": ("concern_step",),
    "own_questions": ("own_form",),
    "holidays": ("announced_holiday",),
    "own_answers": ("own_answers",),
    "questions": ("village_question", "village_question_step"),
    "statements": ("bank_file", "bank_line", "count_photo_gone"),
    "money": (
        "spending_policy",
        "project_budget",
        "project_report",
        "project_report_taken_back",
        "assembly_addendum",
        "book_month_given_back",
        "grant_amendment",
        "grant_withdrawal",
    ),
}
"""What is altered after which acts; the rest is altered in the demo."""
RECORDS = {
    "concerns": VILLAGE[:4],
    "plans": VILLAGE[:4],
    "own_questions": VILLAGE[:2],
    "holidays": VILLAGE[:2],
}
"""Whose record a stage plays in, where that is no village's."""

KEPT: dict[str, Kept] = {one.name: one for one in replay_of(load_country(None)).kept}


def test_every_table_is_compared_or_said_to_hold_nothing_that_is_shown() -> None:
    assert set(KEPT).isdisjoint(NO_DATA_OF_THE_RECORD)
    assert set(KEPT) | set(NO_DATA_OF_THE_RECORD) == set(SQLModel.metadata.tables)


def test_every_type_of_event_is_replayed() -> None:
    assert set(PUBLIC_FIELDS) == set(replay_of(load_country(None)).handlers)


@pytest.mark.parametrize("stage", ["demo", *STAGES])
def test_no_alteration_is_unseen(world: World, stage: str) -> None:
    play: Callable[[World], None] = getattr(stages, stage)
    play(world)
    assert faults_of_grown(world) == []
    if world.services.database.url.startswith("postgresql") and stage != "money":
        return  # a sample of alterations is enough on the second engine
    world.tampered = True
    log = RECORDS.get(stage, VILLAGE)
    later = {name for names in STAGES.values() for name in names}
    wanted = set(STAGES.get(stage, set(KEPT) - later))
    unseen, walked = [], set()
    with world.services.database.write() as session, without_triggers(session):
        sqlite = world.services.database.url.startswith("sqlite")
        if sqlite:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        look = Look(session, world, log)
        for table, column, row in _columns(session, wanted, look.rows):
            walked.add(table.name)
            if not sqlite and (column.foreign_keys or column.primary_key):
                continue
            with session.begin_nested() as step:
                _alter(session, table, column, row)
                if not any(_names(table, column, where) for where in look.again(table.name)):
                    unseen.append(f"{table.name}.{column.name}")
                step.rollback()
    assert not unseen, " ".join(unseen)
    assert walked == wanted


class Look:
    """Checks a place again and again; its events, and the rows of other tables, are read once."""

    def __init__(self, session: Session, world: World, log: str) -> None:
        self.session, self.country, self.log = session, world.services.country, log
        self.replayer = Replayer(session, self.country)
        read = read_events(session, log, self.country.zone, self.replayer.accounts)
        told = merged(read.events, self.replayer.elsewhere, log)
        handlers, accounts = self.replayer.replay.handlers, self.replayer.accounts
        self.rows: Rows = replay(log, told, handlers, accounts)[0]
        self.kept = self.replayer.replay.kept
        self.stored = {one.name: stored_rows(session, self.rows, one) for one in self.kept}

    def again(self, table: str) -> list[str]:
        """Return the tables and columns that are found to differ."""
        if table in ("act", "account"):
            faults = Replayer(self.session, self.country).faults(self.log)
        else:
            anew = {
                one.name: stored_rows(self.session, self.rows, one)
                for one in self.kept
                if table in (one.name, one.owner and one.owner[0].__tablename__)
            }
            faults = faults_among(self.rows, self.kept, {**self.stored, **anew})
        return [str(fault.params.get("where", "")) for fault in faults]


def _names(table: Table, column: Column[Any], where: str) -> bool:
    if where == f"{table.name}.{column.name}":
        return True
    kept = KEPT[table.name]
    found_by = {*kept.key, kept.by, *(kept.owner[1:] if kept.owner else ())}
    if column.name == "id" and where in ("act.subject", "appeal.decision"):
        return True
    if (table.name, column.name) == ("act", "idx"):
        return where == "act"  # no event is found any more for this act
    return column.name in found_by and where.split(".")[0] in (table.name, "act", "role_grant")


def _columns(
    session: Session, wanted: set[str], rows: Rows
) -> Iterator[tuple[Table, Column[Any], Any]]:
    for name in sorted(wanted):
        kept, table = KEPT[name], SQLModel.metadata.tables[name]
        query = select(table)
        if kept.owner:
            owner = SQLModel.metadata.tables[str(kept.owner[0].__tablename__)]
            query = query.join(owner, owner.c[_key(owner)] == table.c[kept.owner[1]])
            query = query.where(owner.c.village == rows.log)
        elif kept.others:
            (key,) = kept.key
            query = query.where(table.c[key].in_(told_keys(table.c[key], rows.tables[name])))
        else:
            query = query.where(table.c[kept.by] == rows.log)
        row = session.execute(query.limit(1)).first()
        if row is None:
            continue
        for column in table.columns:
            if column.name not in kept.unsaid:
                yield table, column, row


def _key(owner: Table) -> str:
    return next(iter(owner.primary_key.columns)).name


def _alter(session: Session, table: Table, column: Column[Any], row: Any) -> None:
    where = [one == row._mapping[one.name] for one in table.primary_key.columns]
    old = row._mapping[column.name]
    session.execute(update(table).where(*where).values({column.name: _other(column, old)}))


def _other(column: Column[Any], old: Any) -> Any:
    """Return another value of a column's type."""
    kind = column.type
    if isinstance(kind, Uuid):
        return uuid4()
    if isinstance(kind, JSON):
        return {**old, "x": 1} if isinstance(old, dict) else [*(old or []), "x"]
    if isinstance(kind, Stated):  # no state at all, as who alters rows by hand may write
        return type_coerce(f"x{old}"[: kind.length], String)
    if isinstance(kind, Boolean):
        return not old
    if isinstance(kind, Moment):
        return (old or datetime.fromisoformat("2026-01-01T00:00:00Z")) + timedelta(days=1)
    if isinstance(kind, Date):
        return (old or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(kind, LargeBinary):
        return b"x" + (old or b"")
    if isinstance(old, UUID):
        return uuid4()
    if kind.python_type is int:
        return (old or 0) + 7_000
    return f"x{old or ''}"[: kind.length or 400]  # type: ignore[attr-defined]
