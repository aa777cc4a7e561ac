"""People, departments, groups, roles, credentials, delegations, rights, notices."""

from __future__ import annotations

from sqlalchemy import Index

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: `login` is the person's id everywhere outside this table: in models, tasks, parties and the API.
person = table(
    "person",
    text("tenant", pk=True),
    text("login", pk=True),
    text("name"),
    text("email"),
    text("department"),
    text("post"),
    text("language"),
    number("active"),
    text("password"),  # argon2 hash, "" for none
    when("created_at"),
)

department = table(
    "department", text("tenant", pk=True), text("id", pk=True), text("name"), text("parent"), text("head")
)

#: `group` and `role` are words of SQL, hence the longer names.
people_group = table("people_group", text("tenant", pk=True), text("id", pk=True), text("name"))
group_member = table("group_member", text("tenant", pk=True), text("group_id", pk=True), text("person", pk=True))
Index("ix_group_member_person", group_member.c.tenant, group_member.c.person)

#: admin | designer | operator | auditor | integrator
role_member = table("role_member", text("tenant", pk=True), text("role_id", pk=True), text("person", pk=True))

#: A signed-in browser. Only hashes of tokens are stored.
session = table(
    "session",
    text("token_hash", pk=True),
    text("tenant"),
    text("person"),
    text("csrf"),
    when("created_at"),
    when("seen_at"),
    when("expires_at"),
)
Index("ix_session_person", session.c.tenant, session.c.person)

api_token = table(
    "api_token",
    key("id", pk=True),
    text("tenant"),
    text("person"),
    text("name"),
    text("token_hash"),
    when("created_at"),
    when("last_used_at", empty=True),
)
Index("ix_api_token_hash", api_token.c.token_hash, unique=True)

#: 委托: `first` and `last` are dates (YYYY-MM-DD), inclusive; `processes` is a JSON list, [] for all.
delegation = table(
    "delegation",
    key("id", pk=True),
    text("tenant"),
    text("giver"),
    text("taker"),
    text("first"),
    text("last"),
    text("processes"),
    when("created_at"),
)
Index("ix_delegation_giver", delegation.c.tenant, delegation.c.giver)

#: Who may start a process and who may see its instances: `what` start | see, `kind` person | group | role | everyone.
process_right = table(
    "process_right",
    text("tenant", pk=True),
    text("process_id", pk=True),
    text("what", pk=True),
    text("kind", pk=True),
    text("who", pk=True),
)

notice = table(
    "notice",
    key("id", pk=True),
    text("tenant"),
    text("person"),
    text("kind"),
    blob("params"),
    text("link"),
    when("at"),
    when("read_at", empty=True),
)
Index("ix_notice_person", notice.c.tenant, notice.c.person, notice.c.read_at, notice.c.id)

#: Mail that is to go out. `state` is one of notices.states; `attempts` is the fence of a claim, `next_at` its end.
#: `subject` is the code of the sentence, `body` JSON {params, link}: language and address are looked up when it goes.
mail = table(
    "mail",
    key("id", pk=True),
    text("tenant"),
    text("recipient"),
    text("subject"),
    text("body"),
    number("state"),
    number("attempts"),
    when("next_at"),
    when("created_at"),
    text("error"),
)
Index("ix_mail_next", mail.c.state, mail.c.next_at)
