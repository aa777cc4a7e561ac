"""Tokens that wait at joins: where they wait after a migration, and on which of the flows that are drawn there."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.migrating_homes import Homes
from lingqu.engine.migration_plan import Problem, reason
from lingqu.engine.program import Node, Program
from lingqu.engine.state import ElementInstance, Token


def moved_tokens(
    source: Program, target: Program, homes: Homes, scopes: list[ElementInstance], problems: list[Problem]
) -> list[e.TokensMigrated]:
    """The events that move them; what stands in the way is added to the problems."""
    moved: list[e.TokensMigrated] = []
    for scope in scopes:
        for join, tokens in scope.parked.items():
            before = source.node(join)
            after = _join(target, homes, scope, before, problems)
            if after is None:
                continue
            flows = [_flow(source, target, homes, token, after, problems) for token in tokens]
            moved.append(
                e.TokensMigrated(
                    scope=scope.n,
                    join=join,
                    target=after.ordinal,
                    tokens=tuple((flow, token[1]) for flow, token in zip(flows, tokens, strict=True)),
                )
            )
    return moved


def _join(target: Program, homes: Homes, scope: ElementInstance, before: Node, problems: list[Problem]) -> Node | None:
    ordinal = homes.elements.get(before.ordinal)
    if ordinal is None:
        problems.append(Problem(before.id, reason("unmapped")))
        return None
    after = target.node(ordinal)
    if not after.joins or after.behaviour != before.behaviour:
        problems.append(Problem(before.id, reason("kind", kind=before.kind, target=after.id, target_kind=after.kind)))
        return None
    if homes.elements.get(scope.element) != after.scope:
        problems.append(Problem(before.id, reason("join_moved", target=after.id)))
        return None
    return after


def _flow(  # noqa: PLR0917 - what it looks at, then what it tells
    source: Program, target: Program, homes: Homes, token: Token, join: Node, problems: list[Problem]
) -> int:
    """The flow on which a token waits: the one with the same id, else the only one from the same element."""
    before = source.flows[token[0]]
    into = [target.flows[flow] for flow in join.incoming]
    same = [flow for flow in into if flow.id == before.id] or [
        flow for flow in into if homes.elements.get(before.source) == flow.source
    ]
    if len(same) == 1:
        return same[0].ordinal
    problems.append(Problem(join.id, reason("flow_gone", flow=before.id)))
    return token[0]
