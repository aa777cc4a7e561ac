"""The neighbouring systems of the demo, each its own program: the sample ERP and finance system, or a real Tryton."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from lingqu.kernel.errors import Invalid

#: Orders that are quoted when the demo opens: supplier, department, requester, product, quantity, unit price.
ORDERS = (
    ("华东轴承", "生产部", "wang.min", "深沟球轴承 6204", "800", "160.00"),
    ("苏州精密量具", "质量部", "liu.yang", "数显千分尺", "12", "685.50"),
    ("宁波标准件", "生产部", "wang.min", "内六角螺栓 M8", "5000", "0.36"),
    ("深圳云图科技", "信息部", "chen.chen", "工作站", "6", "9880.00"),
)


class Neighbours(msgspec.Struct, kw_only=True):
    """Running systems: what the hub needs to know of them, where people can look, and how to end them."""

    connections: list[dict[str, Any]]
    addresses: list[tuple[str, str]]
    first_orders: Callable[[], None]
    stop: Callable[[], None]


class Program(msgspec.Struct, kw_only=True):
    """A sample system that runs."""

    url: str
    token: str
    process: subprocess.Popen[str]

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the system something, as its own people would."""
        request = urllib.request.Request(  # noqa: S310 - our own program's address
            self.url + path,
            data=json.dumps(body or {}).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())

    def stop(self) -> None:
        """End the process by its own id and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


def program(root: Path, name: str, database: Path) -> Program:
    """Start `examples.systems.<name>` of this checkout on a free port. Raises Invalid if it does not come up."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", f"examples.systems.{name}", "--port", "0", "--database", str(database)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,  # Ctrl-C is for us; we end it ourselves
    )
    told = _told(process, name)
    return Program(url=told["url"], token=told["token"], process=process)


def sample_systems(root: Path, data: Path) -> Neighbours:
    """The ERP and the finance system of examples/systems."""
    erp = program(root, "erp", data / "erp.sqlite")
    finance = program(root, "finance", data / "finance.sqlite")

    def first_orders() -> None:
        for supplier, department, requester, product, quantity, price in ORDERS:
            line = {"product": product, "quantity": quantity, "unit_price": price}
            order = erp.post(
                "/api/orders",
                {"supplier": supplier, "department": department, "requester": requester, "lines": [line]},
            )
            erp.post(f"/api/orders/{order['number']}/quote")

    def stop() -> None:
        erp.stop()
        finance.stop()

    return Neighbours(
        connections=[
            {
                "name": name,
                "connector": f"sample_{name}",
                "url": one.url,
                "auth": "bearer",
                "secrets": {"token": one.token},
            }
            for name, one in (("erp", erp), ("finance", finance))
        ],
        addresses=[("ERP", erp.url), ("财务系统 Finance", finance.url)],
        first_orders=first_orders,
        stop=stop,
    )


def tryton(root: Path, data: Path) -> Neighbours:
    """A real Tryton with a database for the ERP and one for finance; installed into var/tryton on the first run."""
    home = root / "var" / "tryton"
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "examples.systems.tryton.server", str(home), str(data / "tryton")],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    told = _told(process, "tryton")
    server = Program(url=told["url"], token="", process=process)
    try:
        password = (home / "password").read_text(encoding="utf-8").strip()
    except OSError as wrong:
        server.stop()
        raise Invalid("bootstrap.neighbour_failed", name="tryton") from wrong

    def connection(name: str, database: str) -> dict[str, Any]:
        secrets = {"username": told["user"], "password": password}
        settings = {"database": database}
        return {
            "name": name,
            "connector": "tryton",
            "url": server.url,
            "auth": "basic",
            "settings": settings,
            "secrets": secrets,
        }

    return Neighbours(
        connections=[connection("erp", "erp"), connection("finance", "fin")],
        addresses=[("Tryton (JSON-RPC)", server.url)],
        first_orders=lambda: None,  # the seeded database has a quoted order
        stop=server.stop,
    )


def _told(process: subprocess.Popen[str], name: str) -> dict[str, Any]:
    """The line by which a program says that it is ready. Raises Invalid if it ends without one."""
    line = process.stdout.readline() if process.stdout else ""
    try:
        told: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError:
        process.kill()
        process.wait()
        raise Invalid("bootstrap.neighbour_failed", name=name) from None
    return told
