"""One folder a connector; none knows another."""
