"""Mail out, by SMTP, through the same guard and with the same three endings as HTTP.

The line between "nothing left" and "may have been carried out" is the dot that ends the message: a server takes a
message over when it has read that dot, and not before.
"""

from __future__ import annotations

import smtplib
import ssl
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Literal

import msgspec

from lingqu.outbound.dial import Dialer, Resolver, system_resolver
from lingqu.outbound.errors import NotSent, OutboundError, TargetRefused, Unknown
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Secret
from lingqu.outbound.smtp import Dialled, DialledTls, dotted, leave

MAX_MAIL_BYTES = 25 << 20
#: Every server takes seven bits; eight would need one that says so.
_POLICY = SMTP.clone(cte_type="7bit")


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is handed in. Times in seconds: `timeout` for each step, `total_timeout` for the whole dialogue."""

    host: str
    port: int
    security: Literal["none", "starttls", "ssl"] = "starttls"
    user: str | None = None
    password: Secret | None = None
    timeout: float = 20.0
    total_timeout: float = 120.0


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    content: bytes
    media_type: str = "application/octet-stream"


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One message. Addresses are "a@b.cn" or "名字 <a@b.cn>"; `message_id` ("<…@…>") stays the same on a retry."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str | None = None
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str | None = None
    message_id: str
    sent_at: int  # ms since epoch UTC
    headers: Mapping[str, str] = {}
    attachments: tuple[Attachment, ...] = ()


class MailReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The server took the message over. `refused`: recipients that it did not take, with its words."""

    reply: str
    refused: Mapping[str, str]


def build(mail: Mail) -> EmailMessage:
    """The MIME message. Raises NotSent for addresses or headers that cannot be written (line breaks included)."""
    message = EmailMessage(policy=_POLICY)
    try:
        message["From"] = _address(mail.sender)
        message["To"] = [_address(one) for one in mail.to]
        if mail.cc:
            message["Cc"] = [_address(one) for one in mail.cc]
        if mail.reply_to:
            message["Reply-To"] = _address(mail.reply_to)
        message["Subject"] = mail.subject
        message["Message-ID"] = mail.message_id
        message["Date"] = format_datetime(datetime.fromtimestamp(mail.sent_at / 1000, UTC))
        for name, value in mail.headers.items():
            message[name] = value
        message.set_content(mail.text)
        if mail.html is not None:
            message.add_alternative(mail.html, subtype="html")
        for one in mail.attachments:
            main, _, sub = one.media_type.partition("/")
            message.add_attachment(one.content, maintype=main, subtype=sub or "octet-stream", filename=one.name)
    except (ValueError, MessageError, UnicodeError) as wrong:
        raise NotSent("bad_mail", permanent=True, reason=str(wrong)) from None
    return message


def _address(text: str) -> Address:
    name, spec = parseaddr(text)
    if "@" not in spec or not spec.isascii() or "\n" in text or "\r" in text:
        raise ValueError(f"{text!r} is no mail address")
    return Address(display_name=name, addr_spec=spec)


