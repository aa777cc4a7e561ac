"""Version tags: what the profile `http://camunda.org/schema/zeebe/1.0` writes into a decision's extension elements."""

from __future__ import annotations

from lingqu.model.dmn.elements import Decision
from lingqu.model.xml import uncanonical

_NAMESPACE = "http://camunda.org/schema/zeebe/1.0"


def version_tag(decision: Decision) -> str:
    """The version tag of a decision, "" for none."""
    for part in decision.rest:
        if _NAMESPACE in part.xml:
            for tag in uncanonical(part.xml).iter(f"{{{_NAMESPACE}}}versionTag"):
                return str(tag.get("value") or "").strip()
    return ""
