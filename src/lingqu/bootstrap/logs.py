"""Structured logs on standard error, with every known secret masked."""

from __future__ import annotations

import logging
import sys

import structlog

from lingqu.outbound.mask import Mask


def configure(mask: Mask) -> None:
    """One line an event: key=value on a terminal, JSON elsewhere."""
    terminal = sys.stderr.isatty()
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask.processor,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    others = logging.StreamHandler(sys.stderr)  # lines of other packages: plain, and masked too
    others.addFilter(mask.filter())
    logging.basicConfig(level=logging.WARNING, handlers=[others], force=True)
