"""Gateways: where the path splits and meets."""
