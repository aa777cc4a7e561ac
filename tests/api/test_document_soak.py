"""The OpenAPI document against a running server, by requests that schemathesis draws from it: thousands, and stateful.

Left out: what changes the clock, and streams that wait. Not asked: that whatever fits the schema is
accepted (a filter's fields are told by sentences, not by the schema), and that 501 is no server's error: it is the
answer of what has nothing to act on here.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "compat"))
from server import serving

pytestmark = pytest.mark.soak

LEFT_OUT = "^/(api/events|api/jobs/stream|api/feed/stream|v2/clock|v2/jobs/activation)"
NOT_HERE = "(rebalance|exporting|/mode|/restore)"
LEAST = 20_000  # requests


def test_no_request_drawn_from_the_document_gets_what_it_does_not_tell(tmp_path):
    command = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    options = {
        "--phases": "examples,coverage,fuzzing,stateful",
        "--max-examples": "100",
        "--exclude-checks": "positive_data_acceptance",
        "--exclude-path-regex": f"{LEFT_OUT}|{NOT_HERE}",
        "--request-timeout": "30",
        "--workers": "2",
    }
    with serving(tmp_path, f"sqlite:///{tmp_path / 'lingqu.sqlite'}", auth="none") as address:
        ran = subprocess.run(
            [*command, f"{address}/docs/openapi.json", *(part for pair in options.items() for part in pair)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=3_000,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-20_000:]
    drawn = re.search(r"(\d[\d,]*) generated", ran.stdout)
    assert drawn is not None
    assert int(drawn[1].replace(",", "")) >= LEAST
