"""The database that a command works with: yours, the running embedded one, or one started for it."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import msgspec

from zhongcao.app.embedded import READY_SECONDS, EmbeddedPostgres
from zhongcao.kit.settings import Settings

OLDEST_MAJOR = 16
APP = "zhongcao_app"
OWNER = "zhongcao_owner"
AUDIT = "zhongcao_audit"


class Database(msgspec.Struct, frozen=True):
    """Where the database answers. An external one has one address for everything."""

    external_url: str | None
    embedded: EmbeddedPostgres | None

    def url(self, role: str = APP) -> str:
        """The address for SQLAlchemy."""
        if self.external_url is not None:
            return self.external_url
        assert self.embedded is not None
        return self.embedded.url(role)

    def dsn(self, role: str = APP) -> str:
        """The address for asyncpg."""
        return plain(self.url(role))

    @property
    def application_role(self) -> str | None:
        """The role that receives rights on new tables; None where one role does everything."""
        return None if self.embedded is None else APP


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of these settings, answering; an embedded one that nobody runs is run for this block."""
    if settings.database_url:
        url = plain(settings.database_url)
        check_version(url)
        yield Database(external_url=url.replace("postgresql:", "postgresql+asyncpg:", 1), embedded=None)
        return
    embedded = EmbeddedPostgres(settings.data_dir)
    if embedded.owner() is not None:
        _wait_for_owner(embedded)
        yield Database(external_url=None, embedded=embedded)
        return
    with embedded:
        yield Database(external_url=None, embedded=embedded)


def server_version(dsn: str) -> int:
    """The major version of the server; says in a sentence when it does not answer."""

    async def ask() -> int:
        connection = await asyncpg.connect(dsn, timeout=10)
        try:
            return int(connection.get_server_version().major)
        finally:
            await connection.close()

    try:
        return asyncio.run(ask())
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise RuntimeError(f"The database does not answer: {error or type(error).__name__}") from error


def plain(url: str) -> str:
    """A database address without the name of a driver, as PostgreSQL's own tools write it."""
    return "postgresql:" + url.partition(":")[2]


def check_version(url: str) -> None:
    """Refuse a server that is older than we support."""
    major = server_version(url)
    if major < OLDEST_MAJOR:
        raise RuntimeError(f"PostgreSQL {OLDEST_MAJOR} or newer is needed; this server is {major}.")


def _wait_for_owner(embedded: EmbeddedPostgres) -> None:
    """The owner may be just starting: wait until its server answers."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        running = embedded.running()
        if running is not None and running.status == "ready" and embedded.is_set_up():
            return
        time.sleep(0.1)
    raise RuntimeError("The program that owns the database does not get it to answer; see logs/postgres.log.")
