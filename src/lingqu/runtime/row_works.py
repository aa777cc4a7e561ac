"""Works on rows in a batch: each under a savepoint, with its commands and letters, all or nothing."""

from __future__ import annotations

from lingqu.engine.commands import StartInstance
from lingqu.kernel.errors import NotFound
from lingqu.runtime import leases
from lingqu.runtime.case import new_case
from lingqu.runtime.claims import Claims
from lingqu.runtime.definitions import latest
from lingqu.runtime.ground import Live, Made, Step
from lingqu.runtime.sitting import Sitting
from lingqu.runtime.waiting import Item
from lingqu.runtime.work import CaseWork, Held, RowWork, Tx
from lingqu.store import Lost, Transient


class RowWorks:
    """Does the row works of one batch, before its instances are held."""

    def __init__(self, sitting: Sitting, claims: Claims) -> None:
        self._sitting = sitting
        self._claims = claims
        self._c = sitting.c

    def run(self, item: Item, work: RowWork) -> None:
        """Do one; it fails alone. Raises Lost, Transient."""
        sitting = self._sitting
        tx = Tx(self._c, sitting.now, sitting.ground.new_key, (sitting.ground.node, sitting.number))
        made: list[Made] = []
        try:
            with self._c.savepoint():
                value = work.run(tx)
                overlay: dict[int, Live] = {}
                made += [self._also(case_work, overlay) for case_work in tx.cases]
                if work.guard is not None:
                    self._claims.keep(work.guard, value)
        except (Lost, Transient):
            raise
        except Held:
            self._claims.go_round(item)
            return
        except Exception as error:  # noqa: BLE001 - the work's own code, or a constraint: it fails alone
            self._claims.fail(item, error)
            return
        for one in made:
            sitting.accept(*one)
        sitting.outbox.extend(tx.letters)
        self._claims.outcome.hooks += tx.hooks
        self._claims.outcome.results.append((item, value))

    def _also(self, work: CaseWork, overlay: dict[int, Live]) -> Made:
        """One command inside a row work: decided now, kept aside until the whole row work has succeeded."""
        sitting, key = self._sitting, work.instance
        starts = isinstance(work.command, StartInstance)
        live = overlay.get(key)
        if live is None:
            if key not in sitting.live and not starts:
                sitting.hold([key])
            known = sitting.live.get(key)
            if known is None and not starts:
                self._missing(key)
            live = known.copy() if known is not None else Live(new_case(key), 0)
        if work.latest is not None:
            sitting.latest |= latest(self._c, [work.latest])
        if work.lease is not None:
            leases.check(self._c, work, leases.held(self._c, [work]))
        made = sitting.answer(Step(key, (*work.before, sitting.newest(work)), batch=work.batch), live)
        overlay[key] = made[0]
        return made

    def _missing(self, key: int) -> None:
        """Raises NotFound if there is no such instance, Held if somebody holds it."""
        if self._c.row("SELECT 1 FROM instance WHERE key = ?", [key]) is None:
            raise NotFound("runtime.no_such_instance", key=str(key))
        raise Held
