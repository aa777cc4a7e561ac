"""The command line: one file a command. `lingqu --help` lists them."""

from lingqu.cli.main import main

__all__ = ["main"]
