"""From a drawing to nets: one net for all processes that message flows connect, one for each compensation handler."""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.checks.soundness.joins import close_joins
from lingqu.checks.soundness.net import Net, pack
from lingqu.checks.soundness.nodes import add_moves
from lingqu.checks.soundness.places import open_scope, undoes
from lingqu.checks.soundness.reduce import shortened
from lingqu.checks.soundness.running import begin, run
from lingqu.checks.soundness.scopes import Builder
from lingqu.checks.soundness.talk import Talk
from lingqu.checks.view import View
from lingqu.model.bpmn import Container, SubProcess


def handlers(view: View) -> list[SubProcess]:
    """The sub-processes that compensate: each is proven by itself."""
    return [node for node in view.nodes if isinstance(node, SubProcess) and undoes(view, node)]


def translate(view: View, roots: Sequence[Container], talk: Talk) -> Net:
    """The net of these processes together."""
    build = Builder(view)
    talk.tell(build, roots)
    scopes = [open_scope(build, root) for root in roots]
    for scope in scopes:
        for one in scope.all():
            for node in one.container.elements:
                if not undoes(view, node):
                    add_moves(build, node)
    for scope in scopes:
        begin(build, scope)
        for one in scope.all():
            run(build, one)
    close_joins(build)
    return pack(*shortened(build.places, build.moves, frozenset(build.start)))
