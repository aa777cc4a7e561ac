"""Hints: who is told gets one after the commit, nobody else does."""

import asyncio

from lingqu.notices.live import Hint, Live
from lingqu.notices.telling import Note, Voice, tell
from lingqu.runtime import RowWork, Runtime


def test_a_hint_reaches_the_person_after_the_commit(database):
    runtime = Runtime(database)
    runtime.begin()
    live = Live()

    async def listened():
        mine = live.join(lambda hint: hint.person == "li")
        work = RowWork(run=lambda tx: Voice(live).say(tx, "", [Note(person="li", kind="finished")], at=tx.now))
        await asyncio.to_thread(runtime.writer.call, work)
        return await anext(mine.hints(20))

    try:
        assert asyncio.run(listened()) == Hint(kind="notices", person="li")
    finally:
        runtime.stop()


def test_tell_answers_all_columns_of_both_rows():
    from lingqu.store.tables import metadata

    rows = tell("", "li", "copied", {"title": "t"}, "/instances/1", key=5, at=9, mail=True)
    assert [(table, set(row)) for table, row in rows] == [
        (table, {column.name for column in metadata.tables[table].columns}) for table in ("notice", "mail")
    ]
