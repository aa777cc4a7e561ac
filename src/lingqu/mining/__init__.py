"""Event-log algorithms: pure functions from logs to findings."""
