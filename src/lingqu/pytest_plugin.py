"""The pytest plug-in: files named `*.process-test.yaml`, `.yml` or `.json` are process cases, collected as tests.

Other names are taken by `--process-cases` (then every JSON and YAML file that holds a case, also in searched folders).
Whoever has no such files does not notice it: nothing of Lingqu is imported before the first one is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lingqu.simulation.cases import CaseResult

_NAMED = (".process-test.yaml", ".process-test.yml", ".process-test.json")
_SUFFIXES = (".yaml", ".yml", ".json")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lingqu", "process cases of Lingqu")
    group.addoption(
        "--process-cases",
        action="store_true",
        help="collect every JSON and YAML file that holds a process case, not only *.process-test.*",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    if file_path.name.endswith(_NAMED):
        found: CaseFile = CaseFile.from_parent(parent, path=file_path)
        return found
    if file_path.suffix in _SUFFIXES and parent.config.getoption("--process-cases"):
        loose: CaseFile = LooseFile.from_parent(parent, path=file_path)
        return loose
    return None


class CaseFile(pytest.File):
    """A file with one process case."""

    def collect(self) -> Iterator[CaseItem]:
        yield CaseItem.from_parent(self, name=self.path.name.split(".")[0])


class LooseFile(CaseFile):
    """A file that may hold a process case, or anything else."""

    def collect(self) -> Iterator[CaseItem]:
        from lingqu.kernel.errors import Invalid  # noqa: PLC0415 - only when there is a file to look at
        from lingqu.testing.files import is_case, read_case  # noqa: PLC0415 - as above

        try:
            given = read_case(self.path)
        except Invalid:
            return
        if isinstance(given, dict) and is_case(given):
            yield from super().collect()


class CaseFailed(Exception):  # noqa: N818 - a finding
    """The case did not go as it expects."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(result.message)
        self.result = result


class CaseItem(pytest.Item):
    """A process case as a test."""

    def runtest(self) -> None:
        from lingqu.testing.files import run_file  # noqa: PLC0415 - only when there is a case to run

        result = run_file(self.path)
        if result is None:
            pytest.skip("this is no process case")
        if result.outcome == "skipped":
            pytest.skip(result.message)
        if result.outcome == "failed":
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailed):
            result = excinfo.value.result
            return "\n".join(["What happened:", *result.story, "", result.message])
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"process case {self.name}"
