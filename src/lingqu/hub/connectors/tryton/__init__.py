"""Tryton, an ERP: purchase orders in, statuses back, payments. Real calls against it: examples/systems/tryton."""
