"""The guard opens public addresses and what the operator named, and nothing else."""

import pytest

from lingqu.kernel.errors import Invalid
from lingqu.outbound.errors import AddressRefused
from lingqu.outbound.guard import Guard

CLOSED = [
    ("127.0.0.1", "loopback"),
    ("127.8.8.8", "loopback"),
    ("10.1.2.3", "private"),
    ("172.16.0.1", "private"),
    ("192.168.1.1", "private"),
    ("100.64.0.1", "private"),
    ("169.254.1.1", "link-local"),
    ("169.254.169.254", "metadata"),
    ("100.100.100.200", "metadata"),
    ("168.63.129.16", "metadata"),
    ("192.0.0.192", "metadata"),
    ("0.0.0.0", "unspecified"),  # noqa: S104 - the address is what is tested
    ("224.0.0.1", "multicast"),
    ("255.255.255.255", "reserved"),
    ("240.0.0.1", "reserved"),
    ("198.18.0.1", "private"),
    ("::1", "loopback"),
    ("::", "unspecified"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("fc00::1", "private"),
    ("fec0::1", "private"),
    ("ff02::1", "multicast"),
    ("fd00:ec2::254", "metadata"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:169.254.169.254", "metadata"),
    ("::127.0.0.1", "loopback"),
    ("64:ff9b::10.0.0.1", "private"),
    ("64:ff9b::a9fe:a9fe", "metadata"),
    ("64:ff9b:1::1", "reserved"),
    ("2002:7f00:1::", "tunnel"),
    ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "tunnel"),
    ("2001:db8::1", "private"),
]


@pytest.mark.parametrize(("address", "nature"), CLOSED)
def test_a_special_address_is_closed(address, nature):
    with pytest.raises(AddressRefused) as refused:
        Guard().check("some.name", 80, address)
    assert refused.value.message.params["nature"] == nature
    assert refused.value.permanent


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_a_public_address_is_open(address):
    assert Guard().check("some.name", 443, address) is None


@pytest.mark.parametrize(
    ("entry", "host", "port", "address"),
    [
        ("127.0.0.1", "127.0.0.1", 80, "127.0.0.1"),
        ("127.0.0.1", "anything", 80, "::ffff:127.0.0.1"),
        ("10.0.0.0/8", "erp", 80, "10.9.9.9"),
        ("10.0.0.7/8", "erp", 80, "10.9.9.9"),
        ("[::1]:8080", "x", 8080, "::1"),
        ("::1", "x", 1, "::1"),
        ("erp.corp", "ERP.corp.", 80, "10.0.0.5"),
        ("*.corp", "a.b.corp", 80, "10.0.0.5"),
        ("localhost:8001", "localhost", 8001, "127.0.0.1"),
        ("169.254.169.254", "x", 80, "169.254.169.254"),
        ("财务.公司", "xn--zfr747k.xn--55qx5d", 80, "10.0.0.5"),
    ],
)
def test_a_permission_opens_what_it_names(entry, host, port, address):
    assert Guard([entry]).check(host, port, address) is None


@pytest.mark.parametrize(
    ("entry", "host", "port", "address"),
    [
        ("127.0.0.1:8001", "127.0.0.1", 8002, "127.0.0.1"),
        ("10.0.0.0/8", "x", 80, "192.168.0.1"),
        ("erp.corp", "evil.erp.corp", 80, "10.0.0.5"),
        ("*.corp", "corp", 80, "10.0.0.5"),
        ("*.corp", "evilcorp", 80, "10.0.0.5"),
        ("erp.corp", "erp.corp", 80, "169.254.169.254"),
        ("erp.corp", "erp.corp", 80, "fe80::1"),
    ],
)
def test_a_permission_opens_nothing_more(entry, host, port, address):
    with pytest.raises(AddressRefused):
        Guard([entry]).check(host, port, address)


@pytest.mark.parametrize("entry", ["http://erp", "erp:0", "erp:99999", "erp:port", "*", "10.0.0.0/99", "300.1.1.1"])
def test_a_permission_that_means_nothing_is_refused(entry):
    with pytest.raises(Invalid) as wrong:
        Guard([entry])
    assert wrong.value.code == "outbound.bad_allow"
