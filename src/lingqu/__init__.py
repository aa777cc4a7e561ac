"""Lingqu: a business process platform. What is drawn is what runs."""

__version__ = "0.1.0"
