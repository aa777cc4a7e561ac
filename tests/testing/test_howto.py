"""The page on testing a process is followed as a reader would: its files, its commands, its Python."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "test-a-process.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED_AS = re.compile(r"Save this as `([^`]+)`")
COMMANDS = {
    "lingqu": [sys.executable, "-m", "lingqu.cli"],
    "pytest": [sys.executable, "-m", "pytest", "-p", "lingqu.pytest_plugin", "-p", "no:cacheprovider"],
}


def typed(folder, line):
    name, *rest = line.removeprefix("$ ").split()
    environment = {**os.environ, "LINGQU_LANGUAGE": "en", "COLUMNS": "200"}
    done = subprocess.run(
        [*COMMANDS[name], *rest], cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def followed(folder):
    told = 0
    for block in BLOCK.finditer(PAGE):
        names = SAVED_AS.findall(PAGE[told : block.start()])
        told = block.end()
        if names:
            (folder / names[-1]).write_text(block["body"], encoding="utf-8")
        elif block["kind"] == "python":
            exec(compile(block["body"], "test-a-process.md", "exec"), {})  # noqa: S102 - our own page
        else:
            first, *expected = block["body"].splitlines()
            printed = typed(folder, first)
            for line in expected:
                assert line in printed
            yield first


def test_every_example_of_the_page_does_what_it_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert len(list(followed(tmp_path))) == 3
    assert "<svg" not in (tmp_path / "report" / "index.html").read_text("utf-8")  # the model of the page is undrawn


@pytest.mark.parametrize("word", ["complete_any", "fire_timer", "per_instance", "local_variables", "deploy_or_run"])
def test_the_page_names_what_a_case_may_say(word):
    assert f"`{word}" in PAGE
