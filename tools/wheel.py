"""The build tool's hook: with ``SIJILL_COMPILE`` set, the wheel holds the coder compiled as well (``compile.py``)."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface):  # type: ignore[misc] # hatchling's own class is generic over what it builds
    """Compiles, where it is asked to; else does nothing, so that no compiler is needed."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What compiling needs: mypyc, and what the package imports, as mypyc has to see its types."""
        return ["mypy", "setuptools", *self.metadata.core.dependencies] if _wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile beside the wheel, and put what came to be into it."""
        if version == "editable" or not _wanted():
            return
        folder = Path(self.root, "out", "compiled")
        build_data["pure_python"], build_data["infer_tag"] = False, True
        for made in _compiler(Path(self.root, "tools", "compile.py")).build(folder):
            build_data["force_include"][str(folder / made)] = str(made)


def _wanted() -> bool:
    return os.environ.get("SIJILL_COMPILE", "0") not in {"", "0"}


def _compiler(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("sijill_compile", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
