"""A gateway that joins and forks at once: two gateways say it more clearly."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Gateway


def find(view: View) -> Iterator[Found]:
    for gateway in view.of(Gateway):
        if len(view.incoming(gateway)) > 1 and len(view.outgoing(gateway)) > 1:
            yield Found(element=gateway)


RULE = Rule(code="no_gateway_join_fork", severity="info", find=find)
