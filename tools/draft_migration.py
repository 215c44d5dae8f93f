"""Write the first migration of a schema from its mapped classes.

Use: `python tools/draft_migration.py identity 0002_identity` (several schemas: with commas).

A draft to read and complete (triggers, comments); later migrations come from `alembic revision --autogenerate`.
"""

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops

from zhongcao.app.wiring import load_tables
from zhongcao.kit.db import Base

VERSIONS = Path(__file__).parent.parent / "src/zhongcao/app/migrations/versions"


def draft(schemas: list[str], revision: str, previous: str | None) -> str:
    """The text of a migration that creates all tables of some schemas."""
    load_tables()
    steps: list[ops.MigrateOperation] = []
    for schema in schemas:
        for table in Base.metadata.sorted_tables:
            if table.schema == schema:
                steps.append(ops.CreateTableOp.from_table(table))
                steps += [ops.CreateIndexOp.from_index(i) for i in sorted(table.indexes, key=lambda i: str(i.name))]
    context = MigrationContext.configure(dialect_name="postgresql", opts={"target_metadata": Base.metadata})
    body = render_python_code(ops.UpgradeOps(ops=steps), migration_context=context, imports=[])
    lines = "".join(f'    op.execute("CREATE SCHEMA IF NOT EXISTS {schema}")\n' for schema in schemas)
    body = "\n".join(line for line in body.splitlines() if "###" not in line)
    quoted = f'"{previous}"' if previous else "None"
    uses = "from sqlalchemy.dialects import postgresql\n" if "postgresql." in body else ""
    return (
        f'"""The first tables of {", ".join(schemas)}."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n{uses}\n'
        f'revision = "{revision}"\ndown_revision = {quoted}\n\n\ndef upgrade() -> None:\n'
        f'    """Create the schema and its tables."""\n{lines}    {body.strip()}\n'
    )


def main() -> None:
    """Overwrite the named revision's file with a draft."""
    schemas, revision = sys.argv[1].split(","), sys.argv[2]
    before = [path.stem for path in sorted(VERSIONS.glob("[0-9]*.py")) if path.stem < revision]
    path = VERSIONS / f"{revision}.py"
    path.write_text(draft(schemas, revision, before[-1] if before else None))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    print(path)


if __name__ == "__main__":
    main()
