"""Webhooks out against a real receiver: in order, signed, again after a failure, never with a gap."""

import threading

import pytest

from drawing import draw_xml
from feed.receiver import receiving, signed_rightly
from lingqu.feed import hooks
from lingqu.feed.cursor import Cursor
from lingqu.feed.delivery import FIRST_WAIT, GIVE_UP, LEASE, LONGEST_WAIT, PAGE, Delivery
from lingqu.feed.events import Wanted
from lingqu.feed.hooks import Change, HookState
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Keyring, Vault
from lingqu.outbound.transport import Transport
from lingqu.runtime import RowWork, Runtime
from runtime.conftest import Clock

DRAWING = "start -> a[user] -> end"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


class Node:
    """A runtime with what delivers."""

    def __init__(self, database, clock):
        self.runtime = Runtime(database, clock=clock)
        self.runtime.begin()
        self.vault = Vault(Keyring((b"k" * 32,)), Mask())
        self.transport = Transport(Guard(["127.0.0.1"]))
        self.delivery = Delivery(self.runtime, self.transport, self.vault, source="/lingqu", language="en")

    def stop(self):
        self.transport.close()
        self.runtime.stop()

    def begin(self, count=1):
        return [self.runtime.writer.call(self.runtime.start("p")).instance for _ in range(count)]

    def hook(self, url, *, types=(), processes=(), cursor=None, name="erp"):
        wanted = Wanted(tuple(types), tuple(processes))

        def run(tx):
            return hooks.add(tx, self.vault, "", name=name, url=url, wanted=wanted, cursor=cursor or Cursor())

        return self.runtime.writer.call(RowWork(run=run))

    def change(self, id_, **asked):
        return self.runtime.writer.call(RowWork(run=lambda tx: hooks.change(tx, "", id_, Change(**asked), seen=None)))

    def now_of(self, id_):
        with self.runtime.db.reading() as c:
            return hooks.by_id(c, "", id_)


@pytest.fixture
def node(database, clock):
    made = Node(database, clock)
    made.runtime.deploy([("p.bpmn", draw_xml(DRAWING, process="p"))])
    yield made
    made.stop()


def test_a_webhook_is_told_in_order_signed_and_only_once(node, receiver):
    _, secret = node.hook(receiver.url)
    first, second = node.begin(2)
    while node.delivery.deliver_due():
        pass
    assert [(one["type"], one["subject"]) for one in receiver.taken] == [
        ("lingqu.instance.started", str(first)),
        ("lingqu.task.created", str(first)),
        ("lingqu.instance.started", str(second)),
        ("lingqu.task.created", str(second)),
    ]
    assert len({one["id"] for one in receiver.taken}) == 4
    assert all(signed_rightly(post, secret) for post in receiver.posts)
    task = receiver.taken[1]["data"]
    assert (task["elementId"], task["processDefinitionId"], task["processInstanceKey"]) == ("a", "p", str(first))
    assert node.delivery.deliver_due() == 0


def test_what_is_not_wanted_is_not_sent(node, receiver):
    node.hook(receiver.url, types=["task.created"])
    node.hook(receiver.url, name="other", processes=["q"])
    node.begin()
    while node.delivery.deliver_due():
        pass
    assert receiver.types() == ["lingqu.task.created"]


def test_a_failure_is_repeated_later_and_leaves_no_gap(node, receiver, clock):
    hook, _ = node.hook(receiver.url, types=["instance"])
    receiver.answers = [(500, {}), (503, {"retry-after": "30"})]
    started = node.begin()

    assert node.delivery.deliver_due() == 1
    assert node.delivery.deliver_due() == 0
    assert node.now_of(hook.id).error == "It answered 500"
    started += node.begin()
    clock.forward(FIRST_WAIT)
    assert node.delivery.deliver_due() == 1
    clock.forward(29_000)
    assert node.delivery.deliver_due() == 0
    clock.forward(1_000)
    while node.delivery.deliver_due():
        pass
    assert [one["subject"] for one in receiver.taken] == [str(key) for key in started]
    after = node.now_of(hook.id)
    assert (after.attempts, after.failing_since, after.error, after.delivered) == (0, None, "", 2)


