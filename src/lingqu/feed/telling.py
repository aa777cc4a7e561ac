"""Telling: commits become public events, each with the facts that a receiver needs to know what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lingqu.feed.events import PREFIX, FeedEvent, time
from lingqu.feed.facts import Facts
from lingqu.feed.following import Commit
from lingqu.feed.public import public
from lingqu.kernel.keys import local_key
from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import decode
from lingqu.runtime.blobs import history
from lingqu.store import Connection
from lingqu.store.connection import Row


class Teller(msgspec.Struct, frozen=True, kw_only=True):
    """`source` is that of all events; `language` is of the texts of incidents and documents."""

    source: str
    language: Language

    def tell(self, c: Connection, tenant: str, commits: Sequence[Commit]) -> list[FeedEvent]:
        """The events of a tenant, in order."""
        facts = Facts(c, commits)
        told: list[FeedEvent] = []
        for commit in commits:
            for row in commit.history:
                told += self._of_instance(row, facts, tenant)
            for row in commit.documents:
                told += self._of_document(row, facts, tenant)
        return told

    def _of_instance(self, row: Row, facts: Facts, tenant: str) -> Iterator[FeedEvent]:
        _, at, instance, version, by, format_, body = row
        about = facts.instances.get(instance)
        if about is None or about["tenant"] != tenant:
            return
        for place, event in enumerate(history.decode(format_, bytes(body))):
            for nth, (type_, n, own) in enumerate(public(event, self.language)):
                thing = facts.thing(type_, local_key(instance, n))
                data = {**about["data"], **thing, **own, "by": by or None, "version": version}
                id_ = f"{instance}.{version}.{place}" + (f".{nth}" if nth else "")
                yield self._event(id_, type_, instance, at, data)

    def _of_document(self, row: Row, facts: Facts, tenant: str) -> Iterator[FeedEvent]:
        _, at, id_, document, system, kind, code, params, effect = row
        about = facts.documents.get(document)
        if about is None or about["tenant"] != tenant:
            return
        values = decode(bytes(params))
        text = Message(code=code, params=values).text(self.language)
        data = {
            **about["data"],
            "system": system,
            "text": text,
            "params": values,
            "jobKey": str(effect) if effect else None,
        }
        yield self._event(f"document.{id_}", f"document.{kind}", document, at, data)

    def _event(self, id_: str, type_: str, subject: int, at: int, data: dict[str, Any]) -> FeedEvent:
        return FeedEvent(
            id=id_, source=self.source, type=PREFIX + type_, subject=str(subject), time=time(at), data=data
        )
