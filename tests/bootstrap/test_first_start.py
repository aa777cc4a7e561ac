"""The first start in an empty folder: it makes what it needs and says how to make the first administrator."""

import os
import signal
import subprocess
import sys

import pytest

from lingqu.bootstrap.house import House
from lingqu.bootstrap.settings import Settings


def serving(folder, **settings):
    """`lingqu serve` with its defaults in that folder; what it printed until it was asked to stop."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINGQU_")}
    environment |= {"LINGQU_LANGUAGE": "en", **settings}
    command = [sys.executable, "-m", "lingqu.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
    return first + rest


def test_an_empty_folder_is_enough(tmp_path):
    told = serving(tmp_path)

    assert "Lingqu is running: http://127.0.0.1:" in told
    assert "lingqu user add LOGIN --role admin" in told
    assert {"lingqu.sqlite", "secrets.key"} <= {path.name for path in (tmp_path / "var").iterdir()}


def test_who_has_an_administrator_is_told_nothing_of_it(tmp_path):
    told = serving(tmp_path, LINGQU_ADMIN_PASSWORD="long enough")

    assert "running" in told
    assert "administrator" not in told


@pytest.mark.parametrize(("password", "nobody"), [("", True), ("long enough", False)])
def test_the_password_in_the_settings_makes_the_administrator(tmp_path, password, nobody):
    database, keys = f"sqlite:///{tmp_path / 'var' / 'l.sqlite'}", str(tmp_path / "var" / "keys")
    house = House(Settings(database=database, secrets_file=keys, admin_password=password))
    house.begin()
    try:
        assert house.nobody_yet() is nobody
    finally:
        house.stop()
