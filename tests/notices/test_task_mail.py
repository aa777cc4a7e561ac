"""From the settings to the mailbox: who is to act, was urged, or asked for something is told by mail."""

import pytest
from lxml import etree

from drawing import draw_xml
from lingqu.bootstrap.mail import outbox
from lingqu.bootstrap.settings import Settings
from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.directory.viewer import viewer
from lingqu.kernel.errors import Invalid
from lingqu.notices.telling import Voice
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.runtime import RowWork, Runtime
from lingqu.work import starting
from lingqu.work.desk import Desk
from notices.postbox import smtp_server

TITLE = '<x xmlns:l="urn:lingqu:bpmn:1"><l:title template="PO-0042"/></x>'
DRAWING = "start -> check[user]{assignee=li} -> end"


def titled(xml):
    root = etree.fromstring(xml)
    process = next(one for one in root.iter("{*}process"))
    holder = etree.Element("{http://www.omg.org/spec/BPMN/20100524/MODEL}extensionElements")
    holder.append(etree.fromstring(TITLE)[0])
    process.insert(0, holder)
    return etree.tostring(root)


class Company:
    def __init__(self, database, port):
        self.runtime = Runtime(database)
        settings = Settings(
            smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", mail_from="灵渠 <lingqu@example.cn>"
        )
        self.outbox = outbox(settings, self.runtime, Guard(["127.0.0.1"]), Mask())
        self.desk = Desk(self.runtime, voice=Voice(ring=self.outbox.ring))
        self.runtime.begin()
        self.runtime.writer.call(RowWork(run=hire))
        self.runtime.deploy([("po.bpmn", titled(draw_xml(DRAWING, "po")))])

    def who(self, login):
        with self.runtime.db.reading() as c:
            return viewer(c, "", login)

    def settle(self):
        self.desk.attendant.attend_all()
        self.outbox.send_due()


def hire(tx):
    people.add(tx.c, "", Person(login="li", name="李总", email="li@example.cn"), tx.now)
    people.add(tx.c, "", Person(login="sam", name="Sam", email="sam@example.com", language="en"), tx.now)


@pytest.fixture
def server():
    with smtp_server() as box:
        yield box


@pytest.fixture
def company(database, server):
    made = Company(database, server.port)
    yield made
    made.runtime.stop()


def test_who_is_to_act_urged_or_waiting_gets_a_mail(company, server):
    started = starting.start(company.runtime, company.desk.drawings, company.who("sam"), "po", {})
    company.settle()
    with company.runtime.db.reading() as c:
        task = c.row("SELECT key FROM task WHERE instance = ?", (started.instance,))[0]
    company.desk.urge(company.who("sam"), task)
    company.settle()
    company.desk.complete(company.who("li"), task)
    company.settle()
    assert [(str(one["To"]), str(one["Subject"])) for one in server.taken] == [
        ("li@example.cn", "待办: PO-0042 · check"),
        ("li@example.cn", "Sam 催办: PO-0042 · check"),
        ("sam@example.com", "Finished: PO-0042"),
    ]


def test_without_a_mail_server_there_is_no_outbox(database):
    assert outbox(Settings(), Runtime(database), Guard([]), Mask()) is None


def test_a_mail_server_without_a_sender_is_refused_at_the_start(database):
    with pytest.raises(Invalid, match="LINGQU_MAIL_FROM"):
        outbox(Settings(smtp_host="mail.example.cn"), Runtime(database), Guard([]), Mask())
