"""DMN 1.1 to 1.6 files: elements, reader, writer. A file read and written again says the same."""

from lingqu.model.dmn import elements
from lingqu.model.dmn.elements import Definitions
from lingqu.model.dmn.read import read
from lingqu.model.dmn.schema import VERSIONS
from lingqu.model.dmn.tags import version_tag
from lingqu.model.dmn.write import write

__all__ = ["VERSIONS", "Definitions", "elements", "read", "version_tag", "write"]
