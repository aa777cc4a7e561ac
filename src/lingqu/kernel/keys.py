"""Keys: 64-bit numbers that carry their home. Stored for ever; see docs/adr/0002-keys.md.

    key = instance_number << 23 | local_counter

The instance number comes from a block that a node reserves in the database; the local counter lives in the
instance's state. The instance's own key has counter 0. A job, task, timer, variable or incident key names its
instance without a look-up. Definitions, messages and deployments take whole instance numbers (counter 0).
In JSON a key is a string, because a JavaScript number holds 53 bits only.
"""

from __future__ import annotations

from lingqu.kernel.errors import Invalid

COUNTER_BITS = 23
COUNTER_MASK = (1 << COUNTER_BITS) - 1
#: From this counter on an instance takes no new work: an incident is raised, a counter never carries over.
COUNTER_LIMIT = (1 << COUNTER_BITS) - (1 << 16)
MAX_INSTANCE_NUMBER = (1 << (63 - COUNTER_BITS)) - 1


def instance_key(number: int) -> int:
    """The key of the instance (or definition, message, deployment) with that number."""
    return number << COUNTER_BITS


def local_key(instance: int, counter: int) -> int:
    """The key of a thing inside an instance: `instance` is the instance's key, `counter` its local counter."""
    return instance | counter


def instance_of(key: int) -> int:
    """The key of the instance that this key belongs to."""
    return key & ~COUNTER_MASK


def counter_of(key: int) -> int:
    """The local counter in this key; 0 for the instance itself."""
    return key & COUNTER_MASK


def parse_key(text: str | int, field: str = "key") -> int:
    """A key from its JSON form. Raises Invalid for what is not a positive 63-bit whole number."""
    if isinstance(text, str) and (not text.isascii() or not text.isdigit() or len(text) > 19):
        raise Invalid("kernel.not_a_key", field=field, given=text[:40])
    key = int(text)
    if not 0 < key < 1 << 63:
        raise Invalid("kernel.not_a_key", field=field, given=str(text))
    return key
