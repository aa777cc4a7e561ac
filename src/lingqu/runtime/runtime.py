"""The Runtime: everything a node does with running processes, behind one object. Built by bootstrap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

import msgspec

from lingqu.engine.commands import (
    Command,
    CompleteJob,
    FailJob,
    MigrateInstance,
    ResolveIncident,
    SetJobRetries,
    StartInstance,
    ThrowJobError,
)
from lingqu.kernel.keys import instance_of
from lingqu.kernel.values import Json
from lingqu.runtime import batches, business_ids, conditionals, evaluating, rehearsal, signals, starting
from lingqu.runtime import deploy as deploying
from lingqu.runtime.batches import Wanted
from lingqu.runtime.blobs import AnyCommand
from lingqu.runtime.checking import check_files
from lingqu.runtime.deletion import deletion_work
from lingqu.runtime.deploy import DeploymentDone
from lingqu.runtime.evaluating import Decided
from lingqu.runtime.job_changes import JobChange, change_work
from lingqu.runtime.job_doors import JobDoors
from lingqu.runtime.rehearsal import Effect, Report
from lingqu.runtime.sources import FileProblem
from lingqu.runtime.unthrown import unthrown
from lingqu.runtime.withdrawing import withdraw
from lingqu.runtime.work import CaseWork, GuardClaim, RowWork

JobCommand = CompleteJob | FailJob | ThrowJobError | SetJobRetries


class Runtime(JobDoors):
    """A node at work, and the doors to it. What answers a work is to be given to `writer`."""

    # ---- deployment ----

    def check(self, files: Sequence[tuple[str, bytes]], *, tenant: str = "") -> tuple[FileProblem, ...]:
        """What deployment would say of these files, beside what this tenant has deployed."""
        found = check_files(files)
        if any(one.severity == "error" for one in found):
            return found
        new = deploying.processes(files)
        return (*found, *unthrown(self.db, self.definitions, tenant, new, self.publishers(tenant)))

    def deploy(
        self, files: Sequence[tuple[str, bytes]], *, tenant: str = "", by: str = "", sound: bool = False
    ) -> DeploymentDone:
        """Deploy files, all or none; `sound`: only if no process is proven unsound.

        Raises DeploymentRefused with the problems, Invalid. Blocks.
        """
        library = partial(self.decisions.library, tenant)
        prepared = deploying.prepare(files, library, sound=sound)
        told = unthrown(self.db, self.definitions, tenant, prepared.new, self.publishers(tenant))
        prepared = msgspec.structs.replace(prepared, warnings=(*prepared.warnings, *told))
        run = deploying.install(prepared, self.definitions, self.decisions, tenant=tenant, by=by, clocks=self.clocks)
        done: DeploymentDone = self.writer.call(RowWork(run=run))
        self._timers.wake()
        for one in done.definitions:
            if one.kind == "process" and not one.unchanged:
                self._pump.soon(lambda key=one.key: self._correlator.look_for_starts(key))  # type: ignore[misc]
        return done

    def withdraw(self, key: int, *, tenant: str = "", by: str = "") -> None:
        """Nobody starts, calls or reads this definition any more. Blocks. Raises NotFound, Conflict."""
        self.writer.call(withdraw(key, tenant, by=by, definitions=self.definitions, clocks=self.clocks))
        self._timers.wake()

    def evaluate_decision(
        self, variables: Mapping[str, Json], *, name: str = "", key: int = 0, tenant: str = ""
    ) -> Decided:
        """Evaluate a decision by id (the newest version) or by key, and keep it. Blocks. Raises NotFound."""
        decision = self.decisions.get(key) if key else evaluating.newest(self.db, self.decisions, tenant, name)
        work = evaluating.asked(decision, variables, tenant=tenant, now=self.now(), zone=self.zone)
        decided: Decided = self.writer.call(work)
        return decided

    def forget_evaluation(self, evaluation: int, *, tenant: str = "") -> None:
        """Delete what is kept of an evaluation. Blocks. Raises NotFound."""
        self.writer.call(evaluating.forgotten(tenant, evaluation))

    # ---- commands ----

    def start(
        self,
        process_id: str | None = None,
        *,
        definition: int | None = None,
        version: int | None = None,
        tag: str = "",
        variables: Mapping[str, Json] | None = None,
        tenant: str = "",
        by: str = "",
        business_id: str = "",
        tags: Sequence[str] = (),
        places: Sequence[str] = (),
        stops: Sequence[str] = (),
        guard: GuardClaim | None = None,
    ) -> CaseWork:
        """The work that starts an instance. Answers Started. Raises NotFound.

        The process is given by key, by id (the newest version) or by id and version or version tag. `places`: ids of
        the elements at which it begins, `stops`: of those after which it ends.
        """
        return starting.start(
            self.definitions,
            self.new_instance,
            starting.Wanted(
                process_id=process_id or "", definition=definition or 0, version=version, tag=tag, tenant=tenant
            ),
            guard=guard,
            variables=dict(variables or {}),
            by=by,
            business_id=business_id,
            tags=tuple(tags),
            places=tuple(places),
            stops=tuple(stops),
        )

    def unique(self, work: CaseWork) -> CaseWork | RowWork:
        """The same start; if business ids are unique, refused with Conflict while another instance has its."""
        given = isinstance(work.command, StartInstance) and work.command.business_id
        return (
            business_ids.unique_start(work, self.definitions, self.zone) if given and self.unique_business_ids else work
        )

    def assign_business_id(self, instance: int, business_id: str, *, tenant: str = "", by: str = "") -> RowWork:
        """Give an instance that has none a business id. Raises NotFound, Conflict."""
        return business_ids.assign(instance, business_id, tenant=tenant, by=by, unique=self.unique_business_ids)

    def command(self, key: int, command: AnyCommand, **options: Any) -> CaseWork:
        """A command for the instance that this key (of anything in it) belongs to. Options as of CaseWork."""
        return CaseWork(instance=instance_of(key), command=command, **options)

    def job_command(self, command: JobCommand, *, lease: int | None = None) -> CaseWork:
        """A command about a job, given by its key; with `lease` only if the job was not given to somebody else."""
        return CaseWork(instance=instance_of(command.job), command=command, lease=lease)

    def resolve_incident(self, key: int, *, by: str = "") -> CaseWork | RowWork:
        """The cause is gone: go on from where the incident stopped it."""
        return self.aside.release(key) or self._resolution(key, by)

    @staticmethod
    def _resolution(key: int, by: str) -> CaseWork:
        return CaseWork(instance=instance_of(key), command=ResolveIncident(at=0, by=by, incident=key))

    def retry_incident(self, key: int, *, by: str = "") -> CaseWork | RowWork:
        """The same; a job without retries left gets one more."""
        with self.db.reading() as c:
            row = c.row(
                "SELECT i.job, j.retries FROM incident i LEFT JOIN job j ON j.key = i.job WHERE i.key = ?", [key]
            )
        before: tuple[AnyCommand, ...] = ()
        if row is not None and row[0] and row[1] == 0:
            before = (SetJobRetries(at=0, by=by, job=row[0], retries=1),)
        return self.aside.release(key) or msgspec.structs.replace(self._resolution(key, by), before=before)

    def change_job(self, job: int, wanted: JobChange, *, by: str = "", lease: int | None = None) -> RowWork:
        """Retries, the end of the lease, the rank of a job: all that is asked for, or nothing."""
        return change_work(job, wanted, by=by, lease=lease)

    # ---- dry runs ----

    def rehearse(self, key: int, command: Command) -> tuple[Effect, ...]:
        """What a command would cause to an instance now; nothing is done. Raises what it would be refused with."""
        return rehearsal.rehearse(self.db, self.ground, self.now(), key, command)

    def rehearse_migration(self, definition: int, command: MigrateInstance) -> Report:
        """What stands in the way of a migration of all live instances of a definition; nothing is done."""
        return rehearsal.report(self.db, self.ground, self.now(), definition, command)

    # ---- batch operations, deletion ----

    def start_batch(self, wanted: Wanted) -> tuple[int, int]:
        """Make a batch operation; its key and the number of its items. Blocks. Raises Unprocessable."""
        made: tuple[int, int] = self.writer.call(batches.create(wanted))
        self._batches.ring()
        return made

    def change_batch(self, key: int, tenant: str, verb: Literal["CANCEL", "SUSPEND", "RESUME"], by: str) -> None:
        """Cancel, suspend or resume a batch operation. Blocks. Raises NotFound, Conflict."""
        self.writer.call(batches.change(key, tenant, verb, by))
        self._batches.ring()

    def delete(self, instance: int, *, by: str = "") -> RowWork:
        """Delete an ended instance with its history; the line in the log of operations stays."""
        return deletion_work(instance, by)

    # ---- messages ----

    def publish(
        self,
        name: str,
        correlation: str,
        *,
        ttl_ms: int,
        message_id: str = "",
        variables: Mapping[str, Json] | None = None,
        tenant: str = "",
    ) -> RowWork:
        """Answers the message's key; whoever waits gets it after the commit, whoever comes in time later."""
        return self._correlator.publish(
            name, correlation, ttl_ms=ttl_ms, message_id=message_id, variables=dict(variables or {}), tenant=tenant
        )

    def correlate(
        self, name: str, correlation: str, *, variables: Mapping[str, Json] | None = None, tenant: str = ""
    ) -> RowWork:
        """Answers Correlated (message, instance), what follows included; NotFound if nobody waits."""
        return self._correlator.correlate(name, correlation, variables=dict(variables or {}), tenant=tenant)

    def evaluate_conditionals(
        self, variables: Mapping[str, Json], *, tenant: str = "", definition: int = 0, by: str = ""
    ) -> RowWork:
        """Start instances at conditional start events whose condition holds. Answers Evaluated. Raises NotFound."""
        return conditionals.evaluate(
            self.db,
            self.definitions,
            variables,
            tenant=tenant,
            definition=definition,
            by=by,
            now=self.now(),
            zone=self.zone,
        )

    def broadcast(self, name: str, *, variables: Mapping[str, Json] | None = None, tenant: str = "") -> RowWork:
        """Throw a signal from outside. Answers its key; whoever waits then gets it after the commit."""
        return RowWork(run=signals.throw(name, dict(variables or {}), tenant, self._post.throw))
