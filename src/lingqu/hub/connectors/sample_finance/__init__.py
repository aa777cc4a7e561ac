"""The sample finance system of examples/systems: payment requests out, payments in."""
