"""lingqu serve: the whole platform in one process."""

from __future__ import annotations

import asyncio
import pkgutil
import signal
import socket
from pathlib import Path

import msgspec
from granian.constants import Interfaces
from granian.server.embed import Server

from lingqu.bootstrap.house import House
from lingqu.bootstrap.logs import configure
from lingqu.bootstrap.settings import check_exposure
from lingqu.cli import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.cli.opening import settings
from lingqu.cli.output import say
from lingqu.kernel.errors import Invalid
from lingqu.runtime.tuning import serving

#: The application is found by name, as every ASGI server does it: commands and resources do not know one another.
APPLICATION = "lingqu.api.app:create_app"


FIRST_ZH = """还没有任何用户。停止后用以下任一方式创建第一位管理员:
  LINGQU_ADMIN_PASSWORD=密码 lingqu serve        (登录名 admin)
  LINGQU_PASSWORD=密码 lingqu user add 登录名 --role admin"""
FIRST_EN = """There is nobody who could sign in yet. Stop it and make the first administrator in one of these ways:
  LINGQU_ADMIN_PASSWORD=PASSWORD lingqu serve    (signs in as admin)
  LINGQU_PASSWORD=PASSWORD lingqu user add LOGIN --role admin"""


def serve(*, host: str | None = None, port: int | None = None, config: Path | None = None) -> None:
    """Serve the web app and the API until Ctrl-C.

    Parameters
    ----------
    host
        Address to listen on (default: setting `host`, 127.0.0.1).
    port
        Port to listen on (default: setting `port`, 8088); 0 takes a free one.
    config
        TOML file with settings (default: lingqu.toml, if there is one).

    """
    given = settings(config)
    wanted = msgspec.structs.replace(
        given, host=host or given.host, port=free_port(host or given.host, given.port if port is None else port)
    )
    check_exposure(wanted)
    house = House(wanted)
    configure(house.mask)
    house.start()
    try:
        asyncio.run(run(house))
    finally:
        house.stop()


async def run(house: House) -> None:
    """Serve an opened house until SIGINT or, after `drain_seconds`, SIGTERM."""
    server = Server(
        pkgutil.resolve_name(APPLICATION)(house),
        address=house.settings.host,
        port=house.settings.port,
        interface=Interfaces.ASGI,
        log_access=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()

    def leave() -> None:
        if house.leaving:  # asked twice: at once
            server.stop()  # type: ignore[no-untyped-call]  # Granian has no types here
        else:
            house.leave()
            loop.call_later(house.settings.drain_seconds, server.stop)

    loop.add_signal_handler(signal.SIGINT, server.stop)
    loop.add_signal_handler(signal.SIGTERM, leave)
    address = f"http://{house.settings.host}:{house.settings.port}"
    serving()
    say(f"灵渠已启动: {address}  (Ctrl-C 停止)", f"Lingqu is running: {address}  (Ctrl-C stops it)")
    if house.settings.auth == "password" and house.nobody_yet():
        say(FIRST_ZH, FIRST_EN)
    await server.serve()


def free_port(host: str, port: int) -> int:
    """The port, checked to be free; a free one for 0. Raises Invalid."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise Invalid("cli.cannot_listen", address=f"{host}:{port}", reason=wrong.strerror or str(wrong)) from None
        return int(probe.getsockname()[1])
