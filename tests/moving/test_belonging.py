"""Whose the rows of each table are."""

from sqlmodel import SQLModel

import ubudehe.app  # noqa: F401 - all rooms' tables are there
from ubudehe.moving.belonging import NOT_OWN, OWN, PEOPLE, By, Of
from ubudehe.storage.backups.rows import LEFT_OUT

TABLES = SQLModel.metadata.tables


def test_every_table_says_whose_its_rows_are() -> None:
    assert set(OWN) | set(NOT_OWN) | {PEOPLE} == set(TABLES)
    assert not set(OWN) & set(NOT_OWN)


def test_a_village_owns_its_rows_by_columns_that_are_there() -> None:
    for name, own in OWN.items():
        columns = TABLES[name].columns
        if isinstance(own, By):
            assert {str(columns[one].type) for one in own.columns} == {"VARCHAR(16)"}, name
        else:
            assert isinstance(own, Of)
            assert isinstance(OWN[own.table], By), name
            (reference,) = columns[own.column].foreign_keys
            assert reference.target_fullname == f"{own.table}.id", name


def test_what_names_a_village_and_stays_has_its_reason() -> None:
    """A table with a column `village` is its own, but for what was told or planned past it."""
    named = {
        name for name, table in TABLES.items() if {"village", "log"} & set(table.columns.keys())
    }
    assert named - set(OWN) == {"audit_visit", "concern", "forgotten_village", "published_head"}


def test_what_no_backup_takes_does_not_move() -> None:
    assert {name for name, table in TABLES.items() if LEFT_OUT in table.info} <= set(NOT_OWN)


def test_rows_that_move_name_only_rows_that_move() -> None:
    """Else the other server could not hold them; answers need their questions there."""
    outside = {
        (name, reference.column.table.name)
        for name in OWN
        for reference in TABLES[name].foreign_keys
        if reference.column.table.name not in OWN and reference.column.table.name != PEOPLE
    }
    assert outside == {("own_answers", "own_form")}
