"""The wire under mail: SMTP connections that the guard's dialler opens, and that take whole answers only."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from typing import BinaryIO

from lingqu.outbound.dial import Dialer


class Dialled(smtplib.SMTP):
    """An SMTP connection that is opened by the guard's dialler."""

    def __init__(self, dialer: Dialer, timeout: float, context: ssl.SSLContext) -> None:
        self._dialer = dialer
        self.context = context
        super().__init__(timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._host = host  # the name that TLS checks the certificate against
        return self._dialer.dial(host, port, timeout)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _WholeLines(self.sock.makefile("rb"))
        return super().getreply()

    def hang_up(self) -> None:
        """End the dialogue from another thread: whoever waits for the server's words gets none."""
        sock = self.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                # The plain method, also for TLS: no good-bye that could wait in turn.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _WholeLines:
    """Reads lines that end. The library would take "25", cut off before the "0", for an answer."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readline(self, limit: int) -> bytes:
        line = self._file.readline(limit)
        return line if line.endswith(b"\n") or len(line) >= limit else b""

    def close(self) -> None:
        self._file.close()


class DialledTls(Dialled):
    """The same with TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        try:
            return self.context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def dotted(content: bytes) -> bytes:
    """The message as SMTP carries it: lines end in CR LF, a leading dot is doubled; without the final dot."""
    lines = re.sub(rb"\r\n|\n|\r", b"\r\n", content)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def leave(smtp: smtplib.SMTP) -> None:
    """Say good-bye; whatever goes wrong now changes nothing."""
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        smtp.close()
