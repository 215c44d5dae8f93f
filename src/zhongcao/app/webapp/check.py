"""Checks the sources of the pages: types of every screen, and the small functions beside them."""

import sys

from zhongcao.app.webapp import build


def main() -> int:
    """Run the type checker and the unit tests; the worse exit code."""
    build.install(lambda text: print(text, flush=True))
    types = build.run_tool("vue-tsc", "--noEmit")
    return types or build.run_tool("vitest", "run", "--silent", "--reporter=dot")


if __name__ == "__main__":
    sys.exit(main())
