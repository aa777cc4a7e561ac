"""Mail: what a real SMTP server takes, and exactly what happened when it does not."""

import email
import email.policy
import ssl
import threading
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from lingqu.outbound.errors import AddressRefused, NotSent, TargetRefused, Unknown
from lingqu.outbound.guard import Guard
from lingqu.outbound.mail import Attachment, Mail, Mailer, MailServer, build
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Secret
from outbound.certificates import certificate_for
from outbound.raw_server import closed_port, reset, serving


def mail(**more) -> Mail:
    fields = {
        "sender": "灵渠 <lingqu@example.cn>",
        "to": ("李总 <li@example.cn>",),
        "subject": "请审批: PO-0042 · 华东轴承 · ¥128,000.00",
        "text": "您有一项待办。\n.\n.第二行以点开头\n",
        "html": "<p>您有一项待办。</p>",
        "message_id": "<task-7@example.cn>",
        "sent_at": 1_767_225_600_000,
    }
    return Mail(**{**fields, **more})


class Box:
    """The server's side: keeps what it took, refuses whom it is told to refuse."""

    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("full"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"spam" in envelope.content:
            return "554 5.7.1 not wanted"
        self.taken.append(envelope)
        return "250 taken"


@contextmanager
def smtp_server(controller=Controller, **options):
    box = Box()
    controller = controller(box, hostname="127.0.0.1", port=closed_port(), **options)
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


@pytest.fixture
def mailer():
    return Mailer(Guard(["127.0.0.1"]))


def plain_server(port: int, **more) -> MailServer:
    return MailServer(host="127.0.0.1", port=port, security="none", timeout=5, **more)


def test_a_message_arrives_as_it_was_written(mailer):
    with smtp_server() as (box, port):
        receipt = mailer.send(plain_server(port), mail(cc=("wang@example.cn",), bcc=("log@example.cn",)))
    envelope = box.taken[0]
    assert envelope.rcpt_tos == ["li@example.cn", "wang@example.cn", "log@example.cn"]
    read = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert read["Subject"] == "请审批: PO-0042 · 华东轴承 · ¥128,000.00"
    assert str(read["To"]) == "李总 <li@example.cn>"
    assert read["Bcc"] is None
    assert read["Message-ID"] == "<task-7@example.cn>"
    assert read.get_body(["plain"]).get_content().replace("\r\n", "\n") == mail().text
    assert "待办" in read.get_body(["html"]).get_content()
    assert envelope.content.isascii()
    assert (receipt.refused, receipt.reply) == ({}, "250 taken")


def test_an_attachment_keeps_its_name_and_bytes(mailer):
    with smtp_server() as (box, port):
        mailer.send(plain_server(port), mail(attachments=(Attachment(name="订单.pdf", content=b"\0pdf"),)))
    read = email.message_from_bytes(box.taken[0].content, policy=email.policy.default)
    attached = next(read.iter_attachments())
    assert (attached.get_filename(), attached.get_content()) == ("订单.pdf", b"\0pdf")


def test_a_recipient_who_is_refused_does_not_stop_the_others(mailer):
    with smtp_server() as (box, port):
        receipt = mailer.send(plain_server(port), mail(to=("gone@example.cn", "li@example.cn")))
    assert receipt.refused == {"gone@example.cn": "550 5.1.1 no such user"}
    assert box.taken[0].rcpt_tos == ["li@example.cn"]


@pytest.mark.parametrize(
    ("change", "permanent"),
    [
        ({"to": ("gone@example.cn",)}, True),
        ({"to": ("full@example.cn", "gone@example.cn")}, False),
        ({"text": "spam"}, True),
    ],
)
def test_a_refusal_carries_the_servers_words(mailer, change, permanent):
    with smtp_server() as (box, port), pytest.raises(TargetRefused) as wrong:
        mailer.send(plain_server(port), mail(**change))
    assert wrong.value.permanent is permanent
    assert box.taken == []


def encrypting(authority) -> Mailer:
    return Mailer(Guard(["127.0.0.1"]), resolver=lambda *_: ("127.0.0.1",), ca_file=str(authority))


def accept(server, session, envelope, mechanism, auth_data):
    return AuthResult(success=(auth_data.login, auth_data.password) == (b"lingqu", b"p4ss-word"))


def test_after_starttls_the_server_gets_name_and_password(tmp_path):
    authority, context = certificate_for("mail.example", tmp_path)
    options = {"tls_context": context, "require_starttls": True, "authenticator": accept, "auth_required": True}
    with smtp_server(**options) as (box, port):
        server = MailServer(host="mail.example", port=port, user="lingqu", password=Secret("p4ss-word"), timeout=5)
        encrypting(authority).send(server, mail())
    assert box.taken[0].rcpt_tos == ["li@example.cn"]


def test_tls_from_the_first_byte_is_checked_against_the_name(tmp_path):
    authority, context = certificate_for("mail.example", tmp_path)
    with smtp_server(controller=_TlsController, ssl_context=context) as (box, port):
        server = MailServer(host="mail.example", port=port, security="ssl", timeout=5)
        encrypting(authority).send(server, mail())
        with pytest.raises(NotSent, match="certificate"):
            encrypting(authority).send(MailServer(host="other.example", port=port, security="ssl", timeout=5), mail())
    assert len(box.taken) == 1


class _TlsController(Controller):
    """The library's controller sees whether it is up by a plain connection to itself; TLS needs an encrypted one."""

    def _trigger_server(self):
        import socket

        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((self.hostname, self.port), 5) as plain,
            trusting.wrap_socket(plain) as secured,
        ):
            secured.recv(1024)


