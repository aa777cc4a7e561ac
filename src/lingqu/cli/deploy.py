"""lingqu deploy: files into the database, all or none."""

from __future__ import annotations

from pathlib import Path

from lingqu.cli.files import DRAWN, collect
from lingqu.cli.opening import opened
from lingqu.cli.output import console, language, print_json
from lingqu.cli.problems import show


def deploy(*paths: Path, config: Path | None = None, json: bool = False, sound: bool = False) -> int:
    """Deploy BPMN, form and DMN files (or all in a folder). The same content again changes nothing.

    Parameters
    ----------
    paths
        Files or folders.
    config
        TOML file with settings.
    json
        Print one JSON object instead of sentences.
    sound
        Refuse processes that are proven unsound.

    """
    files = [(path.name, path.read_bytes()) for path in collect(paths, DRAWN)]
    with opened(config) as house:
        done = house.runtime.deploy(files, by="admin", sound=sound)
    if json:
        rows = [
            {"id": d.id, "kind": d.kind, "version": d.version, "key": str(d.key), "unchanged": d.unchanged}
            for d in done.definitions
        ]
        print_json({"deploymentKey": str(done.key), "definitions": rows})
        return 0
    show(done.problems, language())
    for one in done.definitions:
        state = "=" if one.unchanged else "+"
        console.print(f"[green]{state}[/green] {one.kind} {one.id} v{one.version} ({one.key})", highlight=False)
    return 0
