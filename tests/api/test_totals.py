"""Totals stop at 10,000 and say so; every row past them is still reached, page by page, once."""

import pytest

from api_house import Person, deploy
from lingqu.kernel.keys import COUNTER_BITS
from lingqu.runtime import RowWork
from lingqu.store.tables import metadata

CAP = 10_000
EXPENSE = {"expense": {"purpose": "上海出差", "amount": 1280.50, "kind": "差旅", "detail": ""}}


@pytest.fixture
def admin(house, client):
    deploy(house, "expense")
    Person(client, "wang.min").post("/api/start/expense", {"variables": EXPENSE})
    return Person(client, "admin")


def copied(house, table, copies):
    """So many copies of a table's newest row, by one statement: each with the number of an instance of its own."""
    columns = [column.name for column in metadata.tables[table].columns]
    homes = {"key", "instance", "root"} & set(columns)
    values = [f"{name} + CAST(i AS BIGINT) * {1 << COUNTER_BITS}" if name in homes else name for name in columns]
    newest = f"(SELECT * FROM {table} ORDER BY key DESC LIMIT 1) AS newest"  # noqa: S608 - tables of ours
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    sql = f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {', '.join(values)} FROM n, {newest}"  # noqa: S608
    house.runtime.writer.call(RowWork(run=lambda tx: tx.c.run(sql, [copies])))


def search(admin, listing, **page):
    return admin.post(f"/v2/{listing}/search", {"page": page})


@pytest.mark.parametrize(
    ("listing", "tables"), [("process-instances", ["instance"]), ("user-tasks", ["instance", "task"])]
)
def test_a_total_stops_at_the_cap_and_says_whether_there_is_more(house, admin, listing, tables):
    for table in tables:
        copied(house, table, CAP - 1)
    full = search(admin, listing, limit=0)["page"]
    assert (full["totalItems"], full["hasMoreTotalItems"]) == (CAP, False)

    for table in tables:
        copied(house, table, 2)

    page = search(admin, listing, limit=0)["page"]
    assert (page["totalItems"], page["hasMoreTotalItems"]) == (CAP, True)


@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_every_row_past_the_cap_is_reached_once(house, admin, order):
    copied(house, "instance", CAP + 50)
    seen, after = [], {}
    while True:
        sort = [{"field": "processInstanceKey", "order": order}]
        body = {"sort": sort, "page": {"limit": 4_000, **after}}
        found = admin.post("/v2/process-instances/search", body)
        if not found["items"]:
            break
        seen += [int(item["processInstanceKey"]) for item in found["items"]]
        after = {"after": found["page"]["endCursor"]}
        assert found["page"]["hasMoreTotalItems"]

    assert len(set(seen)) == len(seen) == CAP + 51
    assert seen == sorted(seen, reverse=order == "DESC")


def test_a_page_begins_at_the_cap_at_most(house, admin):
    copied(house, "instance", CAP + 50)
    assert len(search(admin, "process-instances", **{"from": CAP, "limit": 100})["items"]) == 51

    refused = admin.call("POST", "/v2/process-instances/search", json={"page": {"from": CAP + 1}})

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "page.from"


def test_a_list_of_our_own_stops_counting_there_as_well(house, admin):
    copied(house, "instance", CAP + 50)

    page = admin.get("/api/instances", box="all", limit=200)

    assert (len(page["items"]), page["total"], page["hasMore"]) == (200, CAP, True)
