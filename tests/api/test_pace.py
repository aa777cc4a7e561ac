"""One caller's loop costs that caller: 429 with a time to come back, and nobody else waits."""

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from api_house import PASSWORD, Person
from lingqu.api.app import create_app
from lingqu.api.pace import BURST, Buckets


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def test_a_bucket_holds_a_burst_and_fills_at_its_rate():
    clock = Clock()
    buckets = Buckets(2, clock)
    assert [buckets.take("li") for _ in range(2 * BURST)] == [0.0] * 2 * BURST
    assert buckets.take("li") == 0.5
    assert buckets.take("wang") == 0.0
    clock.at = 0.5
    assert buckets.take("li") == 0.0
    assert buckets.take("li") == 0.5
    clock.at = 1_000.0
    assert [buckets.take("li") for _ in range(2 * BURST)].count(0.0) == 2 * BURST
    assert buckets.take("li") > 0


@pytest.fixture
def house(sqlite_house):
    sqlite_house.settings = replace(sqlite_house.settings, rate_limit=1)
    return sqlite_house


def test_too_many_requests_are_told_when_to_come_back_and_others_go_on(house):
    with TestClient(create_app(house)) as client:
        busy, calm = Person(client, "admin"), Person(client, "wang.min")
        answers = [busy.call("GET", "/api/session") for _ in range(BURST + 2)]
        assert answers[-1].status_code == 429, answers[-1].text
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert answers[-1].json()["code"] == "api.too_many_requests"
        assert calm.call("GET", "/api/session").status_code == 200
        assert busy.call("POST", "/v2/process-instances/search", json={}).status_code == 200
        assert PASSWORD not in answers[-1].text
