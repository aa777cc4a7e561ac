"""The guard: which addresses an outbound call may reach. Pure: it judges addresses, it resolves none.

Public unicast addresses are open. Everything else is closed until the operator's setting LINGQU_OUTBOUND_ALLOW
names it: an address or network ("10.2.0.0/16", "127.0.0.1:8001") opens whatever it contains; a host name
("erp.corp", "*.corp", "localhost:8001") opens loopback and private addresses behind that name, but never link-local,
metadata or multicast ones, so that a changed DNS record cannot lead there.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.outbound.errors import AddressRefused

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

#: Addresses at which clouds hand out machine credentials; some of them look public or merely private.
METADATA: frozenset[Address] = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
#: Special-purpose networks that older Python versions count as global (IANA special-purpose registries).
_SPECIAL: tuple[Network, ...] = tuple(
    ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")
)
#: Tunnels that carry an IPv4 address to somewhere else; no service is meant to be reached by one.
_TUNNELS: tuple[Network, ...] = (ip_network("2002::/16"), ip_network("2001::/32"))
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")
#: What a host name in the permissions opens.
_NAMED = frozenset({"loopback", "private"})


class _Permission(msgspec.Struct, frozen=True):
    """One entry of the setting: a network or a host name (lower case, "*." for any below), and a port or any."""

    network: Network | None
    name: str
    port: int | None

    def opens(self, host: str, port: int, address: Address, nature: str) -> bool:
        if self.port is not None and self.port != port:
            return False
        if self.network is not None:
            return address in self.network
        if nature not in _NAMED:
            return False
        if self.name.startswith("*."):
            return host.endswith(self.name[1:])
        return host == self.name


class Guard:
    """Judges addresses by the operator's permissions. Immutable and safe to share between threads."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        """Raises Invalid for an entry that is no host, address or network."""
        self._permissions = tuple(_parse(entry) for entry in allow if entry.strip())

    def check(self, host: str, port: int, address: str, *, public_only: bool = False) -> None:
        """Raises AddressRefused unless `address`, to which `host` leads, may be reached on `port`.

        With `public_only` the operator's permissions do not count.
        """
        judged = plain(ip_address(address))
        kind = nature(judged)
        name = host.lower().rstrip(".")
        if kind is None:
            return
        if not public_only and any(one.opens(name, port, judged, kind) for one in self._permissions):
            return
        raise AddressRefused(host=host, address=address, nature=kind)


def plain(address: Address) -> Address:
    """The address meant: an IPv4 address in IPv6 clothes (mapped, compatible, NAT64) is that IPv4 address."""
    if isinstance(address, IPv4Address):
        return address
    if address.scope_id:
        address = IPv6Address(int(address))
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def nature(address: Address) -> str | None:
    """Why a plain address is not simply public: "loopback", "private", "metadata", ...; None if it is public."""
    if address in METADATA:
        return "metadata"
    if address.is_unspecified:
        return "unspecified"
    if address.is_loopback:
        return "loopback"
    if address.is_link_local:
        return "link-local"
    if address.is_multicast:
        return "multicast"
    if any(address in network for network in _TUNNELS):
        return "tunnel"
    if address.is_reserved or any(address in network for network in _SPECIAL):
        return "reserved"
    if address.is_global and not (isinstance(address, IPv6Address) and address.is_site_local):
        return None
    return "private"


def _parse(entry: str) -> _Permission:
    text = entry.strip().lower()
    try:
        return _Permission(ip_network(text, strict=False), "", None)
    except ValueError:
        pass
    name, colon, digits = text.rpartition(":")
    if not colon:
        name, digits = text, ""
    elif not digits.isdigit() or not 0 < int(digits) < 1 << 16:
        raise Invalid("outbound.bad_allow", entry=entry)
    port = int(digits) if digits else None
    name = name.removeprefix("[").removesuffix("]").rstrip(".")
    try:
        return _Permission(ip_network(name, strict=False), "", port)
    except ValueError:
        pass
    bare = name.removeprefix("*.")
    if not bare or any(mark in bare for mark in "*/:[]@ ") or bare.replace(".", "").isdigit():
        raise Invalid("outbound.bad_allow", entry=entry)
    return _Permission(None, _ascii(name, entry), port)


def _ascii(name: str, entry: str) -> str:
    """The name as DNS knows it, so that a Chinese host name can be written as it is."""
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        raise Invalid("outbound.bad_allow", entry=entry) from None
