"""lingqu archive: remove what is past its time now, archived first; look whether the archive's files are whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from lingqu.cli.opening import opened, settings
from lingqu.cli.output import console, print_json, say, working
from lingqu.store import Database, open_database


def run(*, config: Path | None = None, json: bool = False) -> None:
    """Remove ended instances that are past their time, now instead of at the next look of a node.

    With the setting `archive_folder` their rows are in Parquet files before they go. On SQLite no node may be running:
    a running one does it by itself.

    Parameters
    ----------
    config
        TOML file with settings.
    json
        Print one JSON object.

    """
    with opened(config) as house:
        before = _removed(house.db)
        with working("正在清理…", "Removing what is past its time…"):
            house.runtime.retention.look()
        after = _removed(house.db)
    instances, archived = after[0] - before[0], after[1] - before[1]
    if json:
        print_json({"instances": instances, "archivedRows": archived})
        return
    say(
        f"已移除 {instances} 个到期实例, 归档 {archived} 行",
        f"{instances} instances were past their time and are removed, {archived} rows archived",
    )


def check(*, config: Path | None = None, json: bool = False) -> int:
    """Compare the archive's files with what was noted when they were written. Exit code 1 if one is missing or other.

    Parameters
    ----------
    config
        TOML file with settings.
    json
        Print one JSON object.

    """
    db = open_database(settings(config).database)
    try:
        with db.reading() as c:
            noted = c.rows("SELECT folder, digests FROM removal WHERE folder <> '' ORDER BY key")
    finally:
        db.close()
    files = {
        Path(folder) / name: digest
        for folder, digests in noted
        for name, (_, digest) in msgspec.json.decode(digests, type=dict[str, tuple[int, str]]).items()
    }
    with working("正在核对归档文件…", "Reading the archive's files…"):
        wrong = [str(path) for path, digest in files.items() if _digest(path) != digest]
    if json:
        print_json({"files": len(files), "wrong": wrong})
    else:
        for path in wrong:
            console.print(f"[red]✗[/red] {path}", highlight=False, soft_wrap=True)
        say(
            f"核对了 {len(files)} 个归档文件, {len(wrong)} 个缺失或不一致",
            f"{len(files)} files compared, {len(wrong)} missing or different",
        )
    return 1 if wrong else 0


def _removed(db: Database) -> tuple[int, int]:
    """Instances and archived rows of all removals that are done."""
    with db.reading() as c:
        row = c.row("SELECT coalesce(sum(instances), 0), coalesce(sum(rows), 0) FROM removal WHERE state = 2")
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _digest(path: Path) -> str:
    """The file's SHA-256; "" if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
