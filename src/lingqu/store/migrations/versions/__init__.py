"""The revisions themselves; see the package above for their names."""