class Mailer:
    """Hands messages to SMTP servers. Safe between threads: each `send` has a connection of its own."""

    def __init__(
        self,
        guard: Guard,
        mask: Mask | None = None,
        *,
        resolver: Resolver = system_resolver,
        ca_file: str | None = None,
    ) -> None:
        self._dialer = Dialer(guard, resolver)
        self._mask = mask or Mask()
        self._context = ssl.create_default_context()
        if ca_file:
            self._context.load_verify_locations(ca_file)

    def send(self, server: MailServer, mail: Mail) -> MailReceipt:
        """Hand one message in. Raises NotSent, TargetRefused (with the server's words) or Unknown."""
        if server.password is not None:
            self._mask.add(server.password.reveal())
        message = build(mail)
        content = message.as_bytes()
        if len(content) > MAX_MAIL_BYTES:
            raise NotSent("bad_mail", permanent=True, reason=f"it is larger than {MAX_MAIL_BYTES} bytes")
        recipients = [_address(one).addr_spec for one in (*mail.to, *mail.cc, *mail.bcc)]
        kind = DialledTls if server.security == "ssl" else Dialled
        smtp = kind(self._dialer, server.timeout, self._context)
        # A server that trickles a byte a second never runs into the timeout of a step.
        watchdog = threading.Timer(server.total_timeout, smtp.hang_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._open(smtp, server)
            return self._hand_over(smtp, server, _address(mail.sender).addr_spec, recipients, content)
        except OutboundError:
            raise
        except (smtplib.SMTPException, OSError, UnicodeError) as wrong:
            raise self._refused_or_lost(server, wrong) from wrong
        finally:
            leave(smtp)
            watchdog.cancel()

    def _open(self, smtp: smtplib.SMTP, server: MailServer) -> None:
        """Connect, encrypt and sign in, as the server's settings say."""
        self._expect(server, *smtp.connect(server.host, server.port), 220)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise TargetRefused("mail_no_tls", permanent=True, host=server.host)
            smtp.starttls(context=self._context)
            smtp.ehlo_or_helo_if_needed()
        if server.user is not None and server.password is not None:
            smtp.login(server.user, server.password.reveal())

    def _hand_over(
        self, smtp: smtplib.SMTP, server: MailServer, sender: str, recipients: list[str], content: bytes
    ) -> MailReceipt:
        options = [f"size={len(content)}"] if smtp.has_extn("size") else []
        self._expect(server, *smtp.mail(sender, options), 250)
        refused: dict[str, str] = {}
        answers: list[tuple[int, bytes]] = []
        for recipient in recipients:
            code, reply = smtp.rcpt(recipient)
            if code not in (250, 251):
                refused[recipient] = self._words(code, reply)
                answers.append((code, reply))
        if len(answers) == len(recipients):
            # Come back later as long as any of them may be taken later.
            self._expect(server, *min(answers, default=(550, b"no recipient")), 250)
        self._expect(server, *smtp.docmd("DATA"), 354)
        smtp.send(dotted(content))
        try:
            code, reply = smtp.docmd(".")
        except (smtplib.SMTPException, OSError) as wrong:
            raise self._cut(server, wrong) from wrong
        if not 200 <= code < 300 and not 400 <= code < 600:
            raise self._cut(server, OSError(f"the answer {code} means nothing"))
        self._expect(server, 250 if code < 300 else code, reply, 250)
        return MailReceipt(reply=self._words(code, reply), refused=refused)

    def _cut(self, server: MailServer, wrong: Exception) -> Unknown:
        return Unknown("cut", host=server.host, reason=self._mask.text(str(wrong) or type(wrong).__name__))

    def _expect(self, server: MailServer, code: int, reply: bytes, wanted: int) -> None:
        """Raises for another reply: TargetRefused for 4xx (later) and 5xx (permanent), NotSent for none."""
        if code == wanted:
            return
        if code < 0:
            raise NotSent("not_connected", host=server.host, port=server.port, reason="no answer")
        words, permanent = self._words(code, reply), code >= 500
        name = "mail_refused" if permanent else "mail_later"
        raise TargetRefused(name, permanent=permanent, host=server.host, reply=words)

    def _refused_or_lost(self, server: MailServer, wrong: Exception) -> OutboundError:
        """Before the message's last dot every failure means that nothing was taken over."""
        if isinstance(wrong, smtplib.SMTPResponseException):
            permanent = int(wrong.smtp_code) >= 500
            reply = wrong.smtp_error
            words = self._words(wrong.smtp_code, reply if isinstance(reply, bytes) else reply.encode())
            name = "mail_refused" if permanent else "mail_later"
            return TargetRefused(name, permanent=permanent, host=server.host, reply=words)
        permanent = isinstance(wrong, smtplib.SMTPNotSupportedError | UnicodeError)
        reason = self._mask.text(str(wrong) or type(wrong).__name__)
        return NotSent("not_connected", permanent=permanent, host=server.host, port=server.port, reason=reason)

    def _words(self, code: int, reply: bytes) -> str:
        return self._mask.text(f"{code} {reply.decode('utf-8', 'replace')}")[:500]
