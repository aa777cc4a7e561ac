"""Ad-hoc sub-processes: activate elements of one that is open."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2.shapes import Body
from lingqu.engine.commands import ActivateAdHoc, AdHocActivation
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import normalise

MOST_ELEMENTS = 1_000


class Reference(Body):
    """One element by its id, with variables of its run."""

    element_id: str
    variables: dict[str, Any] | None = None


class Instruction(Body):
    elements: list[Reference]
    cancel_remaining_instances: bool = False


@post("/v2/element-instances/ad-hoc-activities/{key:str}/activation", status_code=204)
async def activate_ad_hoc_activities(
    house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Instruction]
) -> None:
    """Activate elements of an ad-hoc sub-process, each in a run of its own; what runs can be ended first."""
    viewer.must("operate")
    number = parse_key(key, "adHocSubProcessInstanceKey")
    if not 1 <= len(data.elements) <= MOST_ELEMENTS:
        raise bad("elements", "none_of", known=f"1 … {MOST_ELEMENTS}")
    elements = tuple(
        AdHocActivation(element=one.element_id, variables=normalise(one.variables or {}, "variables"))
        for one in data.elements
    )
    command = ActivateAdHoc(
        at=0, by=viewer.login, ad_hoc=number, elements=elements, cancel_remaining=data.cancel_remaining_instances
    )
    await house.runtime.writer.ask(house.runtime.command(number, command))


HANDLERS = [activate_ad_hoc_activities]
