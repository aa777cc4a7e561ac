"""Which operations the clients proved, that of Python by tests that passed, that of npm by rows of its table.

The page of compatibility is made from it.
"""

import functools
import json
import re
from pathlib import Path

_METHOD = re.compile(r'"method": "(\w+)"')
_URL = re.compile(r'"url": f?"([^"]+)"')


class Figures:
    """Counts, by client, operation and database, the passed tests in which the client got a good answer."""

    def __init__(self, sdk):
        self.operations = _operations(Path(sdk.__file__).parent / "api")
        self.answered = set()  # in the test that runs
        self.refused = set()  # operations that answered 501
        self.passed = {}
        self.npm = {}
        self.in_npm = set()  # operations that the npm client has
        for name in self.operations:
            method = getattr(sdk.CamundaClient, name, None)
            if method is not None:
                setattr(sdk.CamundaClient, name, self._watched(name, method))

    def _watched(self, name, method):
        @functools.wraps(method)
        def call(*args, **kwargs):
            try:
                answer = method(*args, **kwargs)
            except Exception as wrong:
                if getattr(wrong, "status_code", 0) == 501:
                    self.refused.add(name)
                raise
            self.answered.add(name)
            return answer

        return call

    def done(self, database, *, passed):
        """A test is over."""
        for name in self.answered if passed else ():
            counts = self.passed.setdefault(name, {})
            counts[database] = counts.get(database, 0) + 1
        self.answered.clear()

    def of_npm(self, database, passed, known):
        """The table of the npm client was done: names of the rows that passed, and of all methods of the client."""
        for name in passed:
            counts = self.npm.setdefault(_snake(name), {})
            counts[database] = counts.get(database, 0) + 1
        self.in_npm.update(map(_snake, known))

    def write(self, path):
        told = [
            {
                **facts,
                "operation": name,
                "python": self.passed.get(name, {}),
                "npm": self.npm.get(name, {}) if name in self.in_npm else None,
                "refused": name in self.refused,
            }
            for name, facts in sorted(self.operations.items(), key=lambda one: (one[1]["group"], one[0]))
        ]
        Path(path).write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _snake(name):
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _operations(folder):
    """Every operation of the client with its group, method and path."""
    found = {}
    for file in sorted(folder.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        method, url = _METHOD.search(text), _URL.search(text)
        if file.stem != "__init__" and method and url:
            found[file.stem] = {"group": file.parent.name, "method": method[1].upper(), "path": url[1]}
    return found
