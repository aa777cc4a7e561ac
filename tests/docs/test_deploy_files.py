"""The container file, the compose file and the unit: no engine to build them with here, so they are read closely."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
import yaml

from lingqu.bootstrap.settings import Settings

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
UNIT = ROOT / "deploy" / "lingqu.service"
SETTINGS = {f"LINGQU_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
KNOWN = {
    "FROM", "RUN", "COPY", "ENV", "WORKDIR", "VOLUME", "USER", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD",
}  # fmt: skip


def instructions(text):
    """[(stage, instruction, arguments)], continued lines joined, comments left out."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    found, stage = [], -1
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, _, rest = line.partition(" ")
        stage += name == "FROM"
        found.append((stage, name, rest.strip()))
    return found


LINES = instructions(CONTAINERFILE)
LAST = [(name, rest) for stage, name, rest in LINES if stage == LINES[-1][0]]


def settings_in(text):
    return set(re.findall(r"\bLINGQU_[A-Z_]+", text))


# ---- the container file ----


def test_the_container_file_has_only_instructions_that_exist():
    assert {name for _, name, _ in LINES} <= KNOWN


def test_every_base_image_has_a_pinned_tag():
    bases = [rest.split()[0] for _, name, rest in LINES if name == "FROM"]
    assert len(bases) == 3
    assert not [base for base in bases if not re.fullmatch(r"[a-z]+:\d+(\.\d+)*(-[a-z]+)+", base)]


def test_every_copied_path_is_there():
    sources = [path for _, name, rest in LINES if name == "COPY" and "--from" not in rest for path in rest.split()[:-1]]
    assert sources
    assert not [path for path in sources if not (ROOT / path).exists()]


def test_what_another_stage_gives_is_what_that_stage_makes():
    stages = {rest.split()[-1] for _, name, rest in LINES if name == "FROM" and " AS " in rest}
    taken = {re.search(r"--from=(\w+)", rest)[1] for _, name, rest in LINES if "--from=" in rest}
    assert taken == stages


def test_what_is_copied_is_not_ignored():
    ignored = {line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")}
    wanted = {
        path.rstrip("/")
        for _, name, rest in LINES
        if name == "COPY" and "--from" not in rest
        for path in rest.split()[:-1]
    }
    assert not wanted & ignored


def test_the_image_does_not_run_as_root():
    user = [rest for name, rest in LAST if name == "USER"]
    assert user
    assert user[-1] not in {"root", "0"}
    order = [name for name, _ in LAST]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert "RUN" not in order[order.index("USER") :]


def test_the_image_says_whether_it_is_well():
    [check] = [rest for name, rest in LAST if name == "HEALTHCHECK"]
    assert "/ready" in check
    assert "8088" in check


def test_the_image_starts_the_server_without_a_shell():
    assert [(name, rest) for name, rest in LAST if name in {"ENTRYPOINT", "CMD"}] == [
        ("ENTRYPOINT", '["lingqu"]'),
        ("CMD", '["serve"]'),
    ]


def test_what_is_installed_is_checked_by_hash():
    installs = [part for _, name, rest in LINES if name == "RUN" for part in rest.split("&&") if "pip install" in part]
    assert installs
    assert all("--require-hashes" in part or "--no-index" in part for part in installs)


def test_the_container_file_sets_only_settings_that_exist():
    assert settings_in(CONTAINERFILE) <= SETTINGS


# ---- the compose file ----


def test_compose_knows_both_services_and_their_volumes():
    assert set(COMPOSE["services"]) == {"database", "lingqu"}
    named = {volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"])


def test_lingqu_waits_until_the_database_is_well():
    assert COMPOSE["services"]["lingqu"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert all("test" in service["healthcheck"] for service in COMPOSE["services"].values())


def test_the_database_image_has_a_pinned_tag():
    assert re.fullmatch(r"postgres:\d+-\w+", COMPOSE["services"]["database"]["image"])


def test_the_database_is_not_open_to_the_outside():
    assert "ports" not in COMPOSE["services"]["database"]
    assert COMPOSE["services"]["lingqu"]["ports"] == ["${LINGQU_BIND:-127.0.0.1}:8088:8088"]


def test_no_password_stands_in_the_compose_file():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    given = re.findall(r"^\s+\w*PASSWORD: (.+)$", text, re.MULTILINE)
    assert given
    assert all(value.startswith("${") for value in given)
    assert re.search(r"postgresql://lingqu:\$\{", text)


def test_compose_sets_only_settings_that_exist():
    assert set(COMPOSE["services"]["lingqu"]["environment"]) <= SETTINGS


def test_lingqu_runs_with_nothing_that_it_does_not_need():
    service = COMPOSE["services"]["lingqu"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_compose_builds_from_the_container_file():
    assert COMPOSE["services"]["lingqu"]["build"] == {"context": ".", "dockerfile": "Containerfile"}


# ---- the unit ----


class Unit(configparser.RawConfigParser):
    """systemd's dialect: names keep their case and may repeat; the values are lists."""

    class Several(dict):
        def __setitem__(self, name, value):
            if isinstance(value, list) and name in self:
                self[name].extend(value)
            else:
                super().__setitem__(name, value)

    def __init__(self):
        super().__init__(strict=False, dict_type=self.Several, interpolation=None)

    def optionxform(self, name):
        return name


@pytest.fixture
def unit():
    read = Unit()
    read.read(UNIT, encoding="utf-8")
    return {section: {name: value.split("\n") for name, value in read[section].items()} for section in read.sections()}


def test_the_unit_has_its_three_sections(unit):
    assert list(unit) == ["Unit", "Service", "Install"]


def test_the_unit_starts_a_command_that_there_is(unit):
    [start] = unit["Service"]["ExecStart"]
    program, command = shlex.split(start)
    assert (program, command) == ("/opt/lingqu/bin/lingqu", "serve")


def test_the_unit_is_not_root_and_cannot_become_it(unit):
    service = unit["Service"]
    assert service["User"] == ["lingqu"]
    assert service["NoNewPrivileges"] == ["yes"]
    assert service["CapabilityBoundingSet"] == [""]
    assert service["ProtectSystem"] == ["strict"]


def test_the_unit_writes_only_into_its_state_directory(unit):
    written = re.findall(r"(?:sqlite:///|SECRETS_FILE=)(/\S+)", UNIT.read_text(encoding="utf-8"))
    assert written
    assert all(path.startswith(f"/var/lib/{unit['Service']['StateDirectory'][0]}/") for path in written)


def test_the_unit_sets_only_settings_that_exist():
    assert settings_in(UNIT.read_text(encoding="utf-8")) <= SETTINGS


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not on this machine; the tests above read the unit")
    # the program is not installed where the unit expects it: any program that is there stands in for it
    there = tmp_path / "lingqu.service"
    there.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/lingqu/bin/lingqu", "/bin/true"), encoding="utf-8")
    done = subprocess.run([verify, "verify", there], capture_output=True, text=True, check=False, timeout=60)
    about_us = [line for line in done.stderr.splitlines() if "lingqu" in line]
    assert not about_us
