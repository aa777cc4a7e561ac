"""The outbox against a real SMTP server: what goes, what goes again, what never does."""

import threading

import pytest

from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.notices.outbox import CLAIMED, KEPT, LEASE, Outbox
from lingqu.notices.states import GIVEN_UP, SENDING, SENT, UNKNOWN, WAITING
from lingqu.notices.telling import Note, Voice
from lingqu.outbound.guard import Guard
from lingqu.outbound.mail import Mailer, MailServer
from lingqu.runtime import RowWork, Runtime
from notices.postbox import free_port, smtp_server

TASK = Note(
    person="li", kind="task_offered", params={"title": "PO-0042 · 华东轴承", "task": "部门审批"}, link="/inbox/77"
)


class Clock:
    def __init__(self):
        self.at = 1_750_000_000_000

    def __call__(self):
        return self.at


@pytest.fixture
def server():
    with smtp_server() as box:
        yield box


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def runtime(database, clock):
    node = Runtime(database, clock=clock)
    node.begin()
    node.writer.call(RowWork(run=lambda tx: hire(tx.c, tx.now)))
    yield node
    node.stop()


def hire(c, now):
    people.add(c, "", Person(login="li", name="李总", email="li@example.cn", language="zh"), now)
    people.add(c, "", Person(login="ann", name="Ann", email="ann@example.com", language="en"), now)
    people.add(c, "", Person(login="bare", name="无邮箱"), now)


def outbox_for(runtime, port, *, base_url="https://lingqu.example.cn/"):
    target = MailServer(host="127.0.0.1", port=port, security="none", timeout=5)
    mailer = Mailer(Guard(["127.0.0.1"]))
    return Outbox(runtime, mailer, target, sender="灵渠 <lingqu@example.cn>", base_url=base_url, language="en")


def say(runtime, *notes, ring=lambda: None, at=None):
    happened = runtime.now() if at is None else at
    return runtime.writer.call(RowWork(run=lambda tx: Voice(ring=ring).say(tx, "", notes, at=happened)))


def mails(runtime):
    with runtime.db.reading() as c:
        return c.rows("SELECT recipient, state, attempts, error FROM mail ORDER BY id")


def test_a_mail_says_what_the_notice_says_in_the_recipients_language(runtime, server):
    say(runtime, TASK, Note(person="ann", kind="copied", params={"title": "PO-0042"}, link="/instances/9"))
    assert outbox_for(runtime, server.port).send_due() == 2
    assert {str(one["To"]): str(one["Subject"]) for one in server.taken} == {
        "li@example.cn": "待办: PO-0042 · 华东轴承 · 部门审批",
        "ann@example.com": "For your information: PO-0042",
    }
    text = next(one for one in server.taken if one["To"] == "li@example.cn").get_content()
    assert "https://lingqu.example.cn/inbox/77" in text
    assert [row[1] for row in mails(runtime)] == [SENT, SENT]


def test_a_mail_that_went_does_not_go_again(runtime, server):
    say(runtime, TASK)
    outbox = outbox_for(runtime, server.port)
    outbox.send_due()
    assert outbox.send_due() == 0
    assert len(server.taken) == 1


def test_a_line_break_in_a_title_forges_no_header(runtime, server):
    say(runtime, Note(person="li", kind="copied", params={"title": "x\r\nBcc: all@example.cn"}))
    outbox_for(runtime, server.port).send_due()
    assert server.taken[0]["Bcc"] is None
    assert "x Bcc: all@example.cn" in str(server.taken[0]["Subject"])


def test_without_a_base_address_a_mail_has_no_link(runtime, server):
    say(runtime, TASK)
    outbox_for(runtime, server.port, base_url="").send_due()
    assert "inbox" not in server.taken[0].get_content()


def test_who_has_no_address_gets_the_notice_alone(runtime):
    say(runtime, Note(person="bare", kind="copied", params={"title": "t"}))
    assert mails(runtime) == []
    with runtime.db.reading() as c:
        assert c.rows("SELECT person, kind FROM notice") == [("bare", "copied")]


def test_without_a_mail_server_no_mail_is_written(runtime):
    say(runtime, TASK, ring=None)
    assert mails(runtime) == []


def test_what_happened_long_ago_is_not_mailed(runtime):
    say(runtime, TASK, at=runtime.now() - 2 * 86_400_000)
    assert mails(runtime) == []


