"""Scopes: what holds other elements, and what calls other processes."""
