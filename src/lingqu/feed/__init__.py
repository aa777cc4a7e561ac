"""Feed: what happens here, told to other systems in order, with nothing lost.

The law: the feed stores no events of its own. Every commit of a node has a number, and a follower reads history per
node by that number, so that what commits late is never missed; a cursor says how far it has read. Whoever keeps the
cursor hears everything at least once, each event with an id that never changes.
"""
