"""Who may call what: every route of the application by role. A route that the table lacks fails the test.

The classes of the table:

    public      nobody need sign in
    own         whoever is signed in, about what is theirs or may be known to all
    seen        only whose Viewer sees the thing: a stranger gets 404 (403 for a verb), never data
    <ability>   a word of organisation.ROLES: who lacks it gets 403, signed in or not makes no difference to that
"""

import pytest

from api_house import Person
from api_things import EXPENSE, OTHER, belongings
from lingqu.api.app import create_app
from lingqu.api.v2.absent import ABSENT
from lingqu.directory import organisation, people
from lingqu.directory.people import Person as Facts
from lingqu.runtime import RowWork

EVER = {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
#: method and path -> (class, a body that is well-formed). `{…}` are filled with things that belong to wang.min.
TABLE = {
    "GET /": ("public", None),
    "GET /{path}": ("public", None),
    "GET /docs": ("public", None),
    "GET /docs/openapi.json": ("public", None),
    "GET /health": ("public", None),
    "GET /ready": ("public", None),
    "GET /metrics": ("public", None),
    "GET /v2/status": ("public", None),
    "GET /v2/license": ("public", None),
    "GET /cluster/v2/status": ("public", None),
    "GET /cluster/v2/status/upgrade": ("public", None),
    "POST /api/session": ("public", {"user": "nobody", "password": "wrong"}),
    "POST /hooks/{source}": ("public", {}),
    # one's own
    "GET /api/session": ("own", None),
    "PATCH /api/session": ("own", {"language": "zh"}),
    "DELETE /api/session": ("own", None),
    "POST /api/session/password": ("own", {"old": "wrong", "new": "long enough"}),
    "GET /api/people": ("own", None),
    "GET /api/people/{other}": ("own", None),
    "GET /api/departments": ("own", None),
    "GET /api/departments/{other}": ("own", None),
    "GET /api/groups": ("own", None),
    "GET /api/groups/{other}": ("own", None),
    "GET /api/tokens": ("own", None),
    "POST /api/tokens": ("own", {"name": "t"}),
    "GET /api/tokens/{other}": ("own", None),
    "DELETE /api/tokens/{other}": ("own", None),
    "GET /api/delegations": ("own", None),
    "POST /api/delegations": ("own", {"to": "nobody", "start": "2026-01-01", "end": "2026-01-02"}),
    "GET /api/delegations/{other}": ("own", None),
    "DELETE /api/delegations/{other}": ("own", None),
    "GET /api/tasks": ("own", None),
    "GET /api/start": ("own", None),
    "POST /api/start/{process}": ("seen", {"variables": EXPENSE}),
    "GET /api/notices": ("own", None),
    "POST /api/notices/read": ("own", {"all": True}),
    "GET /api/events": ("own", None),
    "POST /api/feel/evaluate": ("own", {"expression": "1"}),
    "GET /v2/topology": ("own", None),
    "GET /v2/authentication/me": ("own", None),
    "POST /v2/authentication/me/authorizations/search": ("own", {}),
    "GET /v2/system/configuration": ("own", None),
    "POST /v2/expression/evaluation": ("own", {"expression": "=1"}),
    "GET /v2/forms/{other}": ("own", None),
    "GET /cluster/v2/rebalance": ("own", None),
    "POST /cluster/v2/rebalance": ("own", None),
    "DELETE /cluster/v2/rebalance": ("own", None),
    "GET /v2/exporting": ("own", None),
    "GET /cluster/v2/exporting": ("own", None),
    "POST /v2/exporting/pause": ("own", None),
    "POST /v2/exporting/resume": ("own", None),
    "POST /cluster/v2/exporting/pause": ("own", None),
    "POST /cluster/v2/exporting/resume": ("own", None),
    "PATCH /v2/mode": ("own", None),
    "PATCH /cluster/v2/mode": ("own", None),
    "GET /v2/restore": ("own", None),
    "POST /v2/restore": ("own", None),
    "POST /cluster/v2/restore": ("own", None),
    # what belongs to somebody
    "GET /api/tasks/{task}": ("seen", None),
    "POST /api/tasks/{task}/claim": ("seen", {}),
    "POST /api/tasks/{task}/unclaim": ("seen", {}),
    "POST /api/tasks/{task}/complete": ("seen", {}),
    "POST /api/tasks/{task}/approve": ("seen", {}),
    "POST /api/tasks/{task}/reject": ("seen", {}),
    "POST /api/tasks/{task}/send-back": ("seen", {}),
    "POST /api/tasks/{task}/transfer": ("seen", {"to": "chen.jie"}),
    "POST /api/tasks/{task}/urge": ("seen", {}),
    "POST /api/tasks/{task}/copy": ("seen", {"to": ["chen.jie"]}),
    "GET /api/tasks/{task}/draft": ("seen", None),
    "PUT /api/tasks/{task}/draft": ("seen", {}),
    "GET /api/processes": ("seen", None),
    "GET /api/processes/{process}/xml": ("seen", None),
    "GET /api/processes/{process}/heat": ("seen", None),
    "GET /api/instances": ("seen", None),
    "GET /api/instances/{instance}": ("seen", None),
    "GET /api/instances/{instance}/decisions": ("seen", None),
    "POST /v2/process-instances": ("seen", {"processDefinitionId": "expense", "variables": EXPENSE}),
    "GET /v2/process-instances/{instance}": ("seen", None),
    "POST /v2/process-instances/search": ("seen", {}),
    "POST /v2/process-definitions/search": ("seen", {}),
    "GET /v2/process-definitions/{definition}": ("seen", None),
    "GET /v2/process-definitions/{definition}/xml": ("seen", None),
    "POST /v2/element-instances/search": ("seen", {}),
    "GET /v2/element-instances/{element}": ("seen", None),
    "POST /v2/variables/search": ("seen", {}),
    "GET /v2/variables/{variable}": ("seen", None),
    "POST /v2/audit-logs/search": ("seen", {}),
    "GET /v2/audit-logs/{audit}": ("seen", None),
    "POST /v2/incidents/search": ("seen", {}),
    "GET /v2/incidents/{incident}": ("seen", None),
    "POST /v2/decision-definitions/search": ("seen", {}),
    "GET /v2/decision-definitions/{decision}": ("seen", None),
    "GET /v2/decision-definitions/{decision}/xml": ("seen", None),
    "POST /v2/decision-requirements/search": ("seen", {}),
    "GET /v2/decision-requirements/{requirements}": ("seen", None),
    "GET /v2/decision-requirements/{requirements}/xml": ("seen", None),
    "POST /v2/decision-instances/search": ("seen", {}),
    "GET /v2/decision-instances/{evaluation}-1": ("seen", None),
    "POST /v2/user-tasks/search": ("seen", {}),
    "GET /v2/user-tasks/{task}": ("seen", None),
    "POST /v2/user-tasks/{task}/assignment": ("seen", {"assignee": "chen.jie"}),
    "DELETE /v2/user-tasks/{task}/assignee": ("seen", None),
    "POST /v2/user-tasks/{task}/completion": ("seen", {}),
    "POST /v2/element-instances/wait-states/search": ("seen", {}),
    "POST /v2/element-instances/{element}/incidents/search": ("seen", {}),
    "POST /v2/incidents/statistics/process-instances-by-error": ("seen", {}),
    "POST /v2/incidents/statistics/process-instances-by-definition": ("seen", {"filter": {"errorHashCode": 1}}),
    "POST /v2/jobs/search": ("seen", {}),
    "POST /v2/jobs/statistics/by-types": ("seen", {"filter": EVER}),
    "POST /v2/jobs/statistics/by-workers": ("seen", {"filter": {**EVER, "jobType": "t"}}),
    "POST /v2/jobs/statistics/errors": ("seen", {"filter": {**EVER, "jobType": "t"}}),
    "POST /v2/jobs/statistics/time-series": ("seen", {"filter": {**EVER, "jobType": "t"}}),
    "POST /v2/message-subscriptions/search": ("seen", {}),
    "GET /v2/process-definitions/{definition}/form": ("seen", None),
    "POST /v2/process-definitions/{definition}/statistics/element-instances": ("seen", {}),
    "POST /v2/process-definitions/{definition}/variable-names/search": ("seen", {}),
    "POST /v2/process-definitions/statistics/message-subscriptions": ("seen", {}),
    "POST /v2/process-definitions/statistics/process-instances": ("seen", {}),
    "POST /v2/process-definitions/statistics/process-instances-by-version": (
        "seen",
        {"filter": {"processDefinitionId": "expense"}},
    ),
    "GET /v2/process-instances/{instance}/call-hierarchy": ("seen", None),
    "POST /v2/process-instances/{instance}/incidents/search": ("seen", {}),
    "GET /v2/process-instances/{instance}/sequence-flows": ("seen", None),
    "GET /v2/process-instances/{instance}/statistics/element-instances": ("seen", None),
    "GET /v2/process-instances/{instance}/statistics/wait-states": ("seen", None),
    "GET /v2/user-tasks/{task}/form": ("seen", None),
    "POST /v2/user-tasks/{task}/variables/search": ("seen", {}),
    "POST /v2/user-tasks/{task}/audit-logs/search": ("seen", {}),
    "POST /v2/correlated-message-subscriptions/search": ("seen", {}),
    "POST /v2/user-tasks/{task}/effective-variables/search": ("seen", {}),
    # by ability
    "GET /v2/jobs/statistics/global": ("monitor", None),
    "GET /v2/system/usage-metrics": ("monitor", None),
    "GET /cluster/v2/topology": ("operate", None),
    "PUT /v2/clock": ("operate", {"timestamp": 0}),
    "POST /v2/clock/reset": ("operate", {}),
    "POST /v2/cluster-variables/search": ("monitor", {}),
    "POST /v2/resources/search": ("monitor", {}),
    "GET /v2/resources/{other}": ("monitor", None),
    "GET /v2/resources/{other}/content": ("monitor", None),
    "GET /v2/resources/{other}/content/binary": ("monitor", None),
    "POST /v2/resources/{other}/deletion": ("deploy", {}),
    "POST /v2/documents": ("own", None),
    "POST /v2/documents/batch": ("own", None),
    "GET /v2/documents/{other}": ("own", None),
    "DELETE /v2/documents/{other}": ("own", None),
    "POST /v2/documents/{other}/links": ("own", {}),
    "GET /v2/documents/{other}/links/{other}": ("public", None),
    "GET /v2/cluster-variables/global/{other}": ("monitor", None),
    "GET /v2/cluster-variables/tenants/{other}/{other}": ("monitor", None),
    "POST /v2/cluster-variables/global": ("operate", {"name": "a b", "value": 1}),
    "POST /v2/cluster-variables/tenants/{other}": ("operate", {"name": "a b", "value": 1}),
    "PUT /v2/cluster-variables/global/{other}": ("operate", {"value": 1}),
    "PUT /v2/cluster-variables/tenants/{other}/{other}": ("operate", {"value": 1}),
    "DELETE /v2/cluster-variables/global/{other}": ("operate", None),
    "DELETE /v2/cluster-variables/tenants/{other}/{other}": ("operate", None),
    "POST /v2/signals/broadcast": ("operate", {"signalName": "n"}),
    "POST /v2/conditionals/evaluation": ("operate", {"variables": {}}),
    "GET /api/keeping": ("administer", None),
    "GET /api/keeping/removals": ("administer", None),
    "POST /api/people/{other}/forgetting": ("administer", {}),
    "POST /api/instances/{instance}/forgetting": ("administer", {}),
    "POST /api/people": ("administer", {"id": "a b", "name": "x"}),
    "PATCH /api/people/{other}": ("administer", {}),
    "POST /api/departments": ("administer", {"id": "x", "name": "x", "parent": "nowhere"}),
    "PUT /api/departments/{other}": ("administer", {"name": "x", "parent": "nowhere"}),
    "PUT /api/groups/{other}": ("administer", {"name": "x", "members": ["nobody"]}),
    "POST /api/groups": ("administer", {"id": "x", "name": "x", "members": ["nobody"]}),
    "GET /api/models": ("design", None),
    "POST /api/models": ("design", {"name": "", "kind": "bpmn", "content": ""}),
    "GET /api/models/{other}": ("design", None),
    "PUT /api/models/{other}": ("design", {"content": ""}),
    "DELETE /api/models/{other}": ("design", None),
    "GET /api/models/{other}/versions": ("design", None),
    "GET /api/models/{other}/versions/{version}": ("design", None),
    "POST /api/models/{other}/check": ("design", {}),
    "POST /api/models/{other}/fix": ("design", {"code": "x"}),
    "POST /api/models/{other}/deploy": ("deploy", {}),
    "GET /api/templates": ("design", None),
    "POST /v2/deployments": ("deploy", None),
    "POST /v2/decision-definitions/evaluation": ("operate", {"decisionDefinitionId": "none"}),
    "POST /v2/decision-instances/{other}/deletion": ("operate", {}),
    "POST /v2/decision-instances/deletion": ("operate", {"filter": {"decisionEvaluationKey": "1"}}),
    "POST /v2/jobs/batch-update": ("operate", {"filter": {"jobKey": "1"}, "changeset": {"retries": 1}}),
    "POST /v2/process-instances/{other}/business-id-assignment": ("operate", {"businessId": "b"}),
    "GET /v2/global-task-listeners/{other}": ("monitor", None),
    "POST /v2/global-task-listeners/search": ("monitor", {}),
    "POST /v2/global-task-listeners": ("administer", {"id": "g", "eventTypes": ["creating"], "type": "t"}),
    "PUT /v2/global-task-listeners/{other}": ("administer", {"eventTypes": ["creating"], "type": "t"}),
    "DELETE /v2/global-task-listeners/{other}": ("administer", None),
    "POST /api/incidents/{other}/retry": ("operate", {}),
    "POST /api/instances/{other}/cancel": ("operate", {}),
    "POST /api/activities/{other}/items": ("operate", {"item": 1}),
    "POST /v2/process-instances/{other}/cancellation": ("operate", {}),
    "POST /v2/process-instances/{other}/suspension": ("operate", {}),
    "POST /v2/process-instances/{other}/resumption": ("operate", {}),
    "POST /v2/process-instances/{other}/modification": ("operate", {"activateInstructions": [{"elementId": "e"}]}),
    "POST /v2/process-instances/{other}/migration": (
        "operate",
        {"targetProcessDefinitionKey": "1", "mappingInstructions": []},
    ),
    "POST /v2/process-instances/cancellation": ("operate", {"filter": {"processInstanceKey": OTHER}}),
    "POST /v2/process-instances/suspension": ("operate", {"filter": {"processInstanceKey": OTHER}}),
    "POST /v2/process-instances/resumption": ("operate", {"filter": {"processInstanceKey": OTHER}}),
    "POST /v2/process-instances/incident-resolution": ("operate", {"filter": {"processInstanceKey": OTHER}}),
    "POST /v2/process-instances/modification": (
        "operate",
        {
            "filter": {"processInstanceKey": OTHER},
            "moveInstructions": [{"sourceElementId": "a", "targetElementId": "b"}],
        },
    ),
    "POST /v2/process-instances/migration": (
        "operate",
        {
            "filter": {"processInstanceKey": OTHER},
            "migrationPlan": {"targetProcessDefinitionKey": OTHER, "mappingInstructions": []},
        },
    ),
    "POST /v2/process-instances/{other}/incident-resolution": ("operate", None),
    "POST /v2/process-instances/deletion": ("administer", {"filter": {"processInstanceKey": OTHER}}),
    "POST /v2/process-instances/{other}/deletion": ("administer", {}),
    "POST /v2/batch-operations/search": ("monitor", {}),
    "GET /v2/batch-operations/{other}": ("monitor", None),
    "POST /v2/batch-operation-items/search": ("monitor", {}),
    "POST /v2/batch-operations/{other}/cancellation": ("operate", None),
    "POST /v2/batch-operations/{other}/suspension": ("operate", None),
    "POST /v2/batch-operations/{other}/resumption": ("operate", None),
    "POST /api/instances/{other}/operations": ("operate", {"kind": "cancel"}),
    "POST /api/instances/{other}/operations/dry-run": ("operate", {"kind": "cancel"}),
    "POST /api/migrations/plan": ("operate", {"source": OTHER, "target": OTHER}),
    "PUT /v2/element-instances/{other}/variables": ("operate", {"variables": {}}),
    "POST /v2/element-instances/ad-hoc-activities/{other}/activation": ("operate", {"elements": [{"elementId": "a"}]}),
    "POST /v2/incidents/{other}/resolution": ("operate", {}),
    "POST /v2/jobs/activation": (
        "operate",
        {"type": "none", "timeout": 1, "maxJobsToActivate": 1, "requestTimeout": -1},
    ),
    "POST /v2/jobs/{other}/completion": ("operate", {}),
    "POST /v2/jobs/{other}/failure": ("operate", {}),
    "POST /v2/jobs/{other}/error": ("operate", {"errorCode": "e"}),
    "PATCH /v2/jobs/{other}": ("operate", {"changeset": {"retries": 1}}),
    "POST /api/jobs/completions": ("operate", {"completions": [{"jobKey": OTHER}]}),
    "GET /api/jobs/stream": ("operate", None),
    "POST /api/processes/{process}/bulk": ("operate", {"amount": 1}),
    "PATCH /v2/user-tasks/{other}": ("operate", {}),
    "POST /v2/messages/publication": ("operate", {"name": "n"}),
    "POST /v2/messages/correlation": ("operate", {"name": "n"}),
    "GET /api/connections": ("systems", None),
    "POST /api/connections": ("systems", {"name": "", "connector": "nothing"}),
    "GET /api/connections/{other}": ("systems", None),
    "PATCH /api/connections/{other}": ("systems", {}),
    "DELETE /api/connections/{other}": ("systems", None),
    "POST /api/connections/{other}/test": ("systems", {}),
    "GET /api/connectors": ("systems", None),
    "GET /api/secrets": ("systems", None),
    "GET /api/secrets/{source}": ("systems", None),
    "PUT /api/secrets/{source}": ("systems", {"value": "v"}),
    "GET /api/feed": ("monitor", None),
    "GET /api/feed/stream": ("monitor", None),
    "GET /api/feed/webhooks": ("systems", None),
    "POST /api/feed/webhooks": ("systems", {"name": "", "url": ""}),
    "GET /api/feed/webhooks/{other}": ("systems", None),
    "PATCH /api/feed/webhooks/{other}": ("systems", {}),
    "DELETE /api/feed/webhooks/{other}": ("systems", None),
    "POST /api/feed/webhooks/{other}/secret": ("systems", {}),
    "POST /api/feed/webhooks/{other}/test": ("systems", {}),
    "GET /api/sources": ("systems", None),
    "GET /api/sources/{source}": ("systems", None),
    "PUT /api/sources/{source}": ("systems", {}),
    "DELETE /api/sources/{source}": ("systems", None),
    "GET /api/effects": ("systems", None),
    "POST /api/effects/{other}/probe": ("systems", {}),
    "POST /api/effects/{other}/decide": ("systems", {"state": "confirmed"}),
    "GET /api/documents": ("systems", None),
    "GET /api/documents/{other}": ("systems", None),
}
#: Their answers do not end, or end the test's own session.
NOT_CALLED = {"GET /api/events", "DELETE /api/session"}
ROLES = ["designer", "operator", "integrator", "auditor", "admin"]


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def staff(house, client):
    """One person a role, and a stranger without any."""

    def hire(tx):
        [known] = tx.c.row("SELECT password FROM person WHERE login = 'wang.min'")
        for login in ("stranger", *ROLES):
            people.add(tx.c, "", Facts(login=f"the.{login}", name=login), tx.now, known)
        for role in ROLES:
            organisation.give_role(tx.c, "", role, f"the.{role}")

    house.runtime.writer.call(RowWork(run=hire))
    return {login: Person(client, f"the.{login}") for login in ("stranger", *ROLES)}


@pytest.fixture
def things(house, client, staff):
    """Keys of what belongs to wang.min: nobody but those who see everything may read them."""
    return belongings(house, Person(client, "wang.min"), staff["admin"])


def call(person_or_client, route, things):
    method, path = route.split(" ", 1)
    body = TABLE[route][1]
    more = {"json": body} if body is not None else {}
    if route == "POST /v2/deployments":
        more = {"files": [("resources", ("p.bpmn", b"<nothing/>", "text/xml"))]}
    if route == "GET /api/feed/stream":
        more = {"params": {"types": "nothing"}}  # or its answer would not end
    if route == "GET /api/jobs/stream":
        more = {"params": {"type": ""}}
    made = path.format(**things)
    if isinstance(person_or_client, Person):
        return person_or_client.call(method, made, **more)
    return person_or_client.request(method, made, **more)


def routes(app):
    for route in app.routes:
        for handler in getattr(route, "route_handler_map", {}) or ():
            if handler in {"OPTIONS", "HEAD"}:
                continue
            yield f"{handler} {route.path}"


def shaped(route):
    """A route without the names of its parameters, so that the table may name things instead."""
    return "/".join("{}" if part.startswith("{") else part for part in route.split("/"))


def test_every_route_is_in_the_table(house):
    known = {shaped(route) for route in TABLE}
    real = {shaped(route) for route in routes(create_app(house)) if not absent(route)} - {"GET /docs/{}"}

    assert real == known


def absent(route):
    """Of a group that only says that it is not there."""
    return any(f"/v2/{group}" in route for group in (*ABSENT, "backups"))


def test_nobody_gets_nothing(client, things):
    answers = {route: call(client, route, things) for route in TABLE if TABLE[route][0] != "public"}

    assert {route: a.status_code for route, a in answers.items() if a.status_code != 401} == {}


def test_the_public_needs_no_sign_in(client, things):
    answers = {route: call(client, route, things).status_code for route in TABLE if TABLE[route][0] == "public"}

    assert answers.pop("POST /api/session") == 401  # a wrong password
    assert 400 <= answers.pop("POST /hooks/{source}") < 500  # no such source
    assert answers.pop("GET /v2/documents/{other}/links/{other}") == 404  # the token is the right
    assert {route: status for route, status in answers.items() if status not in {200, 204, 503}} == {}


@pytest.mark.parametrize("role", ["stranger", *ROLES])
def test_an_ability_opens_its_routes_and_no_others(staff, things, role):
    can = organisation.ROLES.get(role, frozenset())
    wrong = {}
    for route, (kind, _) in TABLE.items():
        if kind in {"public", "own", "seen"}:
            continue
        status = call(staff[role], route, things).status_code
        if (status == 403) is (kind in can) or (status >= 500 and status != 501):
            wrong[route] = status

    assert wrong == {}


def test_whoever_is_signed_in_gets_what_is_their_own(staff, things):
    own = [route for route, (kind, _) in TABLE.items() if kind == "own" and route not in NOT_CALLED]
    answers = {route: call(staff["stranger"], route, things) for route in own}
    refused = {route: a.status_code for route, a in answers.items() if a.status_code in {403, 500}}

    assert refused == {}
    assert answers["POST /api/session/password"].status_code == 401  # the old one was wrong
    assert answers["DELETE /api/tokens/{other}"].status_code == 404


def test_a_stranger_sees_nothing_of_others(staff, things):
    data = {}
    for route, (kind, _) in TABLE.items():
        if kind != "seen":
            continue
        answer = call(staff["stranger"], route, things)
        empty = answer.status_code == 200 and _items(answer.json()) == []
        if not empty and answer.status_code not in {403, 404}:
            data[route] = (answer.status_code, answer.text[:200])

    assert data == {}


def test_an_auditor_sees_all_of_it_and_changes_none(staff, things):
    auditor = staff["auditor"]
    reads = [r for r, (kind, _) in TABLE.items() if kind == "seen" and (r.startswith("GET") or r.endswith("/search"))]
    reads += [r for r, (kind, _) in TABLE.items() if kind == "seen" and "/statistics/" in r and r not in reads]
    verbs = [r for r, (kind, _) in TABLE.items() if kind == "seen" and r not in reads]
    # to let people know and to urge is everybody's who sees the thing
    verbs = [r for r in verbs if not r.endswith(("/urge", "/copy"))]

    unseen = [r for r in reads if call(auditor, r, things).status_code != 200]
    done = {r: s for r in verbs if (s := call(auditor, r, things).status_code) not in {400, 403, 404, 422}}

    assert (unseen, done) == ([], {})


def _items(body):
    return body if isinstance(body, list) else body.get("items")


def test_the_document_and_its_page_hold_every_route(house, client):
    document = client.get("/docs/openapi.json").json()
    page = client.get("/docs")

    told = {f"{m.upper()} {path}" for path, item in document["paths"].items() for m in item}
    hidden = {"GET /", "GET /{}", "GET /docs", "GET /docs/openapi.json"}
    assert {shaped(route) for route in told} == {shaped(route) for route in TABLE} - hidden
    assert all(path in page.text for path in document["paths"])
    assert "http" not in page.text.replace("xmlns", "")  # nothing is fetched from elsewhere
