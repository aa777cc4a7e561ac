"""A start over HTTP is linked to the trace of whoever asked for it."""

import shutil

from litestar.testing import TestClient

from lingqu.api.app import create_app
from lingqu.bootstrap.house import House
from lingqu.bootstrap.settings import Settings
from runtime.drawings import ONE_JOB

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_the_header_of_a_start_is_kept_with_the_instance(tmp_path, sqlite_template):
    shutil.copy(sqlite_template, tmp_path / "lingqu.db")
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'lingqu.db'}",
        secrets_file=str(tmp_path / "secrets.key"),
        auth="none",
        otlp_endpoint="http://127.0.0.1:9",
    )
    house = House(settings)
    house.start()
    try:
        house.runtime.deploy([("one-job.bpmn", ONE_JOB)])
        with TestClient(create_app(house)) as client:
            body = {"processDefinitionId": "one-job"}
            linked = client.post("/v2/process-instances", json=body, headers={"traceparent": PARENT}).json()
            client.post("/v2/process-instances", json=body)
            client.post("/v2/process-instances", json=body, headers={"traceparent": "nonsense"})
        with house.db.reading() as c:
            assert c.rows("SELECT instance, caller FROM trace_link") == [(int(linked["processInstanceKey"]), PARENT)]
    finally:
        house.stop()
