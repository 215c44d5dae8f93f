"""The lake: append-only Delta Lake tables beside the object store, readable by any engine."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake

from zhongcao.kit.clock import day_in_china
from zhongcao.kit.settings import Settings


def table_uri(settings: Settings, name: str) -> str:
    """Where a table of the lake lies."""
    if settings.lake_url:
        return f"{settings.lake_url.rstrip('/')}/{name}"
    folder = Path(settings.data_dir).resolve() / "lake" / name
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def append(uri: str, rows: pa.Table, *, partition_by: list[str], batch: str | None = None) -> bool:
    """Append rows in one commit; with a `batch` name, the same batch is appended only once. Returns whether it was.

    Columns that the table does not have yet are added to it.
    Stays at reader version 1 and writer version 2, so that plain Parquet readers see the same rows.
    """
    if batch is not None and DeltaTable.is_deltatable(uri):
        for commit in DeltaTable(uri).history(limit=50):
            if commit.get("batch") == batch:
                return False
    write_deltalake(
        uri,
        rows,
        mode="append",
        schema_mode="merge",
        partition_by=partition_by,
        commit_properties=CommitProperties(custom_metadata={"batch": batch} if batch is not None else {}),
    )
    return True


def forget(uri: str, column: str, values: Sequence[str]) -> int:
    """Remove the rows in which a column has one of some values; answers how many.

    Files that older versions of the table still need go once those are a week old.
    """
    if not values or not DeltaTable.is_deltatable(uri):
        return 0
    table = DeltaTable(uri)
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    told = table.delete(f"{column} IN ({listed})")
    table.vacuum(dry_run=False)
    return int(told.get("num_deleted_rows") or 0)


def read(uri: str, columns: Sequence[str], *, since: datetime) -> pa.Table | None:
    """Some columns of the rows since the day of a moment (days are partitions), as far as the table has them.

    None when there is no such table.
    """
    if not DeltaTable.is_deltatable(uri):
        return None
    table = DeltaTable(uri)
    there = {field.name for field in table.schema().fields}
    days = [("day", ">=", day_in_china(since).isoformat())]
    return table.to_pyarrow_table(columns=[name for name in columns if name in there], filters=days)
