"""The sample ERP of examples/systems: orders in, statuses back."""