def test_nobody_listening_is_a_failure_like_others_and_is_given_up_after_days(node, receiver, clock):
    hook, _ = node.hook(receiver.url)
    receiver.stop()
    node.begin()
    begun = clock.at
    while node.now_of(hook.id).state is HookState.ACTIVE:
        node.delivery.deliver_due()
        clock.forward(LONGEST_WAIT)
    assert clock.at - begun >= GIVE_UP
    assert "5 days" in node.now_of(hook.id).error
    receiver._server.server_close()


def test_gone_stops_it_and_resuming_goes_on_without_a_gap(node, receiver):
    hook, _ = node.hook(receiver.url, types=["instance"])
    receiver.answers = [(410, {})]
    node.begin()
    node.delivery.deliver_due()
    assert node.now_of(hook.id).state is HookState.STOPPED
    node.begin()
    assert node.delivery.deliver_due() == 0

    node.change(hook.id, active=True)
    while node.delivery.deliver_due():
        pass
    assert receiver.types() == ["lingqu.instance.started"] * 2


def test_a_rewound_webhook_hears_the_same_events_with_the_same_ids(node, receiver):
    hook, _ = node.hook(receiver.url)
    node.begin(3)
    while node.delivery.deliver_due():
        pass
    once = [one["id"] for one in receiver.taken]
    node.change(hook.id, cursor=Cursor())
    while node.delivery.deliver_due():
        pass
    assert [one["id"] for one in receiver.taken] == once + once


def test_many_events_go_in_several_posts(node, receiver):
    node.hook(receiver.url, types=["instance"])
    node.begin(PAGE + 20)
    while node.delivery.deliver_due():
        pass
    assert len(receiver.taken) == PAGE + 20
    assert len(receiver.posts) >= 2


def test_a_change_meanwhile_is_not_undone_by_the_attempt_on_its_way(node, receiver, clock):
    hook, _ = node.hook(receiver.url)
    node.begin()
    sent = node.delivery._poster.post

    def slow(*args, **named):
        reply = sent(*args, **named)
        node.change(hook.id, active=False)
        return reply

    node.delivery._poster.post = slow
    node.delivery.deliver_due()
    after = node.now_of(hook.id)
    assert (after.state, after.delivered, after.cursor) == (HookState.PAUSED, 0, Cursor())


def test_two_nodes_share_the_work_and_no_page_goes_twice(postgres_database, receiver, clock):
    nodes = [Node(postgres_database, clock) for _ in range(2)]
    try:
        nodes[0].runtime.deploy([("p.bpmn", draw_xml(DRAWING, process="p"))])
        nodes[0].hook(receiver.url)
        for _ in range(10):
            nodes[0].begin()
            nodes[1].begin()
            threads = [threading.Thread(target=node.delivery.deliver_due) for node in nodes]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        while sum(node.delivery.deliver_due() for node in nodes):
            pass
        ids = [one["id"] for one in receiver.taken]
        assert len(ids) == len(set(ids)) == 40
    finally:
        for node in nodes:
            node.stop()


def test_who_found_nothing_does_not_send_again_what_another_node_has_sent(postgres_database, receiver, clock):
    nodes = [Node(postgres_database, clock) for _ in range(2)]
    try:
        nodes[0].runtime.deploy([("p.bpmn", draw_xml(DRAWING, process="p"))])
        nodes[0].hook(receiver.url)
        assert nodes[0].delivery.deliver_due() == 0
        nodes[0].begin()
        assert nodes[1].delivery.deliver_due() == 1
        assert nodes[0].delivery.deliver_due() == 0
        ids = [one["id"] for one in receiver.taken]
        assert len(ids) == len(set(ids)) == 2
    finally:
        for node in nodes:
            node.stop()


def test_an_attempt_that_nobody_finished_is_made_by_another_node_after_the_lease(postgres_database, receiver, clock):
    nodes = [Node(postgres_database, clock) for _ in range(2)]
    try:
        nodes[0].runtime.deploy([("p.bpmn", draw_xml(DRAWING, process="p"))])
        nodes[0].hook(receiver.url)
        nodes[0].begin()

        def dies(*_args, **_named):
            raise KeyboardInterrupt

        nodes[0].delivery._poster.post = dies
        with pytest.raises(KeyboardInterrupt):
            nodes[0].delivery.deliver_due()
        assert nodes[1].delivery.deliver_due() == 0
        clock.forward(LEASE)
        assert nodes[1].delivery.deliver_due() == 1
        assert len(receiver.taken) == 2
    finally:
        for node in nodes:
            node.stop()
