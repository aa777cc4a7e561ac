"""Documents between systems, exactly once: inbox, effect ledger, connectors, key map.

The law of this room: the ledger says `sent` before a call leaves; what is unknown is looked up or decided by a person,
never repeated; an event and what it starts are one transaction. A connector knows nobody but `connecting`.
"""

from lingqu.hub.hub import Hub, Tried

__all__ = ["Hub", "Tried"]
