"""People, departments, groups, roles, credentials, delegations, and who may see what."""

from lingqu.directory import messages as _messages  # noqa: F401 - registers the room's texts
