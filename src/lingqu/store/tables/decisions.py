"""Decision models beside their definitions, and what was decided."""

from __future__ import annotations

from sqlalchemy import Index

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: A deployed decision model: how others import it, and the models (keys of their definitions) that it imports itself.
decision_model = table(
    "decision_model",
    key("definition", pk=True),
    text("tenant"),
    text("namespace"),
    text("imports"),  # JSON list, fixed at deployment
)
Index("ix_decision_model_namespace", decision_model.c.tenant, decision_model.c.namespace)

#: What was deployed together with a process that asks for that: fixed at deployment.
beside = table(
    "beside",
    key("definition", pk=True),  # of the process
    text("kind", pk=True),  # decision
    text("id", pk=True),
    key("target"),
)

#: One decision of one evaluation. `definition`, `asked` and `requirements` are keys of definitions; `value` is the
#: first 8 kB of its JSON; the whole is in `details`, or with all others of the evaluation in `value` under `hash`.
decision = table(
    "decision",
    key("evaluation", pk=True),
    number("place", pk=True),  # from 1, the one that was asked for last
    text("tenant"),
    key("definition"),
    key("asked"),  # the decision that was asked for
    key("requirements"),
    text("kind"),  # decisionTable | literalExpression | other
    key("instance"),  # 0: asked from outside
    key("root"),
    key("process"),  # key of the process's definition
    key("owner"),  # counter of the element instance
    when("at"),
    number("failed"),
    text("failure"),  # what went wrong, in English
    text("value"),
    blob("details"),
    text("hash"),
)
Index("ix_decision_instance", decision.c.instance, decision.c.owner)
Index("ix_decision_definition", decision.c.tenant, decision.c.definition, decision.c.at)
