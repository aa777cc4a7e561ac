"""lingqu demo: everything on SQLite in one process, with a company, its past and two neighbouring systems."""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path
from typing import Literal

import msgspec

from lingqu.bootstrap.demo.scene import PASSWORD, Scene
from lingqu.bootstrap.logs import configure
from lingqu.bootstrap.settings import Settings
from lingqu.cli.output import console, say, working
from lingqu.cli.serve import free_port, run
from lingqu.outbound.mask import Mask


def demo(
    *,
    erp: Literal["sample", "tryton"] = "sample",
    port: int = 8088,
    data: Path = Path("var/demo"),
    instances: int = 300,
    keep: bool = False,
) -> None:
    """Show Lingqu with a company, some months of past, an ERP and a finance system.

    Parameters
    ----------
    erp
        sample: two small systems of ours; tryton: a real Tryton, set up on the first run.
    port
        Port of the web app; 0 takes a free one.
    data
        Folder for everything that the demo writes; made new at each start.
    instances
        How many past instances to run.
    keep
        Go on with what an earlier demo left in the folder.

    """
    if not keep:
        shutil.rmtree(data, ignore_errors=True)
    fresh = not (data / "lingqu.sqlite").exists()
    data.mkdir(parents=True, exist_ok=True)
    host = "127.0.0.1"
    chosen = free_port(host, port)
    settings = Settings(
        database=f"sqlite:///{(data / 'lingqu.sqlite').resolve()}",
        host=host,
        port=chosen,
        base_url=f"http://{host}:{chosen}",
        secrets_file=str(data / "secrets.key"),
        admin_password=PASSWORD,
        outbound_allow="127.0.0.1",
    )
    scene = Scene(msgspec.structs.replace(settings), root=Path.cwd(), data=data, erp=erp)
    configure(Mask())
    # Ctrl-C during the set-up ends the neighbours too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if fresh:
            with working("正在准备公司与历史数据…", "Setting up the company and its past…"):
                scene.furnish(instances)
        configure(scene.house.mask)
        with working("正在启动邻接系统…", "Starting the neighbouring systems…"):
            scene.open()
        _welcome(scene)
        asyncio.run(run(scene.house))
    finally:
        scene.close()


def _welcome(scene: Scene) -> None:
    say(
        f"\n登录用户 (密码均为 [bold]{PASSWORD}[/bold]):",
        f"\nSign in as (the password is always [bold]{PASSWORD}[/bold]):",
    )
    for login, name, post in scene.cast():
        console.print(f"  [bold]{login:12}[/bold] {name}  {post}", highlight=False)
    for name, url in scene.addresses():
        console.print(f"  {name}: {url}", highlight=False)
