"""A small company for tests of the directory: a connection inside a transaction that is taken back."""

from contextlib import contextmanager

from lingqu.directory import organisation, people
from lingqu.directory.organisation import Department, Group
from lingqu.directory.people import Person

PEOPLE = {
    "zhao.gm": ("赵总", "all"),
    "wang.fang": ("王芳", "purchasing"),
    "li.na": ("李娜", "purchasing"),
    "zhou.min": ("周敏", "sales"),
    "sun.li": ("孙丽", "sales"),
    "chen.jie": ("陈洁", "finance"),
}


@contextmanager
def company(database):
    c = database.writing()
    c.begin()
    try:
        for login, (name, department) in PEOPLE.items():
            people.add(c, "", Person(login=login, name=name, department=department), 0)
        for name, head in (("all", "zhao.gm"), ("purchasing", "wang.fang"), ("sales", "zhou.min"), ("finance", "")):
            parent = "" if name == "all" else "all"
            organisation.put_department(c, "", Department(id=name, name=name, parent=parent, head=head))
        organisation.put_group(c, "", Group(id="finance", name="财务"), ["chen.jie"])
        yield c
    finally:
        c.rollback()
        c.close()
