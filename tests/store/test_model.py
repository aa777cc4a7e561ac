"""The store against a dictionary: whatever is done to both in whatever order, they hold the same."""

from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lingqu.store import DatabaseFailed

KEY = ("scope", "id")
COLUMNS = (*KEY, "answer", "at", "expires")
NUMBER = st.integers(-(1 << 63), (1 << 63) - 1)
# Few, so that they meet; with everything in them that is special to a driver, to JSON or to a pattern.
NAMES = st.sampled_from(["", "a", "it's", '"', "%s", "50 %", "中文", "\\", "[1]", "null", "\U0001f680", " ", "a\n"])
KEYS = st.tuples(st.sampled_from(["x", "y%"]), NAMES)
VALUES = st.tuples(st.none() | st.binary(max_size=20), NUMBER, st.none() | NUMBER)
ROWS = st.lists(st.tuples(KEYS, VALUES), max_size=6)
#: Of one batch no key comes twice: the order within a statement is not told.
DIFFERENT = st.lists(st.tuples(KEYS, VALUES), max_size=6, unique_by=lambda row: row[0])


def flat(rows):
    return [(*key, *value) for key, value in rows]


class Store(RuleBasedStateMachine):
    """`here` is what the writer sees, `kept` what everybody sees."""

    database: ClassVar

    @initialize()
    def begin_anew(self):
        self.c = self.database.writing()
        self.c.run("DELETE FROM guard")
        self.here, self.kept = {}, {}
        self.inside = False

    def teardown(self):
        if hasattr(self, "c"):
            self.c.close()

    def done(self):
        """Outside a transaction every statement is durable at once."""
        if not self.inside:
            self.kept = dict(self.here)

    # ---- transactions ----

    @precondition(lambda self: not self.inside)
    @rule()
    def begin(self):
        self.c.begin()
        self.inside = True

    @precondition(lambda self: self.inside)
    @rule()
    def commit(self):
        self.c.commit()
        self.inside, self.kept = False, dict(self.here)

    @rule()
    def rollback(self):
        self.c.rollback()
        self.inside, self.here = False, dict(self.kept)

    @rule()
    def lose_the_connection(self):
        self.c.close()
        self.c = self.database.writing()
        self.inside, self.here = False, dict(self.kept)

    @precondition(lambda self: self.inside)
    @rule(rows=DIFFERENT, fails=st.booleans())
    def savepoint(self, rows, fails):
        before = dict(self.here)
        try:
            with self.c.savepoint():
                self.c.upsert("guard", KEY, COLUMNS, flat(rows))
                if fails:
                    raise KeyError
        except KeyError:
            self.here = before
        else:
            self.here |= dict(rows)

    # ---- writing ----

    @rule(rows=ROWS)
    def insert_what_is_new(self, rows):
        answered = self.c.insert("guard", COLUMNS, flat(rows), ignore=True, returning=KEY)
        fresh = {}
        for key, value in rows:
            if key not in self.here and key not in fresh:
                fresh[key] = value
        assert sorted(answered) == sorted(fresh)
        self.here |= fresh
        self.done()

    @rule(rows=DIFFERENT)
    def insert(self, rows):
        taken = [key for key, _ in rows if key in self.here]
        was_inside = self.inside
        if not was_inside:
            self.c.begin()
        if taken:
            with pytest.raises(DatabaseFailed), self.c.savepoint():
                self.c.insert("guard", COLUMNS, flat(rows))
        else:
            self.c.insert("guard", COLUMNS, flat(rows))
            self.here |= dict(rows)
        if not was_inside:
            self.c.commit()
        self.done()

    @rule(rows=DIFFERENT)
    def upsert(self, rows):
        self.c.upsert("guard", KEY, COLUMNS, flat(rows))
        self.here |= dict(rows)
        self.done()

    @rule(rows=DIFFERENT)
    def update_many(self, rows):
        self.c.update_many("guard", KEY, COLUMNS[2:], flat(rows))
        self.here |= {key: value for key, value in rows if key in self.here}
        self.done()

    @rule(keys=st.lists(KEYS, max_size=6))
    def delete_many(self, keys):
        self.c.delete_many("guard", KEY, keys)
        for key in keys:
            self.here.pop(key, None)
        self.done()

    @rule(names=st.lists(NAMES, max_size=4), at=NUMBER, among=st.booleans())
    def update_by_a_list(self, names, at, among):
        changed = {key: value for key, value in self.here.items() if (key[1] in names) == among}
        word = "IN" if among else "NOT IN"
        sql = f"UPDATE guard SET at = ? WHERE id {word} ??"  # noqa: S608 - one of two words
        assert self.c.run(sql, [at, names]) == len(changed)
        self.here |= {key: (answer, at, expires) for key, (answer, _, expires) in changed.items()}
        self.done()

    @rule(rows=DIFFERENT)
    def run_many(self, rows):
        given = [(at, scope, id_) for (scope, id_), (_, at, _) in rows]
        self.c.run_many("UPDATE guard SET expires = ? WHERE scope = ? AND id = ?", given)
        for key, (_, at, _) in rows:
            if key in self.here:
                self.here[key] = (*self.here[key][:2], at)
        self.done()

    # ---- looking ----

    @rule(names=st.lists(NAMES, max_size=4))
    def look_for_a_list(self, names):
        found = self.c.rows("SELECT scope, id, at FROM guard WHERE id IN ??", [names])
        assert sorted(found) == sorted((*key, value[1]) for key, value in self.here.items() if key[1] in names)

    @invariant()
    def the_writer_sees_what_it_has_done(self):
        if hasattr(self, "c"):
            assert _all(self.c) == self.here

    @invariant()
    def others_see_what_was_committed(self):
        if hasattr(self, "c"):
            with self.database.reading() as reader:
                assert _all(reader) == self.kept


def _all(c):
    return {
        (scope, id_): (None if answer is None else bytes(answer), at, expires)
        for scope, id_, answer, at, expires in c.rows("SELECT scope, id, answer, at, expires FROM guard")
    }


def play(database, examples, steps):
    machine = type("Store", (Store,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_the_store_holds_what_a_dictionary_holds(database):
    play(database, 20, 25)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_the_store_holds_what_a_dictionary_holds_for_long(database):
    play(database, 500, 60)
