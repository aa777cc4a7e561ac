"""What the rows tell: live monitor, durations, bottlenecks, real path against drawn path."""

from lingqu.insights import messages as _messages  # noqa: F401 - registers the room's texts
