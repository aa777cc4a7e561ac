"""Telling people: the notice in the app, the mail if there is a mail server, the hint for open pages.

A mail row keeps the code of its sentence (`subject`) and what fills it (`body`, JSON); address, language and text are
looked up when it is sent, so that a corrected address or another language counts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from lingqu.directory import people
from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import Json, decode, encode
from lingqu.notices import notices
from lingqu.notices.live import Hint, Live
from lingqu.notices.states import WAITING
from lingqu.runtime import Tx

#: Nobody wants a mail about what happened more than a day ago (ms): an import, a node that was down.
STALE = 86_400_000

Row: TypeAlias = tuple[str, dict[str, Any]]

MAIL_COLUMNS = (
    "id",
    "tenant",
    "recipient",
    "subject",
    "body",
    "state",
    "attempts",
    "next_at",
    "created_at",
    "error",
)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What one person is to be told. `kind` names the sentence `notices.<kind>`; `link` is a path in the web app."""

    person: str
    kind: str
    params: Mapping[str, Json] = {}
    link: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail says, in the recipient's language."""

    subject: str
    text: str


def tell(
    tenant: str,
    person: str,
    kind: str,
    params: Mapping[str, Json],
    link: str,
    *,
    key: int,
    at: int,
    mail: bool = False,
) -> tuple[Row, ...]:
    """The rows, as (table, all its columns). `key`: a fresh key; the mail has the same. `at`: ms since the epoch."""
    notice = notices.row(key, tenant, person, kind, params=params, link=link, at=at)
    rows: list[Row] = [("notice", {**dict(zip(notices.COLUMNS, notice, strict=True)), "read_at": None})]
    if mail:
        body = encode({"params": dict(params), "link": link}).decode()
        values = (key, tenant, person, f"notices.{kind}", body, WAITING, 0, at, at, "")
        rows.append(("mail", dict(zip(MAIL_COLUMNS, values, strict=True))))
    return tuple(rows)


class Voice:
    """How this node tells people. `ring` wakes the outbox; without it no mail is written."""

    def __init__(self, live: Live | None = None, *, ring: Callable[[], None] | None = None) -> None:
        self._live = live
        self._ring = ring

    def say(self, tx: Tx, tenant: str, notes: Sequence[Note], *, at: int) -> list[str]:
        """Write what is to be told in the caller's transaction; who is told. `at`: when it happened, ms."""
        told = list(dict.fromkeys(note.person for note in notes))
        posted = self._posted(tx, tenant, told, at)
        notice_rows: list[tuple[Any, ...]] = []
        mail_rows: list[tuple[Any, ...]] = []
        for note in notes:
            notice, *mail = tell(
                tenant,
                note.person,
                note.kind,
                note.params,
                note.link,
                key=tx.new_key(),
                at=at,
                mail=note.person in posted,
            )
            notice_rows.append(tuple(notice[1][name] for name in notices.COLUMNS))
            mail_rows += [tuple(row[name] for name in MAIL_COLUMNS) for _, row in mail]
        if notice_rows:
            tx.c.insert("notice", notices.COLUMNS, notice_rows)
        if mail_rows:
            tx.c.insert("mail", MAIL_COLUMNS, mail_rows)
        if self._ring is not None and mail_rows:
            tx.after(self._ring)
        live = self._live
        if live is not None and told:
            hints = [Hint(kind="notices", person=person, tenant=tenant) for person in told]
            tx.after(lambda: live.tell(*hints))
        return told

    def _posted(self, tx: Tx, tenant: str, told: list[str], at: int) -> set[str]:
        """Who gets a mail too: active people with an address, if this node can send."""
        if self._ring is None or at < tx.now - STALE:
            return set()
        named = people.named(tx.c, tenant, told)
        return {login for login, person in named.items() if person.active and person.email}


def letter(code: str, body: str, language: Language, base_url: str) -> Letter:
    """The text of a mail row. Without a base address there is no link that anybody could follow."""
    content = decode(body.encode())
    sentence = Message(code=code, params=content["params"]).text(language)
    subject = " ".join(sentence.split())  # titles come from data: a line break would forge a header
    if not base_url:
        return Letter(subject=subject, text=sentence + "\n")
    footer = Message(code="notices.mail_footer", params={"link": base_url.rstrip("/") + content["link"]})
    return Letter(subject=subject, text=f"{sentence}\n\n{footer.text(language)}\n")
