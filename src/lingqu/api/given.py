"""What every handler may ask for by name: the house, who asks, and the language to answer in."""

from __future__ import annotations

from litestar.di import NamedDependency

from lingqu.bootstrap import house
from lingqu.directory import viewer
from lingqu.kernel import messages

House = NamedDependency[house.House]
Viewer = NamedDependency[viewer.Viewer]
Language = NamedDependency[messages.Language]
