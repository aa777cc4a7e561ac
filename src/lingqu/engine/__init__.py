"""What runs: pure token semantics. step decides, apply records; nothing here knows a clock, a database or chance."""
