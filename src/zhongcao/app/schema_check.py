"""Whether migrations and mapped classes say the same: migrate an empty database, then compare (`alembic check`)."""

import sys

from alembic import command
from alembic.util import CommandError

from zhongcao.app import migrate
from zhongcao.app.embedded import EmbeddedPostgres


def main() -> int:
    """Print the differences; the exit code says whether there were any."""
    with EmbeddedPostgres.ephemeral() as server:
        url = server.url("zhongcao_owner")
        migrate.upgrade(url, grant_to="zhongcao_app")
        try:
            command.check(migrate.config(url))
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
