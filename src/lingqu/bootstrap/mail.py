"""Mail out, as the settings say: the outbox of this node, or none."""

from __future__ import annotations

from lingqu.bootstrap.settings import Settings
from lingqu.kernel.errors import Invalid
from lingqu.notices.outbox import Outbox
from lingqu.outbound.guard import Guard
from lingqu.outbound.mail import Mailer, MailServer
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Secret
from lingqu.runtime import Runtime


def outbox(settings: Settings, runtime: Runtime, guard: Guard, mask: Mask) -> Outbox | None:
    """The outbox; None without a mail server. Raises Invalid if there is one and nobody to send in the name of."""
    if not settings.smtp_host:
        return None
    if "@" not in settings.mail_from:
        raise Invalid("bootstrap.mail_from_needed", given=settings.mail_from)
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user or None,
        password=Secret(settings.smtp_password) if settings.smtp_password else None,
    )
    return Outbox(
        runtime,
        Mailer(guard, mask),
        server,
        sender=settings.mail_from,
        base_url=settings.base_url,
        language=settings.language,
    )
