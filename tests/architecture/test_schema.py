"""The schema stays ready to be sharded (docs/decisions/0008): groups, distribution columns, foreign keys, lengths."""

from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKeyConstraint, String, Table, Text, UniqueConstraint

from zhongcao.app.wiring import LADDER, load_tables
from zhongcao.kit.db import Base

GROUPS = {"user", "person", "claim", "sku", "journal", "ref", "local"}
load_tables()
TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.fullname)


def named(table: Table) -> str:
    return table.fullname


def uniques(table: Table) -> Iterator[set[str]]:
    yield {column.name for column in table.primary_key.columns}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield {column.name for column in constraint.columns}
    for index in table.indexes:
        if index.unique:
            yield {column.name for column in index.columns}


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_a_table_declares_its_group_and_distribution_column(table: Table) -> None:
    assert table.info.get("group") in GROUPS
    sharded = table.info["group"] in ("user", "person", "claim", "sku", "journal")
    assert (table.info.get("shard_by") is not None) == sharded
    if sharded:
        assert table.info["shard_by"] in table.columns


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_the_distribution_column_is_in_every_unique_key(table: Table) -> None:
    if table.info.get("shard_by"):
        for key in uniques(table):
            assert table.info["shard_by"] in key, f"{table.fullname}: unique key {sorted(key)}"


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_foreign_keys_stay_inside_the_domain_and_the_group(table: Table) -> None:
    for constraint in table.constraints:
        if not isinstance(constraint, ForeignKeyConstraint):
            continue
        target = constraint.referred_table
        assert target.schema == table.schema, f"{table.fullname} points into {target.fullname}"
        if target.info["group"] != "ref":
            assert target.info["group"] == table.info["group"]
            assert table.info["shard_by"] in constraint.column_keys


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_every_text_column_has_a_length(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, String):
            assert column.type.length or (isinstance(column.type, Text) and _has_length_check(table, column.name)), (
                f"{table.fullname}.{column.name} takes text without end"
            )


def _has_length_check(table: Table, column: str) -> bool:
    return any("length" in str(getattr(c, "sqltext", "")) and column in str(c.sqltext) for c in table.constraints)


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_amounts_come_with_a_currency(table: Table) -> None:
    if any(column.name.endswith("_amount") for column in table.columns):
        assert any("currency" in column.name for column in table.columns), table.fullname


def test_each_domain_keeps_to_its_own_schema() -> None:
    allowed = {*LADDER, "kit", "sandbox_pay", "sandbox_customs", "sandbox_carrier", "sandbox_post"}
    assert {table.schema for table in TABLES} <= allowed
