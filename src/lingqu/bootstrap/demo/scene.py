"""The demo's scene: the house, its company and past, and the neighbouring systems around it."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from lingqu.bootstrap.demo import company
from lingqu.bootstrap.demo.history import Clock, Past
from lingqu.bootstrap.demo.systems import Neighbours, sample_systems, tryton
from lingqu.bootstrap.house import TENANT, House
from lingqu.bootstrap.settings import Settings
from lingqu.files import drafts
from lingqu.files.drafts import Draft
from lingqu.kernel.errors import Invalid
from lingqu.model import dmn
from lingqu.model.bpmn import read
from lingqu.model.forms import read as read_form
from lingqu.runtime import RowWork, Tx

PASSWORD = "lingqu-demo"  # noqa: S105 - printed at the start for everybody to read
PAST_DAYS = 60
EXAMPLES = ("purchase-to-payment", "leave-request", "expense")
_DAY = 24 * 3_600_000


class Scene:
    """Built, furnished once, opened, closed."""

    def __init__(self, settings: Settings, *, root: Path, data: Path, erp: Literal["sample", "tryton"]) -> None:
        self._examples = root / "examples"
        if not (self._examples / "company.toml").is_file():
            raise Invalid("bootstrap.no_checkout")
        self._root = root
        self._data = data
        self._erp = erp
        self._neighbours: Neighbours | None = None
        self.company = company.read(self._examples / "company.toml")
        self._settings = settings
        self._house: House | None = None

    @property
    def house(self) -> House:
        """The house of today; opened by `open`."""
        if self._house is None:
            self._house = House(self._settings)
        return self._house

    def furnish(self, instances: int) -> None:
        """Company, models and past, in a house of the past that knows no neighbours."""
        today = time.time_ns() // 1_000_000
        clock = Clock(today - (PAST_DAYS + 1) * _DAY)
        past = House(self._settings, clock=clock, connected=False)
        try:
            past.begin()
            company.settle(past.runtime.writer, TENANT, self.company, PASSWORD)
            for example in EXAMPLES:
                files = [(p.name, p.read_bytes()) for p in self._files(example)]
                past.runtime.deploy(files, tenant=TENANT, by="gao.jun")
            self._lay_out(past)
            Past(past, clock, today).play(instances, PAST_DAYS)
        finally:
            past.stop()

    def open(self) -> None:
        """The neighbours are there, connectors and people's helpers work."""
        start = tryton if self._erp == "tryton" else sample_systems
        self._neighbours = start(self._root, self._data)
        self.house.begin()
        self.house.hub.configure(TENANT, connections=self._neighbours.connections, sources=self._sources())
        self.house.start()
        self._neighbours.first_orders()

    def close(self) -> None:
        if self._house is not None:
            self._house.stop()
        if self._neighbours is not None:
            self._neighbours.stop()

    def cast(self) -> Iterator[tuple[str, str, str]]:
        """Who can sign in: login, name, post."""
        yield "admin", "管理员", "Administrator"
        for person in self.company.person:
            yield person.login, person.name, person.post

    def addresses(self) -> Iterator[tuple[str, str]]:
        if self._neighbours is not None:
            yield from self._neighbours.addresses

    def _files(self, example: str) -> list[Path]:
        return sorted(p for p in (self._examples / example).iterdir() if p.suffix in {".bpmn", ".form", ".dmn"})

    def _sources(self) -> list[dict[str, Any]]:
        """Where documents come in, as the example's file says."""
        found: list[dict[str, Any]] = []
        for example in EXAMPLES:
            file = self._examples / example / "sources.toml"
            if file.is_file():
                found += tomllib.loads(file.read_text(encoding="utf-8"))["source"]
        return found

    def _lay_out(self, house: House) -> None:
        """The examples' models on the desk of the designer."""

        def run(tx: Tx) -> None:
            for example in EXAMPLES:
                for path in self._files(example):
                    content = path.read_bytes()
                    name, definition_id = _named(path.suffix, content)
                    draft = Draft(
                        id=tx.new_key(),
                        name=name or path.stem,
                        kind=path.suffix[1:],
                        folder=example,
                        etag=1,
                        updated_at=tx.now,
                        updated_by="gao.jun",
                        definition_id=definition_id,
                    )
                    drafts.add(tx.c, TENANT, draft, content)

        house.runtime.writer.call(RowWork(run=run))


def _named(suffix: str, content: bytes) -> tuple[str, str]:
    """(name, id) of what a model's file holds; a form has no name."""
    if suffix == ".bpmn":
        process = read(content).processes[0]
        return process.name or process.id, process.id
    if suffix == ".dmn":
        decisions = dmn.read(content)
        return decisions.name or "", decisions.id or ""
    return "", read_form(content).id
