"""The tutorial is run as a reader would: its files, its commands, its Python, a real server, a database of its own."""

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Those about FEEL hold expressions, not commands: test_feel_tutorial runs them.
PAGES = sorted(page for page in (ROOT / "docs" / "tutorial").glob("*.md") if not page.name.startswith("feel."))
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED_AS = re.compile(r"Save this as `([^`]+)`")
LINGQU = Path(sys.executable).parent / "lingqu"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reader:
    """Somebody who follows a page, in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LINGQU_")},
            "LINGQU_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "COLUMNS": "200",
        }
        self.names = {}
        self.printed = ""
        self.server = None

    def reads(self, page):
        told = 0
        for block in BLOCK.finditer(page):
            names = SAVED_AS.findall(page[told : block.start()])
            told = block.end()
            body = self.here(block["body"])
            match block["kind"]:
                case "xml":
                    (self.folder / names[-1]).write_text(body, encoding="utf-8")
                case "console":
                    self.types(body)
                case "python":
                    self.runs(body)
                case "text":
                    assert self.printed == body
                case _:
                    assert block["kind"] == "sh", "only `sh` blocks (getting the command) are not run"

    def here(self, text):
        return text.replace("127.0.0.1:8088", f"127.0.0.1:{self.port}")

    def types(self, console):
        for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                self.environment[name] = value
            elif command == "lingqu serve":
                self.serves(expected.strip())
            else:
                self.stops()
                self.says(command, expected)

    def says(self, command, expected):
        program, *arguments = command.split()
        assert program == "lingqu"
        done = subprocess.run(
            [LINGQU, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        pattern = re.escape(expected.strip()).replace(re.escape("..."), ".*")
        assert re.fullmatch(pattern, done.stdout.strip()), done.stdout + done.stderr
        assert done.returncode == 0, done.stderr

    def serves(self, expected):
        self.server = subprocess.Popen(
            [LINGQU, "serve"], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        assert self.server.stdout.readline().strip() == expected
        self.waits()

    def waits(self):
        """The line is printed just before the socket is open: ask until somebody answers or the server has ended."""
        while self.server.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5).close()
                return
        pytest.fail("the server ended by itself")

    def runs(self, program):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(program, "tutorial", "exec"), self.names)  # noqa: S102 - our own page
        self.printed = said.getvalue()

    def stops(self):
        if self.server is None:
            return
        self.server.send_signal(signal.SIGINT)
        try:
            assert self.server.wait(timeout=60) == 0
        finally:
            self.server.kill()
            self.server.stdout.close()
            self.server = None


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_what_the_tutorial_says_happens(page, tmp_path):
    reader = Reader(tmp_path)
    try:
        reader.reads(page.read_text(encoding="utf-8"))
    finally:
        reader.stops()
