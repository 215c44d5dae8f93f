"""The invariants of the business as findings; apart from doctor.py because it loads what they look at."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from zhongcao.app import invariants
from zhongcao.app.database import OWNER, Database
from zhongcao.app.findings import Finding
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.problems import Problem


def examine(database: Database) -> list[Finding]:
    """Every invariant of the business, each as a finding; what only warns is not bad."""

    async def run() -> list[Finding]:
        engine = make_engine(database.url(OWNER), pool_size=1)
        try:
            results = await invariants.check_all(make_sessions(engine))
        except (SQLAlchemyError, Problem) as error:
            # A schema that does not fit is a finding like any other.
            return [Finding("invariants", False, f"could not be looked at: {str(error).splitlines()[0]}")]
        finally:
            await engine.dispose()
        return [Finding(f"invariant {one.name}", not invariants.violated([one]), one.detail) for one in results]

    return asyncio.run(run())
