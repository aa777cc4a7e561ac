"""What can be done to one activity of an instance that runs, where the clients of /v2 have no word for it."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import Shape
from lingqu.api.given import House, Viewer
from lingqu.engine.commands import AddItem
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import normalise


class NewItem(Shape, forbid_unknown_fields=True):
    """`item`: any JSON; null where the activity runs over a number."""

    item: Any = None


@post("/api/activities/{key:str}/items", status_code=204)
async def add_item(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[NewItem]) -> None:
    """One more item for a multi-instance activity while it runs; `key` is that of the activity as a whole."""
    viewer.must("operate")
    number = parse_key(key)
    command = AddItem(at=0, by=viewer.login, body=number, item=normalise(data.item, "item"))
    await house.runtime.writer.ask(house.runtime.command(number, command))


HANDLERS = [add_item]
