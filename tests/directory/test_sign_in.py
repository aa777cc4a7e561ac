"""Passwords, sessions, tokens."""

import pytest

from directory_company import company
from lingqu.directory import credentials, organisation, sessions
from lingqu.directory.credentials import Attempts
from lingqu.directory.viewer import viewer
from lingqu.kernel.errors import Forbidden, Invalid, TooMany, Unauthenticated


def test_the_right_password_opens_and_a_wrong_one_does_not(database):
    with company(database) as c:
        credentials.set_password(c, "", "li.na", credentials.hashed("correct horse"))

        credentials.verify(c, "", "li.na", "correct horse")
        with pytest.raises(Unauthenticated):
            credentials.verify(c, "", "li.na", "wrong horse")


@pytest.mark.parametrize("login", ["nobody", "wang.fang"])
def test_somebody_without_a_password_cannot_sign_in(database, login):
    with company(database) as c, pytest.raises(Unauthenticated):
        credentials.verify(c, "", login, "")


def test_a_short_password_is_refused():
    with pytest.raises(Invalid, match="8 characters"):
        credentials.hashed("short")


def test_a_session_is_found_by_its_token_until_it_runs_out(database):
    with company(database) as c:
        token, csrf = sessions.begin(c, "", "li.na", 1000)

        found = sessions.find(c, token, 2000)
        assert (found.person, found.csrf) == ("li.na", csrf)
        assert sessions.find(c, token, 1000 + sessions.LIFETIME) is None


def test_the_database_holds_no_token_in_plain_text(database):
    with company(database) as c:
        token, _ = sessions.begin(c, "", "li.na", 0)
        api = sessions.new_token(c, "", "li.na", "ci", key=1, now=0)

        held = str(c.rows("SELECT * FROM session")) + str(c.rows("SELECT * FROM api_token"))
        assert token not in held
        assert api not in held


def test_a_new_password_ends_the_sessions(database):
    with company(database) as c:
        token, _ = sessions.begin(c, "", "li.na", 0)

        credentials.set_password(c, "", "li.na", credentials.hashed("another password"))

        assert sessions.find(c, token, 1) is None


def test_an_api_token_of_somebody_who_left_opens_nothing(database):
    with company(database) as c:
        token = sessions.new_token(c, "", "li.na", "ci", key=1, now=0)
        assert sessions.token_owner(c, token).person == "li.na"

        c.run("UPDATE person SET active = 0 WHERE login = ?", ("li.na",))

        assert sessions.token_owner(c, token) is None


def test_a_session_of_somebody_who_left_is_over(database):
    with company(database) as c:
        token, _ = sessions.begin(c, "", "li.na", 0)

        c.run("UPDATE person SET active = 0 WHERE login = ?", ("li.na",))

        assert sessions.find(c, token, 1) is None


def test_after_ten_failures_from_one_address_one_has_to_wait():
    attempts = Attempts(allowed=10, window=300)
    for at in range(10):
        attempts.check(at, "li.na", "10.0.0.1")
        attempts.failed(at, "li.na", "10.0.0.1")

    with pytest.raises(TooMany) as wait:
        attempts.check(10, "li.na", "10.0.0.1")

    assert 280 < wait.value.params["retry_after"] <= 301
    attempts.check(400, "li.na", "10.0.0.1")


def test_failures_behind_a_proxy_shut_out_nobody_else():
    attempts = Attempts(allowed=10, window=300)
    for at in range(10):
        attempts.failed(at, "li.na", "10.0.0.1")

    attempts.check(10, "wang.fang", "10.0.0.1")
    attempts.check(10, "li.na", "10.0.0.2")


def test_a_hundred_failures_from_many_addresses_shut_the_name():
    attempts = Attempts(allowed=10, window=300)
    for n in range(100):
        attempts.check(1, "li.na", f"10.0.0.{n // 5}")
        attempts.failed(1, "li.na", f"10.0.0.{n // 5}")

    with pytest.raises(TooMany):
        attempts.check(2, "li.na", "10.9.9.9")


@pytest.mark.parametrize(("role", "operates"), [("auditor", False), ("designer", False), ("operator", True)])
def test_who_sees_everything_does_not_thereby_change_it(database, role, operates):
    with company(database) as c:
        organisation.give_role(c, "", role, "li.na")

        asks = viewer(c, "", "li.na")

        assert asks.everything
        assert ("operate" in asks.can) is operates


def test_a_role_says_what_its_holder_may_do(database):
    with company(database) as c:
        organisation.give_role(c, "", "designer", "li.na")

        asks = viewer(c, "", "li.na")

        asks.must("deploy")
        with pytest.raises(Forbidden):
            asks.must("administer")
