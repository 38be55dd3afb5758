"""Statements that are made once: the same rows, errors and transaction as SQLAlchemy's own way."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel, col, select

from tests.conftest import VILLAGE, World
from tests.plans import read_whole, statements
from ubudehe.categories.rules import RoundState
from ubudehe.categories.tables import CategoryRound
from ubudehe.people.tables import Account, Draft, RoleGrant
from ubudehe.record.tables import Act
from ubudehe.storage.engine import AWAY
from ubudehe.storage.prepared import Driver, Prepared, given, listed

pytestmark = pytest.mark.both_engines
_AT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
_NAMES = Prepared(
    select(Account.name).where(col(Account.name).in_(listed("names"))).order_by(col(Account.name))
)


def _account(name: str) -> Account:
    return Account(phone=name, name=name, key=name, pin_hash="-", created_at=_AT)


def test_values_come_back_as_sqlalchemy_gives_them(world: World) -> None:
    tables: list[type[SQLModel]] = [Account, RoleGrant, Act, Draft, CategoryRound]
    with world.services.database.write() as session:
        session.add(one := _account("Énzo"))
        session.flush()
        fields = [["name", "Énzo"]]
        session.add(Draft(token_hash="-", account=one.id, path="/", fields=fields, kept_at=_AT))
        session.add(
            CategoryRound(
                id=uuid4(), village=VILLAGE, scheme="2020", scheme_version=1, started_at=_AT
            )
        )
        for table in tables:
            columns = SQLModel.metadata.tables[str(table.__tablename__)].primary_key
            statement = select(table).order_by(*columns)
            theirs = session.execute(select(*statement.selected_columns).order_by(*columns)).all()
            mine: list[Any] = [*Prepared(statement).rows(session)]
            assert mine == [tuple(row) for row in theirs] != []
            assert [list(map(type, row)) for row in mine] == [
                list(map(type, row)) for row in theirs
            ]


def test_rows_have_the_names_of_their_columns(world: World) -> None:
    grants = Prepared(
        select(col(RoleGrant.role), col(RoleGrant.since), func.count())
        .where(RoleGrant.place == given("place"), col(RoleGrant.since) <= given("day"))
        .group_by(col(RoleGrant.role), col(RoleGrant.since))
    )
    with world.services.database.read() as session:
        row = grants.row(session, place=VILLAGE, day=date.max)
        assert row
        role, since, count = row
        assert (row.role, row.since) == (role, since)  # type: ignore[attr-defined]
        assert isinstance(since, date)
        assert count > 0
        assert grants.row(session, place=VILLAGE, day=date.min) is None


def test_a_state_that_stands_in_a_statement_is_sent_each_time(world: World) -> None:
    agreed = Prepared(
        select(func.count()).where(
            CategoryRound.village == given("village"), CategoryRound.state == RoundState.AGREED
        )
    )
    with world.services.database.write() as session:
        for state in (RoundState.PREPARED, RoundState.AGREED):
            session.add(
                CategoryRound(
                    id=uuid4(),
                    village=VILLAGE,
                    scheme="2020",
                    scheme_version=1,
                    started_at=_AT,
                    state=state,
                )
            )
        # Not written yet: what the session holds goes first.
        assert [agreed.first(session, village=one) for one in (VILLAGE, "1", VILLAGE)] == [1, 0, 1]


@pytest.mark.parametrize("many", [0, 1, 2, 3, 5, 8, 9])
def test_lists_may_have_any_length(world: World, many: int) -> None:
    names = [f"Name {number}" for number in range(many)]
    with world.services.database.write() as session:
        session.add_all(_account(f"Name {number}") for number in range(10))
        assert _NAMES.column(session, names=names) == names


def test_what_is_held_back_is_not_written_before_a_statement(world: World) -> None:
    with world.services.database.write() as session:
        with session.no_autoflush:
            session.add(_account("Held"))
            assert _NAMES.column(session, names=["Held"]) == []
        assert _NAMES.column(Driver(session), names=["Held"]) == []
        assert _NAMES.column(session, names=["Held"]) == ["Held"]


def test_errors_are_those_of_sqlalchemy_and_tell_no_values(world: World) -> None:
    with world.services.database.write() as session:
        session.execute(text("ALTER TABLE account RENAME TO elsewhere"))
        with pytest.raises((ProgrammingError, AWAY[0])) as told:
            _NAMES.column(session, names=["Secret"])
        session.rollback()
    assert "account" in str(told.value)
    assert "Secret" not in str(told.value)


@pytest.mark.on_postgresql
def test_a_connection_that_broke_is_not_kept(world: World) -> None:
    database = world.services.database

    def break_it() -> None:
        with database.read() as session:
            id_ = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with database.engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({id_})"))
            _NAMES.column(session, names=["Nobody"])

    with pytest.raises(AWAY):
        break_it()
    with database.read() as session:
        assert _NAMES.column(session, names=["Nobody"]) == []


@pytest.mark.on_sqlite
def test_who_listens_to_statements_hears_those_that_are_made_once(world: World) -> None:
    database = world.services.database
    every = Prepared(select(Draft.path))
    with statements() as sent, database.read() as session:
        every.rows(session)
    assert "['draft']" in str(read_whole(database, sent))
