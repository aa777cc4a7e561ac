"""Web assets for the wheel: use what is there, else build with npm, else with Node from PyPI, else say so plainly."""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))

import web


class WebAssetsHook(BuildHookInterface[Any]):
    """Runs before a wheel or a source archive is put together; an editable install needs no assets."""

    def dependencies(self) -> list[str]:
        return [web.NODE_FROM_PYPI] if self._way() == "pynode" else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 hatchling's signature
        if version == "editable":
            return
        way = self._way()
        self.app.display_info(f"web assets: {way}")
        if way == "none":
            sys.exit(web.HOW_TO_GET_ASSETS)
        if way != "use":
            web.build(way)

    def _way(self) -> web.Way:
        """Assets that are there are used, even stale ones: nobody's files are rebuilt behind their back."""
        if web.assets_exist() and os.environ.get("LINGQU_WEB") != "build":
            return "use"
        return web.way_to_build()
