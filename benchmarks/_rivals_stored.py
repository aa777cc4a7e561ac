"""Runs in a venv of its own: other engines that keep what they do in a database. Each line `MODEL SECONDS` is answered
by `RUNS SECONDS CPU`.

    python _rivals_stored.py spiff|dbos ADDRESS

SpiffWorkflow keeps each workflow by its own serializer: one row, one commit a command, as its documentation shows. The
row is all that it writes: no history, no tasks to search. dbos keeps each step of a workflow of ten steps; MODEL is the
number of workflows that run at the same time.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # last: first, our http.py would stand for Python's

from _rivals_peer import spiff_specs

TABLE = "CREATE TABLE IF NOT EXISTS workflow (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"


def sqlite(address):
    import sqlite3

    c = sqlite3.connect(address, isolation_level=None)
    c.execute("PRAGMA journal_mode = WAL")
    c.execute("PRAGMA synchronous = NORMAL")
    c.execute(TABLE)

    def write(sql, *values):
        c.execute("BEGIN IMMEDIATE")
        c.execute(sql, values)
        c.execute("COMMIT")

    def insert(body):
        c.execute("BEGIN IMMEDIATE")
        key = c.execute("INSERT INTO workflow (body) VALUES (?)", (body,)).lastrowid
        c.execute("COMMIT")
        return key

    return (
        insert,
        lambda key: c.execute("SELECT body FROM workflow WHERE id = ?", (key,)).fetchone()[0],
        lambda key, body: write("UPDATE workflow SET body = ? WHERE id = ?", body, key),
    )


def postgres(address):
    import psycopg

    c = psycopg.connect(address, autocommit=True)
    c.execute("SET client_min_messages = warning")
    c.execute("CREATE TABLE IF NOT EXISTS workflow (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL)")
    return (
        lambda body: c.execute("INSERT INTO workflow (body) VALUES (%s) RETURNING id", (body,)).fetchone()[0],
        lambda key: c.execute("SELECT body FROM workflow WHERE id = %s", (key,)).fetchone()[0],
        lambda key, body: c.execute("UPDATE workflow SET body = %s WHERE id = %s", (body, key)),
    )


def spiff(address):
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.bpmn.specs.mixins.user_task import UserTask
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    specs, serializer = spiff_specs(), BpmnWorkflowSerializer()
    insert, load, save = (postgres if "://" in address else sqlite)(address)

    def run(name):
        workflow = BpmnWorkflow(specs[name])
        workflow.do_engine_steps()
        key = insert(serializer.serialize_json(workflow))
        if name == "C":
            workflow = serializer.deserialize_json(load(key))
            for task in workflow.get_tasks(state=TaskState.READY):
                if isinstance(task.task_spec, UserTask):
                    task.run()
            workflow.do_engine_steps()
            save(key, serializer.serialize_json(workflow))
        if not workflow.is_completed():
            raise RuntimeError(f"Expected {name} to complete")

    def busy(name, seconds):
        times, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            run(name)
            times += 1
        return times

    return busy


def dbos(address):
    from dbos import DBOS, DBOSConfig

    DBOS(config=DBOSConfig(name="bench", system_database_url=address, run_admin_server=False, log_level="ERROR"))

    @DBOS.step()
    def step(number):
        return number

    @DBOS.workflow()
    def ten(number):
        return sum(step(one) for one in range(number, number + 10))

    DBOS.launch()

    def busy(clients, seconds):
        until = time.perf_counter() + seconds

        def client(_):
            times = 0
            while time.perf_counter() < until:
                ten(times)
                times += 1
            return times

        with ThreadPoolExecutor(int(clients)) as pool:
            return sum(pool.map(client, range(int(clients))))

    return busy


def main():
    busy = {"spiff": spiff, "dbos": dbos}[sys.argv[1]](sys.argv[2])
    print("ready", flush=True)
    for line in sys.stdin:
        name, seconds = line.split()
        began, before = time.perf_counter(), time.process_time()
        times = busy(name, float(seconds))
        print(times, time.perf_counter() - began, time.process_time() - before, flush=True)


if __name__ == "__main__":
    main()
