"""Tuning of a process that serves: called once by whoever starts a node, never by the node itself."""

from __future__ import annotations

import gc


def serving() -> None:
    """Make the collector of cycles rare: a start of a small process costs a third less CPU then.

    Nearly everything that a node makes is freed by counting references; what is there now (code, compiled programs)
    lives as long as the process and need not be looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
