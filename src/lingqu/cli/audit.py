"""lingqu audit: fold the history of live data and compare it with the rows."""

from __future__ import annotations

from pathlib import Path

from lingqu.cli.opening import settings
from lingqu.cli.output import console, print_json, say, working
from lingqu.runtime.audit import audit as compare
from lingqu.store import open_database


def audit(*, config: Path | None = None, json: bool = False) -> int:
    """Compare every instance's history with its state and rows. Exit code 1 if anything differs.

    Parameters
    ----------
    config
        TOML file with settings.
    json
        Print one JSON object.

    """
    db = open_database(settings(config).database)
    try:
        with working("正在核对历史与数据…", "Comparing history and rows…"):
            report = compare(db)
    finally:
        db.close()
    if json:
        print_json({"instances": report.instances, "differences": [str(one) for one in report.differences]})
    else:
        for one in report.differences:
            console.print(f"[red]✗[/red] {one}", highlight=False)
        say(
            f"核对了 {report.instances} 个实例, {len(report.differences)} 处不一致",
            f"{report.instances} instances compared, {len(report.differences)} differences",
        )
    return 1 if report.differences else 0
