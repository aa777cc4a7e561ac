"""Who stands above whom."""

import pytest

from directory_company import company
from lingqu.directory import organisation, people
from lingqu.directory.organisation import Department, Group
from lingqu.directory.people import Person
from lingqu.kernel.errors import Conflict, Invalid, NotFound


def test_the_head_of_a_member_is_the_heads_of_the_department(database):
    with company(database) as c:
        assert organisation.head_of(c, "", "li.na") == "wang.fang"


def test_a_heads_own_head_is_the_next_department_up(database):
    with company(database) as c:
        assert organisation.head_of(c, "", "wang.fang") == "zhao.gm"


def test_a_vacant_department_is_climbed_over(database):
    with company(database) as c:
        organisation.put_department(c, "", Department(id="sales", name="销售部", parent="all", head=""))

        assert organisation.head_of(c, "", "sun.li") == "zhao.gm"


def test_the_chain_ends_at_the_top(database):
    with company(database) as c:
        assert organisation.heads_above(c, "", "li.na") == ["wang.fang", "zhao.gm"]
        assert organisation.head_of(c, "", "li.na", 3) == ""


def test_a_department_below_itself_is_refused(database):
    with company(database) as c, pytest.raises(Invalid, match="below itself"):
        organisation.put_department(c, "", Department(id="all", name="公司", parent="purchasing"))


def test_a_person_who_left_is_no_member_any_more(database):
    with company(database) as c:
        organisation.put_group(c, "", Group(id="finance", name="财务"), ["chen.jie", "sun.li"])
        people.change(c, "", Person(login="sun.li", name="孙丽", active=False))

        assert organisation.members(c, "", "finance") == ["chen.jie"]


def test_a_login_is_taken_once(database):
    with company(database) as c, pytest.raises(Conflict, match="exists already"):
        people.add(c, "", Person(login="li.na", name="另一个"), 0)


@pytest.mark.parametrize("login", ["", "a b", "../x", "中文", "x" * 65])
def test_a_login_is_plain_text(database, login):
    with company(database) as c, pytest.raises(Invalid, match="user name"):
        people.add(c, "", Person(login=login, name="x"), 0)


def test_a_group_of_somebody_unknown_is_refused(database):
    with company(database) as c, pytest.raises(NotFound, match="nobody"):
        organisation.put_group(c, "", Group(id="x", name="x"), ["nobody"])