def test_a_wrong_password_is_refused_and_shown_nowhere(tmp_path):
    def refuse(*_):
        return AuthResult(success=False, handled=False, message="535 5.7.8 p4ss-word is wrong")

    mask = Mask()
    with smtp_server(authenticator=refuse, auth_require_tls=False) as (_, port), pytest.raises(TargetRefused) as wrong:
        Mailer(Guard(["127.0.0.1"]), mask).send(plain_server(port, user="lingqu", password=Secret("p4ss-word")), mail())
    assert wrong.value.permanent
    assert "p4ss" not in str(wrong.value)


def test_a_server_without_starttls_gets_no_mail_when_it_is_demanded(mailer):
    with smtp_server() as (box, port), pytest.raises(TargetRefused) as wrong:
        mailer.send(MailServer(host="127.0.0.1", port=port, security="starttls", timeout=5), mail())
    assert (wrong.value.code, box.taken) == ("outbound.mail_no_tls", [])


def test_the_guard_holds_for_mail_too():
    with pytest.raises(AddressRefused):
        Mailer(Guard()).send(plain_server(25), mail())


def test_a_closed_port_means_not_sent(mailer):
    with pytest.raises(NotSent):
        mailer.send(plain_server(closed_port()), mail())


@pytest.mark.parametrize("change", [{"to": ("a\r\nBcc: x@y",)}, {"subject": "a\r\nBcc: x@y"}, {"to": ("nobody",)}])
def test_a_message_that_cannot_be_written_means_not_sent(change):
    with pytest.raises(NotSent) as wrong:
        build(mail(**change))
    assert wrong.value.permanent


def dialogue(*replies: bytes, then=None):
    """A server that greets, gives these replies to the commands in order, and then does `then`."""

    def script(connection):
        connection.sendall(b"220 hello\r\n")
        for reply in replies:
            command = b""
            while not command.endswith(b"\r\n"):
                piece = connection.recv(1024)
                if not piece:
                    return
                command += piece
            connection.sendall(reply)
        if then:
            then(connection)

    return script


UNTIL_DATA = (b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")


def read_until_the_dot(connection):
    content = b""
    while not content.endswith(b"\r\n.\r\n"):
        content += connection.recv(65536)


def read_and_reset(connection):
    read_until_the_dot(connection)
    reset(connection)


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_a_cut_before_the_message_means_not_sent(mailer, stage):
    with serving(dialogue(*UNTIL_DATA[:stage])) as server, pytest.raises(NotSent):
        mailer.send(plain_server(server.port), mail())


@pytest.mark.parametrize("ending", [read_until_the_dot, read_and_reset])
def test_a_cut_after_the_message_means_unknown(mailer, ending):
    with serving(dialogue(*UNTIL_DATA, then=ending)) as server, pytest.raises(Unknown):
        mailer.send(plain_server(server.port), mail())


@pytest.mark.parametrize(
    "reply", [b"2", b"250", b"250 taken", b"550 no", b"250-taken\r\n250", b"xyz\r\n", b"123 what\r\n"]
)
def test_an_answer_that_is_cut_or_means_nothing_means_unknown(mailer, reply):
    def answer_half(connection):
        read_until_the_dot(connection)
        connection.sendall(reply)

    with serving(dialogue(*UNTIL_DATA, then=answer_half)) as server, pytest.raises(Unknown):
        mailer.send(plain_server(server.port), mail())


def test_silence_after_the_message_means_unknown(mailer):
    def silent(connection):
        read_until_the_dot(connection)
        connection.recv(1)

    with serving(dialogue(*UNTIL_DATA, then=silent)) as server, pytest.raises(Unknown):
        mailer.send(MailServer(host="127.0.0.1", port=server.port, security="none", timeout=0.2), mail())


@pytest.mark.parametrize(("stage", "outcome"), [(2, NotSent), (4, Unknown)])
def test_a_trickle_does_not_outlast_the_total_time(mailer, stage, outcome):
    done = threading.Event()

    def trickle(connection):
        if stage == 4:
            read_until_the_dot(connection)
        while not done.wait(0.02):
            connection.sendall(b"2")

    with serving(dialogue(*UNTIL_DATA[:stage], then=trickle)) as server:
        with pytest.raises(outcome):
            mailer.send(plain_server(server.port, total_timeout=0.3), mail())
        done.set()


def test_a_refusal_of_the_whole_message_is_a_refusal(mailer):
    def refuse(connection):
        read_until_the_dot(connection)
        connection.sendall(b"451 4.3.0 try later\r\n")

    with serving(dialogue(*UNTIL_DATA, then=refuse)) as server, pytest.raises(TargetRefused) as wrong:
        mailer.send(plain_server(server.port), mail())
    assert not wrong.value.permanent