def test_the_outbox_is_rung_after_the_commit(runtime):
    seen = Heard()
    say(runtime, TASK, ring=lambda: seen.append(len(mails(runtime))))
    assert seen.event.wait(20)
    assert seen == [1]


def test_a_server_that_is_away_is_tried_again_later(runtime, clock):
    say(runtime, TASK)
    port = free_port()
    outbox = outbox_for(runtime, port)
    outbox.send_due()
    [(_, state, attempts, error)] = mails(runtime)
    assert (state, attempts) == (WAITING, 1)
    assert error
    assert outbox.send_due() == 0
    clock.at += 60_000
    assert outbox.send_due() == 1
    assert mails(runtime)[0][2] == 2


def test_a_mailbox_that_is_full_is_tried_again(runtime, server, clock):
    say(runtime, TASK)
    outbox = outbox_for(runtime, server.port)
    server.answer = "452 4.2.2 mailbox full"
    outbox.send_due()
    assert mails(runtime)[0][1] == WAITING
    server.answer = "250 OK"
    clock.at += 60_000
    outbox.send_due()
    assert mails(runtime)[0][1:] == (SENT, 2, "")


def test_a_refusal_for_good_is_given_up_with_the_servers_words(runtime, server, clock):
    say(runtime, TASK)
    outbox = outbox_for(runtime, server.port)
    server.answer = "550 5.1.1 no such user"
    outbox.send_due()
    [(_, state, _, error)] = mails(runtime)
    assert state == GIVEN_UP
    assert "550 5.1.1 no such user" in error
    clock.at += 86_400_000
    assert outbox.send_due() == 0


def test_a_mail_whose_fate_nobody_knows_is_not_sent_again(runtime, server, clock):
    say(runtime, TASK)
    outbox = outbox_for(runtime, server.port)
    server.cut = True
    outbox.send_due()
    assert mails(runtime)[0][1] == UNKNOWN
    clock.at += 86_400_000
    assert outbox.send_due() == 0
    assert len(server.taken) == 1


def test_a_node_that_died_while_sending_leaves_an_unknown_mail(runtime, server, clock):
    say(runtime, TASK)
    dead = outbox_for(runtime, server.port)
    dead._claim()
    assert mails(runtime)[0][1] == SENDING
    alive = outbox_for(runtime, server.port)
    assert alive.send_due() == 0
    clock.at += LEASE
    assert alive.send_due() == 0
    [(_, state, attempts, error)] = mails(runtime)
    assert (state, attempts) == (UNKNOWN, 1)
    assert "nobody knows" in error
    assert server.taken == []


def test_somebody_who_left_meanwhile_gets_no_mail(runtime, server):
    say(runtime, TASK)
    gone = Person(login="li", name="李总", email="li@example.cn", active=False)
    runtime.writer.call(RowWork(run=lambda tx: people.change(tx.c, "", gone) and None))
    outbox_for(runtime, server.port).send_due()
    assert mails(runtime)[0][1] == GIVEN_UP
    assert server.taken == []


def test_what_is_claimed_and_not_begun_waits_again_when_the_node_stops(runtime, server):
    say(runtime, TASK, TASK)
    outbox = outbox_for(runtime, server.port)
    outbox.stop()
    assert outbox.send_due() == 0
    assert [row[1:3] for row in mails(runtime)] == [(WAITING, 0), (WAITING, 0)]


def test_what_went_long_ago_is_forgotten(runtime, server, clock):
    say(runtime, TASK)
    outbox = outbox_for(runtime, server.port)
    outbox.send_due()
    clock.at += KEPT - 1
    outbox.send_due()
    assert len(mails(runtime)) == 1
    clock.at += 1
    outbox.send_due()
    assert mails(runtime) == []


def test_many_mails_go_in_several_rounds(runtime, server):
    say(runtime, *[TASK] * (CLAIMED + 1))
    outbox = outbox_for(runtime, server.port)
    assert (outbox.send_due(), outbox.send_due(), outbox.send_due()) == (CLAIMED, 1, 0)


def test_the_thread_sends_what_it_is_rung_for(runtime, server):
    outbox = outbox_for(runtime, server.port)
    sent = Heard()
    server.taken = sent
    outbox.start()
    try:
        say(runtime, TASK, ring=outbox.ring)
        assert sent.event.wait(20)
    finally:
        outbox.stop()
    assert mails(runtime)[0][1] == SENT


class Heard(list):
    """A list that says when something was put in."""

    def __init__(self):
        super().__init__()
        self.event = threading.Event()

    def append(self, item):
        super().append(item)
        self.event.set()
