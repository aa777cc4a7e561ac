"""A node that works until it is killed, and says on its output what its clients were answered.

Run as: python busy_node.py <database address> <name>
"""

import os
import sys

import structlog

from faults.clients import Clients
from lingqu.runtime import Runtime
from lingqu.store import open_database


def main(address: str, name: str) -> None:
    # on its output there is nothing but answers: a line of the log in between would tear one
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    node = Runtime(open_database(address))
    node.begin()
    Clients(node, name, say).join()


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, so that a killed node has said a line or nothing of it


main(*sys.argv[1:])
