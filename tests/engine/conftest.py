"""A failing test prints the story of its cases, one event a line."""

from __future__ import annotations

import pytest

from engine.given import Given


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.excinfo is not None and report.failed:
        told = {}
        for entry in call.excinfo.traceback:
            for value in entry.frame.f_locals.values():
                if isinstance(value, Given):
                    told[id(value)] = repr(value)
        report.sections += [("story", story) for story in told.values()]
    return report
