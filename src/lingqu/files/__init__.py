"""Files that people keep here: models on the desk (drafts) and attachments. Bytes with a name and an etag."""

from lingqu.files import messages as _messages  # noqa: F401 - registers the room's texts
