"""lingqu backup and restore: a copy of a SQLite database, taken while Lingqu works; what to do with PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lingqu.bootstrap.settings import Settings
from lingqu.cli import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.cli.opening import settings
from lingqu.cli.output import print_json, say, working
from lingqu.kernel.errors import Invalid
from lingqu.store import copies
from lingqu.store.url import parse_url


def backup(copy: Path, /, *, config: Path | None = None, json: bool = False) -> None:
    """Copy the database to a new file while Lingqu goes on working.

    Parameters
    ----------
    copy
        The file to make; there must not be one.
    config
        TOML file with settings.
    json
        Print one JSON object.

    """
    chosen = settings(config)
    source = _file(chosen)
    with working("正在备份…", "Copying the database…"):
        size = copies.backup(source, copy)
    if json:
        print_json({"copy": str(copy), "bytes": size, "secretsFile": chosen.secrets_file})
        return
    say(f"已备份到 {copy} ({size / 1e6:.1f} MB)", f"Copied to {copy} ({size / 1e6:.1f} MB)")
    say(
        f"密钥文件 {chosen.secrets_file} 不在备份中: 请另外妥善保存, 缺少它则无法读取已保存的系统凭据",
        f"The master keys in {chosen.secrets_file} are not in it: keep them safe elsewhere, for without them the stored"
        " credentials cannot be read",
    )


def restore(
    copy: Path,
    /,
    *,
    replace: Annotated[bool, Parameter(negative="")] = False,
    config: Path | None = None,
) -> None:
    """Put a copy in the place of the database. No node may work on it meanwhile.

    Parameters
    ----------
    copy
        A file that `lingqu backup` made.
    replace
        Even if there is a database; it is kept beside, with `.before` behind its name.
    config
        TOML file with settings.

    """
    target = _file(settings(config))
    with working("正在恢复…", "Putting the copy in place…"):
        copies.restore(copy, target, replace=replace)
    say(f"已恢复: {target}", f"Restored: {target}")
    say("下一步: lingqu db upgrade, 然后 lingqu audit", "Next: lingqu db upgrade, then lingqu audit")


def _file(chosen: Settings) -> Path:
    """The database's file. Raises Invalid for PostgreSQL, with what to do instead."""
    address = parse_url(chosen.database)
    if address.dialect != "sqlite":
        raise Invalid("cli.backup_by_postgresql")
    return Path(address.target)
