"""Addresses of databases: what is understood, and what becomes of it for the driver."""

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from lingqu.kernel.errors import Invalid
from lingqu.store.url import parse_url


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:p%40@one:5432,two:5433/data?target_session_attrs=primary",
        "postgresql://u:p%40@/data?host=one:5432&host=two:5433&target_session_attrs=primary",
    ],
    ids=["as PostgreSQL writes it", "as SQLAlchemy writes it"],
)
def test_several_hosts_reach_the_driver(address):
    found = parse_url(address)
    assert conninfo_to_dict(found.target) == {
        "host": "one,two",
        "port": "5432,5433",
        "user": "u",
        "password": "p@",
        "dbname": "data",
        "target_session_attrs": "primary",
    }
    assert make_url(found.alchemy).query["host"] == ("one:5432", "two:5433")
    assert "p%40" not in found.shown


def test_several_hosts_without_ports_take_the_usual_one():
    found = conninfo_to_dict(parse_url("postgresql://one,two/data").target)
    assert (found["host"], found.get("port", ",").strip(",")) == ("one,two", "")


def test_one_host_stays_as_it_was_written():
    assert parse_url("postgresql://u@one:5433/data?sslmode=require").target == (
        "postgresql://u@one:5433/data?sslmode=require"
    )


def test_an_option_that_the_driver_does_not_know_is_named():
    with pytest.raises(Invalid, match="colour"):
        parse_url("postgresql://one,two/data?colour=red")
