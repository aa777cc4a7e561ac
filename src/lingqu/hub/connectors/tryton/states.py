"""Tryton's states in the words that processes share with other systems; `native_state` keeps Tryton's own."""

_PURCHASE = {"quotation": "quoted", "confirmed": "approved", "processing": "approved", "done": "approved"}
_PAYMENT = {"draft": "requested", "submitted": "requested", "approved": "requested", "succeeded": "paid"}


def purchase(state: str) -> str:
    """draft, quoted, approved, cancelled."""
    return _PURCHASE.get(state, state)


def payment(state: str) -> str:
    """requested, processing, paid, failed."""
    return _PAYMENT.get(state, state)
