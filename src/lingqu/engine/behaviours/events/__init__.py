"""Events: what starts, waits, throws and ends."""
