"""A released wheel carries the built pages, so that who installs it needs no Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface[Any]):
    """Builds web/ and puts it beside the program; an editable install builds at its first start instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages for a wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from zhongcao.app.webapp import build  # noqa: PLC0415 - the program lies here, it is not installed

        build.build(self.app.display_info, web=root / "web")
        build_data["force_include"][str(root / "web" / "dist")] = "zhongcao/webdist"
