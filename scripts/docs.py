"""Write the reference pages that are made from the code: `make docs`. A test compares them with what is here."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from elements import attributes_table, extensions_table
from pictures import ACTIVITIES, pictures

from lingqu.api.app import HANDLERS, health, metrics, ready
from lingqu.bootstrap.settings import Settings
from lingqu.checks import reference as checks
from lingqu.cli.main import app
from lingqu.engine import coverage, unsupported
from lingqu.engine.compile_nodes import GATEWAY_TAGS, TASKS
from lingqu.feel import reference as feel
from lingqu.kernel.messages import catalogue

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

_SETTINGS = """# Settings

Made from `src/lingqu/bootstrap/settings.py` by `make docs`; do not edit by hand.

A setting comes from its default, then from a TOML file, then from the environment; the last one counts. The file is
`lingqu.toml` in the working folder, or the one that `LINGQU_CONFIG` or `--config` names; its keys are the names below
in lower case without `LINGQU_` (`database = "sqlite:///var/lingqu.sqlite"`). A key that nobody knows and a value that
does not fit end the start with a sentence that says which.

| variable | default | what it does |
| --- | --- | --- |
"""
_CLI = """<!-- Made from the commands themselves by `make docs`; do not edit by hand. -->

"""
_CLI_END = """
## Exit codes

0: it worked. 1: it worked and found problems (`check`, `test`, `audit`, `db check`). 2: it could not begin; one
sentence says why. 130: Ctrl-C.
"""
_API = """# The HTTP API

Made from the resources themselves by `make docs`; do not edit by hand.

