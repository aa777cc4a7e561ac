"""Settings: defaults, then a TOML file, then the environment (`LINGQU_…`). What is wrong is said by name."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import msgspec

from lingqu.bootstrap import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import keeping


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each field is the environment variable `LINGQU_<FIELD>` and the TOML key `<field>`."""

    #: SQLAlchemy URL: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME
    database: str = "sqlite:///var/lingqu.sqlite"
    #: Address to listen on; 0.0.0.0 for all of this machine.
    host: str = "127.0.0.1"
    #: Port to listen on.
    port: int = 8088
    #: password: people sign in. none: whoever can connect is the administrator; refused unless bound to loopback.
    auth: Literal["password", "none"] = "password"
    #: Password of `admin`, made when the database has nobody yet.
    admin_password: str = ""
    #: Reverse proxies whose X-Forwarded-For is believed, addresses or networks, comma-separated ("10.1.0.5, ::1").
    trusted_proxies: str = ""
    #: Address under which people reach Lingqu; goes into mails.
    base_url: str = ""
    #: Private hosts and networks that connectors and mail may reach, comma-separated ("10.1.0.0/16, erp.local").
    outbound_allow: str = ""
    #: File with the master keys of the stored credentials; made when missing.
    secrets_file: str = "var/secrets.key"
    #: Mail server; empty: no mail goes out, notices are in the app only.
    smtp_host: str = ""
    #: Port of the mail server: 587 for starttls, 465 for ssl.
    smtp_port: int = 587
    #: starttls and ssl encrypt; none is for a server on this machine or in a test.
    smtp_security: Literal["none", "starttls", "ssl"] = "starttls"
    #: User of the mail server; empty: without signing in.
    smtp_user: str = ""
    #: Password of that user; masked in every log.
    smtp_password: str = ""
    #: Sender of mails: "lingqu@example.cn" or "灵渠 <lingqu@example.cn>".
    mail_from: str = ""
    #: The company's time zone: dates of delegations, timers without a zone.
    zone: str = "Asia/Shanghai"
    #: Folder with working calendars, one JSON file each; "china" is built in. Read when the node starts.
    calendars: str = ""
    #: Default language of the interface and of mails: zh or en.
    language: Literal["zh", "en"] = "zh"
    #: Clients may stop and set the clock: for tests of processes; refused unless bound to loopback.
    test_clock: bool = False
    #: At most one running instance of a process has a business id; a second start with it is refused.
    unique_business_ids: bool = False
    #: Who may read /metrics. auto: everybody if bound to loopback, else who may monitor; public: everybody; guarded.
    metrics: Literal["auto", "public", "guarded"] = "auto"
    #: How long ended instances are kept whose process does not say: P180D, P26W, a number of days; empty: for ever.
    history_ttl: str = ""
    #: Folder for Parquet files of what is removed; empty: removed without a trace. Needs lingqu[archive].
    archive_folder: str = ""
    #: OpenTelemetry collector that takes traces over HTTP, as http://HOST:4318; empty: none. Needs lingqu[otel].
    otlp_endpoint: str = ""
    #: Headers for it, "name=value" separated by commas; their values are masked in every log.
    otlp_headers: str = ""
    #: Largest request body in MB.
    max_body_mb: int = 20
    #: Requests a second to /api by one caller, ten seconds of it in one burst; more are told 429. 0: no limit.
    rate_limit: int = 200
    #: Seconds between SIGTERM and the end of listening: /ready says 503, every answer sends its caller elsewhere.
    drain_seconds: float = 0.5

    @property
    def allow(self) -> tuple[str, ...]:
        return _parts(self.outbound_allow)

    @property
    def otlp_header_values(self) -> dict[str, str]:
        """The headers for the collector by name."""
        pairs = (part.partition("=") for part in _parts(self.otlp_headers))
        return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What of the settings must not show in a log."""
        database = urlsplit(self.database).password or ""
        given = (
            self.admin_password,
            self.smtp_password,
            database,
            unquote(database),
            *self.otlp_header_values.values(),
        )
        return tuple(secret for secret in given if secret)

    @property
    def keep(self) -> int:
        """How many ms ended instances are kept."""
        given = keeping.length(self.history_ttl)
        return keeping.EVER if given is None else given

    @property
    def metrics_guarded(self) -> bool:
        """True if /metrics asks who reads it."""
        return self.metrics == "guarded" or (self.metrics == "auto" and not is_loopback(self.host))

    def trusts(self, address: str) -> bool:
        """True if this address is one of `trusted_proxies`."""
        try:
            here = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(here in ipaddress.ip_network(part, strict=False) for part in _parts(self.trusted_proxies))


def load(environ: Mapping[str, str], file: Path | None = None) -> Settings:
    """The settings in force. `file` defaults to LINGQU_CONFIG, else lingqu.toml if there is one. Raises Invalid."""
    named = environ.get("LINGQU_CONFIG")
    path = file or (Path(named) if named else Path("lingqu.toml"))
    values: dict[str, Any] = {}
    if path.exists():
        values.update(_read(path))
    elif file or named:
        raise Invalid("bootstrap.no_config", path=str(path))
    for field in Settings.__struct_fields__:
        text = environ.get(f"LINGQU_{field.upper()}")
        if text is not None:
            values[field] = text
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as wrong:
        raise Invalid("bootstrap.bad_setting", reason=str(wrong)) from None
    check_exposure(settings)
    _check_proxies(settings)
    if settings.history_ttl and not keeping.fits(settings.history_ttl):
        raise Invalid("bootstrap.bad_ttl", given=settings.history_ttl)
    return settings


def check_exposure(settings: Settings) -> None:
    """Raises Invalid if others than this machine can connect although nobody need sign in, or the clock can be set."""
    if settings.auth == "none" and not is_loopback(settings.host):
        raise Invalid("bootstrap.auth_none_exposed", host=settings.host)
    if settings.test_clock and not is_loopback(settings.host):
        raise Invalid("bootstrap.test_clock_exposed", host=settings.host)


def _check_proxies(settings: Settings) -> None:
    """Raises Invalid for what is neither an address nor a network."""
    for part in _parts(settings.trusted_proxies):
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise Invalid("bootstrap.bad_proxy", given=part) from None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        raise Invalid("bootstrap.bad_config", path=str(path), reason=str(wrong)) from None
