"""The one place that wires rooms together."""
