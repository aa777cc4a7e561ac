"""Logs are structured, and no secret that the node knows is in them, whoever writes the line."""

import json
import os
import subprocess
import sys

SECRETS = {
    "LINGQU_ADMIN_PASSWORD": "admin-secret-1",
    "LINGQU_SMTP_PASSWORD": "smtp-secret-2",
    "LINGQU_OTLP_HEADERS": "x-api-key=otlp-secret-3",
}
TALKS = """
import logging, os, sys
import structlog
from lingqu.bootstrap.house import House
from lingqu.bootstrap.logs import configure
from lingqu.bootstrap.settings import load
house = House(load(os.environ))
configure(house.mask)
house.mask.add("erp-secret-4")  # as the vault does with what it opens
log = structlog.get_logger("test")
secrets = ["admin-secret-1", "smtp-secret-2", "otlp-secret-3", "erp-secret-4"]
log.warning("told", text=" ".join(secrets), nested={"a": [secrets]}, header=f"Bearer {secrets[2]}")
try:
    raise ValueError(f"cannot sign in with {secrets[0]}")
except ValueError:
    log.exception("failed")
    logging.getLogger("other.package").exception("other %s", secrets[1])
house.db.close()
"""


def test_no_secret_is_in_a_line(tmp_path):
    known = {name: value for name, value in os.environ.items() if not name.startswith("LINGQU_")}
    done = subprocess.run(
        [sys.executable, "-c", TALKS], cwd=tmp_path, env=known | SECRETS, capture_output=True, text=True, check=True
    )
    assert "secret-" not in done.stderr
    assert done.stderr.count("***") >= 6
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == ["told", "failed"]
    assert lines[0]["level"] == "warning"
    assert "ValueError" in lines[1]["exception"]


def test_the_password_in_the_database_address_is_a_secret():
    from lingqu.bootstrap.settings import Settings

    settings = Settings(database="postgresql://me:p%40ss-word@db.example/lingqu")
    assert {"p%40ss-word", "p@ss-word"} <= set(settings.secrets)
