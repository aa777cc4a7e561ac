"""The same step on a virtual clock."""
