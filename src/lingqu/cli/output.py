"""What commands print: sentences for people, one JSON document for programs, progress for what takes a while."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import encode

console = Console()
errors = Console(stderr=True)


def language() -> Language:
    """The reader's language: LINGQU_LANGUAGE, else the locale, else zh."""
    for name in ("LINGQU_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in {"zh", "en"}:
            return "zh" if value[:2] == "zh" else "en"
    return "zh" if not os.environ.get("LANG") else "en"


def say(zh: str, en: str) -> None:
    """Print a line in the reader's language."""
    console.print(zh if language() == "zh" else en, highlight=False, soft_wrap=True)


def failed(message: Message) -> None:
    """Print why a command could not do what was asked."""
    errors.print(f"[red]✗[/red] {message.text(language())}", highlight=False)


def print_json(document: Any) -> None:
    """One JSON document on standard output; numbers keep their digits."""
    sys.stdout.write(encode(document).decode() + "\n")


@contextmanager
def working(zh: str, en: str) -> Iterator[None]:
    """Show that something is going on, on a terminal only."""
    with errors.status(zh if language() == "zh" else en):
        yield
