"""FEEL over HTTP, with the variables of an instance or element where asked."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import JSONBody

from lingqu import feel
from lingqu.api.edge import LongText
from lingqu.api.given import House, Language, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.shapes import Body
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_values
from lingqu.engine.variables import SHARED
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, instance_of, parse_key
from lingqu.kernel.values import normalise
from lingqu.runtime import shared
from lingqu.work.variables import visible_at


class Evaluation(Body):
    """`expression` begins with "=". `scopeKey`: an instance or element instance whose variables it sees."""

    expression: LongText
    tenant_id: str | None = None
    scope_key: str | None = None
    variables: dict[str, Any] | None = None


@post("/v2/expression/evaluation", status_code=200)
@in_thread
def evaluate_expression(house: House, viewer: Viewer, language: Language, data: JSONBody[Evaluation]) -> dict[str, Any]:
    """The value of a FEEL expression; what is given in `variables` goes before what the scope has.

    Cluster variables (`camunda.vars…`) are read for whoever may see all instances.
    """
    shapes.known_tenant(data.tenant_id, viewer.tenant)
    context = dict(normalise(data.variables or {}, "variables"))
    if data.scope_key is not None:
        number = parse_key(data.scope_key, "scopeKey")
        where, params = sees_values(viewer)
        with house.db.reading() as c:
            if not c.row(f"SELECT 1 FROM instance i WHERE {where} AND i.key = ?", [*params, instance_of(number)]):  # noqa: S608
                raise NotFound("api.not_found", what="scope", key=data.scope_key)
            context = {**visible_at(c, instance_of(number), counter_of(number)), **context}
    if SHARED not in context and viewer.everything:
        with house.db.reading() as c:
            context[SHARED] = shared.read(c, [viewer.tenant])[viewer.tenant]
    expression = feel.compile(data.expression.removeprefix("="), names=context)
    found = expression.evaluate(context, now=house.runtime.now(), zone=house.settings.zone)
    return {
        "expression": data.expression,
        "result": found.json,
        "warnings": [{"message": warning.message.text(language)} for warning in found.warnings],
        "referencedSecrets": [],
    }


HANDLERS = [evaluate_expression]
