"""Errors, keys, values and messages: the few words that every room speaks. Imports nothing of the house."""

from lingqu.kernel import texts as _texts  # noqa: F401 - registers the room's texts
