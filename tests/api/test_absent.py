"""What the clients know and Lingqu does not have is told with a reason, for every verb and path of the group."""

import pytest

from api_house import Person


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.mark.parametrize(
    ("verb", "path", "says"),
    [
        ("POST", "/v2/groups/search", "not managed here yet"),
        ("PUT", "/v2/tenants/a/users/b", "not managed here yet"),
        ("GET", "/v2/users/admin", "not managed here yet"),
        ("POST", "/v2/users", "not managed here yet"),
        ("POST", "/v2/agent-instances/search", "no agents"),
        ("POST", "/v2/secrets/list", "/api/secrets"),
        ("GET", "/v2/backups/runtime", "Does not apply"),
        ("DELETE", "/cluster/v2/backups/history/7", "Does not apply"),
    ],
)
def test_a_group_that_is_not_there_answers_501_with_its_reason(client, verb, path, says):
    answer = Person(client, "admin").call(verb, path, json={})
    assert answer.status_code == 501
    assert says in answer.json()["detail"]


def test_nobody_is_told_before_signing_in(client):
    assert client.post("/v2/groups/search", json={}).status_code == 401