`/v2` speaks the shapes of Camunda 8's orchestration API for its client libraries; `/api` carries what those have no
word for, and is what the web app uses. Keys are strings in JSON. Numbers keep their digits. Errors are problem+json
(RFC 9457) with a `code` and, where fields are wrong, `errors` with the place of each (`filter.state.$in[0]`), in the
language of `Accept-Language` (zh, en). What an operation does not know is refused, not passed over: a field, a
parameter, a number written as text (400), a body that is not `application/json` in UTF-8 (415). Sign in by session
cookie (then writing requests carry the CSRF cookie's value in `X-CSRF-Token`), by `Authorization: Bearer` with an API
token, or by `Authorization: Basic`. Everything but what is
marked public needs that.

## Editing what others edit too

What `/api` lets people edit has an ETag: each GET of one thing answers it, each change answers the new one, and lists
have its first part as `etag` in each item. PUT, PATCH and DELETE with `If-Match` are done only if nobody has edited the
thing since, else 412 and nothing is changed; the check and the change are one transaction, on all nodes. Without
`If-Match` the last who writes wins; `If-Match: *` asks only that the thing is there. GET with `If-None-Match` answers
304 if the answer would be the same.

An ETag in an answer to GET is `"EDITION-REST"`. `If-Match` compares the edition, which changes when somebody edits the
thing; the rest changes with everything else that is told of it, such as when a connection was last used. A secret that
is rotated is another edition too. Signing out (`DELETE /api/session`) edits nothing and has none of this.
"""
_COMPATIBILITY = """# Compatibility of the API

Made by `make compat` and `make docs` from tests that call a running server with the official clients, unmodified; do
not edit by hand. `/v2` is compatible with {proven} of the {known} operations of the Python client
(`camunda-orchestration-sdk` 10, for 8.10) and with {npm} of the {shared} of these that the npm client has
(`@camunda8/orchestration-cluster-api` 9.1.5, for 8.9).

A number counts the passed tests in which the operation gave a good answer to that client on that database; for npm that
is a row which asks the operation two different questions with different right answers. "not in it": the client has no
such operation. An operation without a number is not proven; most of those are not there (404).

What has nothing to act on here answers 501 with the reason: pausing exporters, rebalancing, restoring and changing the
mode of a cluster (there are no brokers, exporters or partitions), pinning the clock without the setting `test_clock`,
cluster variables of the kind SECRET_REFERENCE, and `deleteHistory` of a decision model. Backups are the database's
(`lingqu backup`). People, groups and roles are kept by `/api`; agents and secrets of the cluster are not there.

Searches take every filter, operator and order of the client's models; `tests/compat/test_every_filter.py` walks them.
Indexes serve instances by key, process, definition, state, start, end, incident, root, parent, business id (whole or
its beginning) and one variable with its value; tasks by state, creation, completion, assignee, candidate, element and
instance; jobs by state, type, element and instance; element instances by key, instance and element, ACTIVE ones above
all; variables by key, scope, instance, name with value; incidents by state and instance; message subscriptions by name,
correlation key and instance. Instances and tasks for which no order is asked come as they were started. Other orders
(`priority`, names, states) and free text read whatever the filter leaves. `$like` compares with case. A business id
that is assigned later is shown by everything of the instance, earlier jobs and tasks too. Event sub-processes are told
as SUB_PROCESS, bodies of multi-instances by the type of their element. Incidents of before this version are not
found by their text.

The rows of the npm client run with its strict validation of responses (`CAMUNDA_SDK_VALIDATION=res:strict`), which is
off by default. Without it run the answers for which its schemas disagree with how it reads them, of any server: a form
that is not there (204, it reads null), the content of a resource (it reads the JSON, its schema wants a text), a
document that is no text (it reads a Blob). Where 8.10 differs from 8.9, `/v2` speaks 8.10: more fields, and items of a
batch operation on decisions have no process instance, for which 8.9 has no null. With `req:strict` its schemas refuse
every file that one uploads, before anything is sent.

`make soak` proves of `@camunda8/orchestration-cluster-api` besides: its job workers (each ending of a job, jobs whose
time ran out, long polls, threads, corrections and denials of task listeners; it knows no leases and no stream), a
worker whose server is killed, refusals (400, 404, 409, 504 are told once and not repeated), a 503 that it repeats until
it passes (nothing was done then; what may be done already is a 504), waiting for what is to come, sign-in by password
and by the token of a provider. There is no token endpoint here:
what the provider of OAUTH hands out must be an API token. Of `@camunda8/sdk` 8.8.13 it proves the REST client, but for
updateUserTask and createDocumentLink, which ask for addresses that the API does not have. `@camunda8/cli` 4.1.0 is not
proven: it wants an alpha of that client's version 10.
"""
_COLUMNS = "| operation | request | Python, SQLite | Python, PostgreSQL | npm, SQLite | npm, PostgreSQL |"
_RULE = "| --- | --- | --- | --- | --- | --- |"
_INDEX = """# Documentation

Made by `make docs` from the pages' own headings; do not edit by hand. The project's front page is
[README.md](../README.md), in Chinese [README.zh.md](../README.zh.md); how to extend the code stands in
[CONTRIBUTING.md](../CONTRIBUTING.md).
"""
_KINDS = {
    "tutorial": "Tutorial: learn by doing, each page is run as a test",
    "howto": "How to: one task, step by step",
    "reference": "Reference: what there is, made from the code where it can be",
    "explanation": "Explanation: why it is as it is",
    "adr": "Decisions that are dear to undo",
}
_TITLES = {"api": "`/api`", "v2": "`/v2`", "app": "The node itself"}


def settings_page() -> str:
    """One row a setting; the words are the `#:` comments above the fields."""
    told = _comments(inspect.getsource(Settings))
    lines = []
    for field in msgspec.structs.fields(Settings):
        default = f"`{field.default}`" if field.default != "" else "empty"
        lines.append(f"| `LINGQU_{field.name.upper()}` | {default} | {told.get(field.name, '')} |")
    return _SETTINGS + "\n".join(lines) + "\n"


def _comments(source: str) -> dict[str, str]:
    """{field: its comment} of a class whose fields have `#:` lines above them."""
    found: dict[str, str] = {}
    above: list[str] = []
    for line in map(str.strip, source.splitlines()):
        if line.startswith("#:"):
            above.append(line.removeprefix("#:").strip())
            continue
        field = re.match(r"(\w+): ", line)
        if field and above:
            found[field[1]] = " ".join(above)
        above = []
    return found


def cli_page() -> str:
    """All commands with their options, as `--help` tells them."""
    return _CLI + app.generate_docs().strip() + "\n" + _CLI_END


def api_page() -> str:
    """Every path and verb, by the file it lives in."""
    rooms: dict[str, dict[str, list[Any]]] = {}
    for handler in (*HANDLERS, health, ready, metrics):
        module = handler.fn.__module__
        room = "v2" if ".v2." in module else "app" if module.endswith(".app") else "api"
        rooms.setdefault(room, {}).setdefault(module, []).append(handler)
    text = _API
    for room, title in _TITLES.items():
        text += f"\n## {title}\n"
        for module, handlers in sorted(rooms[room].items()):
            if room != "app":
                text += f"\n### {module.rpartition('.')[2].replace('_', ' ')}\n\n{_about(module)}\n"
            text += "\n| verb | path | what it does |\n| --- | --- | --- |\n"
            text += "".join(sorted(map(_row, handlers), key=lambda row: row.split("|")[2]))
    return text


def _about(module: str) -> str:
    return (inspect.getdoc(sys.modules[module]) or "").partition("\n\n")[0].replace("\n", " ")


def _row(handler: Any) -> str:
    verbs = ", ".join(sorted(handler.http_methods - {"HEAD", "OPTIONS"}))
    paths = ", ".join("`" + re.sub(r":\w+}", "}", path) + "`" for path in sorted(handler.paths))
    told = (inspect.getdoc(handler.fn) or handler.fn.__name__.replace("_", " ").capitalize() + ".").partition("\n\n")[0]
    public = " Public." if handler.opt.get("public") else ""
    return f"| {verbs} | {paths} | {told.replace(chr(10), ' ').replace('|', chr(92) + '|')}{public} |\n"


def compatibility_page() -> str:
    """What of the clients' operations was proven, from the figures that `make compat` writes."""
    operations = json.loads((DOCS / "reference" / "api-compatibility.json").read_text(encoding="utf-8"))
    proven, npm = (sum(1 for one in operations if one[client]) for client in ("python", "npm"))
    shared = sum(1 for one in operations if one["python"] and one["npm"] is not None)
    lines = [_COMPATIBILITY.format(proven=proven, known=len(operations), npm=npm, shared=shared)]
    for group in dict.fromkeys(one["group"] for one in operations):
        lines += [f"## {group.rstrip('_').replace('_', ' ')}\n", _COLUMNS, _RULE]
        lines += [_compatible(one) for one in operations if one["group"] == group]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _compatible(one: dict[str, Any]) -> str:
    databases = ("sqlite", "postgresql")
    counts = [one["python"].get(database, 0) for database in databases]
    cells = [f"{count} passed" if count else "501" if one["refused"] else "" for count in counts]
    if one["npm"] is None:
        cells += ["not in it"] * 2
    else:
        cells += [f"{count} passed" if (count := one["npm"].get(database)) else "" for database in databases]
    return f"| {one['operation']} | `{one['method']} {one['path']}` | {' | '.join(cells)} |"


def bpmn_page() -> str:
    """The page of elements with its tables made new; what is between them is written by hand."""
    page = (DOCS / "reference" / "bpmn.md").read_text(encoding="utf-8")
    tables = {
        "elements": elements_table(),
        "attributes": attributes_table(),
        "extensions": extensions_table(),
        "refused": refused_list(),
        "events": coverage.event_table(),
        "gateways": coverage.gateway_table(),
        "lifecycle": coverage.lifecycle_table(),
    }
    for mark, table in tables.items():
        before, _, rest = page.partition(f"<!-- {mark} -->\n")
        _, _, after = rest.partition(f"\n<!-- /{mark} -->")
        page = f"{before}<!-- {mark} -->\n{table}\n<!-- /{mark} -->{after}"
    return page


def elements_table() -> str:
    """Every activity and gateway of the compiler's tables with its picture and its tag."""
    tasks = {("task" if kind == "task" else f"{kind}-task"): tag for kind, (tag, _) in TASKS.items()}
    gateways = {f"{kind}-gateway": tag for kind, tag in GATEWAY_TAGS.items()}
    lines = ["| | element | in the file |", "| --- | --- | --- |"]
    for name, tag in {**tasks, **ACTIVITIES, **gateways}.items():
        said = name.replace("-", " ")
        lines.append(f"| ![{said}](pictures/{name}.svg) | {said} | `{tag}` |")
    return "\n".join(lines)


def refused_list() -> str:
    """What deployment refuses as not to be run, read from where it is refused; `…` stands for what the drawing says."""
    folder = Path(inspect.getfile(unsupported)).parent
    found: dict[str, set[str]] = {}
    for path in sorted(folder.glob("unsupported*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "problem":
                code = call.args[1]
                if isinstance(code, ast.Constant):
                    found.setdefault(str(code.value), set()).update(_features(call))
    lines = []
    for code, features in sorted(found.items()):
        _, text = catalogue()[f"engine.{code}"]
        lines.append(f"- `engine.{code}`: {text.replace('{', '*').replace('}', '*')}.")
        lines += [f"  - {feature}" for feature in sorted(features)]
    return "\n".join(lines)


def _features(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg == "feature" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)
        elif keyword.arg == "feature" and isinstance(keyword.value, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in keyword.value.values)


def picture(name: str) -> str:
    """One picture as SVG."""
    return pictures()[name]


def index_page() -> str:
    """All pages by their kind, each with its own first heading."""
    text = _INDEX
    for folder, about in _KINDS.items():
        pages = sorted((DOCS / folder).glob("*.md"))
        if pages:
            text += f"\n## {about}\n\n"
            text += "".join(f"- [{_heading(page)}]({folder}/{page.name})\n" for page in pages)
    return text


def _heading(page: Path) -> str:
    made = PAGES.get(page.relative_to(DOCS).as_posix())
    text = made() if made else page.read_text(encoding="utf-8")
    return next(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))


#: file in docs -> what it holds.
PAGES: Mapping[str, Callable[[], str]] = {
    "README.md": index_page,
    "reference/api.md": api_page,
    "reference/api-compatibility.md": compatibility_page,
    "reference/bpmn.md": bpmn_page,
    "reference/checks.md": checks.page,
    "reference/cli.md": cli_page,
    "reference/feel-builtins.md": partial(feel.reference, "en"),
    "reference/feel-builtins.zh.md": partial(feel.reference, "zh"),
    "reference/settings.md": settings_page,
    **{f"reference/pictures/{name}": partial(picture, name) for name in pictures()},
}


def main() -> None:
    """Write what differs."""
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
