"""Guarded HTTP says exactly which happened: an answer, nothing left, or unknown."""

import gzip
import socket
import threading

import pytest

from lingqu.outbound.errors import AddressRefused, NotSent, Unknown
from lingqu.outbound.exchange import Effect, OutboundRequest, OutboundResponse
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.transport import Transport
from lingqu.outbound.wire import Exchange, GuardedStream, current
from outbound.certificates import certificate_for
from outbound.raw_server import OK, answer, answer_each, closed_port, read_request, redirect, reset, serving


@pytest.fixture
def transport():
    with Transport(Guard(["127.0.0.1"])) as transport:
        yield transport


def post(url: str, body: bytes = b'{"amount": 1}', **more) -> OutboundRequest:
    return OutboundRequest(method="POST", url=url, body=body, **more)


def get(url: str, **more) -> OutboundRequest:
    return OutboundRequest(method="GET", url=url, **more)


# An answer


def test_an_answer_comes_back_whole(transport):
    with serving(answer(b'HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 15\r\n\r\n{"total":12.50}')) as server:
        response = transport.send(post(server.url("/orders?a=1"), query={"b": "二"}, headers={"X-Key": "k"}))
    assert (response.status, response.header("x-ID"), response.effect) == (201, "7", Effect.DONE)
    assert str(response.json()["total"]) == "12.50"
    heard = server.heard[0].decode()
    assert heard.startswith("POST /orders?a=1&b=%E4%BA%8C HTTP/1.1\r\n")
    assert f"host: 127.0.0.1:{server.port}" in heard.lower()
    assert heard.endswith('{"amount": 1}')


@pytest.mark.parametrize(
    ("status", "headers", "effect"),
    [
        (204, "", Effect.DONE),
        (409, "", Effect.REFUSED),
        (429, "", Effect.LATER),
        (503, "", Effect.UNSURE),
        (503, "Retry-After: 3\r\n", Effect.LATER),
        (500, "", Effect.UNSURE),
        (504, "", Effect.UNSURE),
    ],
)
def test_a_status_says_what_became_of_the_effect(transport, status, headers, effect):
    with serving(answer(f"HTTP/1.1 {status} X\r\n{headers}Content-Length: 0\r\n\r\n".encode())) as server:
        assert transport.send(post(server.url())).effect is effect


@pytest.mark.parametrize(
    ("said", "expected"),
    [("3", 4_000), ("Thu, 01 Jan 1970 00:00:09 GMT", 9_000), ("soon", None)],
)
def test_retry_after_is_read_in_both_forms(said, expected):
    response = OutboundResponse(status=429, headers=(("retry-after", said),), body=b"", url="http://x", elapsed_ms=1)
    assert response.retry_after_ms(1_000) == expected


def test_a_compressed_answer_is_decoded(transport):
    body = gzip.compress(b"hello" * 100)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with serving(answer(head + body)) as server:
        assert transport.send(get(server.url())).body == b"hello" * 100


def test_an_early_answer_counts_although_the_server_stopped_reading(transport):
    def refuse_early(connection):
        connection.recv(1024)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        while connection.recv(65536):
            pass

    with serving(refuse_early) as server:
        assert transport.send(post(server.url(), body=b"x" * 4_000_000)).status == 413


def test_reading_reuses_a_connection(transport):
    with serving(answer_each(OK, OK)) as server:
        assert [transport.send(get(server.url())).status for _ in range(2)] == [200, 200]
        assert len(server.heard) == 1


def test_a_kept_connection_that_was_closed_meanwhile_costs_a_reader_nothing(transport):
    def hang_up_on_the_second(connection):
        read_request(connection)
        connection.sendall(OK)
        read_request(connection)

    with serving(hang_up_on_the_second, answer(OK)) as server:
        assert [transport.send(get(server.url())).status for _ in range(2)] == [200, 200]
        assert len(server.heard) == 2


def test_a_change_never_travels_on_a_kept_connection(transport):
    with serving(answer_each(OK), answer_each(OK)) as server:
        transport.send(post(server.url()))
        transport.send(post(server.url()))
        assert len(server.heard) == 2


def test_many_threads_share_one_transport(transport):
    answers = []
    with serving(*[answer(OK)] * 8) as server:
        threads = [
            threading.Thread(target=lambda: answers.append(transport.send(post(server.url())).status)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [200] * 8


# Nothing left


def test_a_closed_port_means_not_sent(transport):
    with pytest.raises(NotSent) as wrong:
        transport.send(post(f"http://127.0.0.1:{closed_port()}/"))
    assert wrong.value.code == "outbound.not_connected"
    assert not wrong.value.permanent


def test_a_name_that_does_not_resolve_means_not_sent():
    def nowhere(host, port, timeout):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with Transport(Guard(), resolver=nowhere) as transport, pytest.raises(NotSent) as wrong:
        transport.send(get("http://no.such.name/"))
    assert wrong.value.code == "outbound.not_resolved"


def test_a_name_server_that_is_silent_means_not_sent(monkeypatch):
    silent = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: silent.wait(30) and [])
    with Transport(Guard()) as transport, pytest.raises(NotSent) as wrong:
        transport.send(get("http://silent.name/", connect_timeout=0.05))
    silent.set()
    assert wrong.value.code == "outbound.not_resolved"


def test_a_hang_up_before_the_first_byte_means_not_sent():
    ours, theirs = socket.socketpair()
    theirs.close()
    exchange = Exchange(5.0)
    token = current.set(exchange)
    try:
        with ours, pytest.raises(NotSent) as wrong:
            GuardedStream(ours, "erp").write(b"POST / HTTP/1.1", 5.0)
    finally:
        current.reset(token)
    assert (wrong.value.code, exchange.sent) == ("outbound.closed_before_sending", False)


def test_a_failed_tls_handshake_means_not_sent(transport):
    with serving(lambda connection: connection.recv(10)) as server, pytest.raises(NotSent):
        transport.send(post(f"https://127.0.0.1:{server.port}/"))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///path",
        "//x",
        "",
        "http://u:p4ssword@127.0.0.1/",
        "http://[::1",
    ],
)
def test_an_address_that_is_not_plain_http_means_not_sent_for_good(transport, url):
    with pytest.raises(NotSent) as wrong:
        transport.send(get(url))
    assert wrong.value.permanent
    assert "p4ss" not in str(wrong.value)


@pytest.mark.parametrize(
    "headers", [{"Host": "other"}, {"Content-Length": "3"}, {"X-A": "b\r\nX-C: d"}, {"bad name": "x"}]
)
def test_a_header_that_could_confuse_servers_means_not_sent(transport, headers):
    with serving(answer(OK)) as server, pytest.raises(NotSent) as wrong:
        transport.send(get(server.url(), headers=headers))
    assert wrong.value.permanent


# The guard


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_loopback_is_closed_in_every_spelling(host):
    with Transport(Guard()) as transport, pytest.raises(NotSent) as wrong:
        transport.send(get(f"http://{host}:9/"))
    assert wrong.value.code in ("outbound.address_refused", "outbound.not_resolved", "outbound.bad_url")


def test_an_address_out_of_data_reaches_public_ones_only():
    with serving(answer_each(OK, OK)) as server, Transport(Guard(["127.0.0.1"])) as transport:
        assert transport.send(get(server.url())).status == 200
        for method in (get, post):
            with pytest.raises(AddressRefused):
                transport.send(method(server.url(), public_only=True))


def test_one_bad_address_among_good_ones_closes_the_name():
    def both(host, port, timeout):
        return ("127.0.0.1", "169.254.169.254")

    with Transport(Guard(["127.0.0.1"]), resolver=both) as transport, pytest.raises(AddressRefused) as wrong:
        transport.send(get("http://two.faces/"))
    assert wrong.value.message.params["nature"] == "metadata"


def test_a_name_is_resolved_once_and_the_checked_address_is_used():
    asked = []

    def changing_its_mind(host, port, timeout):
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("169.254.169.254",)

    with serving(answer(OK)) as server, Transport(Guard(["127.0.0.1"]), resolver=changing_its_mind) as transport:
        assert transport.send(post(f"http://rebinding.name:{server.port}/")).status == 200
    assert asked == ["rebinding.name"]
    assert f"host: rebinding.name:{server.port}" in server.heard[0].decode().lower()


def test_the_next_address_is_tried_when_the_first_is_dead():
    with serving(answer(OK)) as server:

        def two(host, port, timeout):
            return ("127.0.0.2", "127.0.0.1")

        with Transport(Guard(["127.0.0.0/8"]), resolver=two) as transport:
            assert transport.send(post(f"http://two.homes:{server.port}/")).status == 200


# Unknown


def test_a_cut_after_the_request_means_unknown(transport):
    with serving(read_request) as server, pytest.raises(Unknown) as wrong:
        transport.send(post(server.url()))
    assert (wrong.value.code, wrong.value.status) == ("outbound.cut", None)


def test_a_reset_after_the_request_means_unknown(transport):
    def script(connection):
        read_request(connection)
        reset(connection)

    with serving(script) as server, pytest.raises(Unknown):
        transport.send(post(server.url()))


def test_a_reset_in_the_middle_of_the_request_means_unknown(transport):
    def script(connection):
        connection.recv(1000)
        reset(connection)

    with serving(script) as server, pytest.raises(Unknown):
        transport.send(post(server.url(), body=b"x" * 8_000_000))


def test_a_cut_inside_the_headers_means_unknown(transport):
    with serving(answer(b"HTTP/1.1 200 OK\r\nContent-")) as server, pytest.raises(Unknown) as wrong:
        transport.send(post(server.url()))
    assert wrong.value.status is None


def test_a_cut_inside_the_body_means_unknown_with_the_status(transport):
    with (
        serving(answer(b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\nhalf")) as server,
        pytest.raises(Unknown) as wrong,
    ):
        transport.send(post(server.url()))
    assert wrong.value.status == 201


def test_silence_after_the_request_means_unknown(transport):
    def silent(connection):
        read_request(connection)
        connection.recv(1)

    with serving(silent) as server, pytest.raises(Unknown) as wrong:
        transport.send(post(server.url(), read_timeout=0.1))
    assert wrong.value.code == "outbound.too_slow"


def test_a_trickle_does_not_outlast_the_total_time(transport):
    done = threading.Event()

    def trickle(connection):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not done.wait(0.02):
            connection.sendall(b"x")

    with serving(trickle) as server:
        with pytest.raises(Unknown) as wrong:
            transport.send(post(server.url(), total_timeout=0.3))
        done.set()
    assert (wrong.value.code, wrong.value.status) == ("outbound.too_slow", 200)


@pytest.mark.parametrize(
    "garbage", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", b"\0" * 500_000]
)
def test_garbage_for_an_answer_means_unknown(transport, garbage):
    with serving(answer(garbage)) as server, pytest.raises(Unknown):
        transport.send(post(server.url()))


def test_a_body_over_the_limit_means_unknown(transport):
    large = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000)
    with serving(large) as server, pytest.raises(Unknown) as wrong:
        transport.send(post(server.url(), max_bytes=1000))
    assert (wrong.value.code, wrong.value.status) == ("outbound.too_large", 200)


def test_a_decompression_bomb_is_stopped_at_the_limit(transport):
    bomb = gzip.compress(b"\0" * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with serving(answer(head + bomb)) as server, pytest.raises(Unknown) as wrong:
        transport.send(get(server.url(), max_bytes=1 << 20))
    assert wrong.value.code == "outbound.too_large"


def test_broken_compression_means_unknown(transport):
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"
    with serving(answer(head)) as server, pytest.raises(Unknown) as wrong:
        transport.send(post(server.url()))
    assert wrong.value.code == "outbound.unreadable"


@pytest.mark.parametrize("size", [70_000, 5_000_000])
def test_headers_over_the_limit_mean_unknown(transport, size):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + b"X-Pad: " + b"x" * size + b"\r\n\r\n"
    with serving(answer(head)) as server, pytest.raises(Unknown):
        transport.send(post(server.url()))


# Redirects


def test_a_reader_is_redirected(transport):
    with serving(redirect(302, "/there?x=1"), answer(OK)) as server:
        assert transport.send(get(server.url("/here"))).url.endswith("/there")
    assert server.heard[1].startswith(b"GET /there?x=1 ")


@pytest.mark.parametrize("status", [307, 308])
def test_a_change_is_redirected_with_its_body(transport, status):
    with serving(redirect(status, "/there"), answer(OK)) as server:
        assert transport.send(post(server.url())).status == 200
    assert server.heard[1].startswith(b"POST /there ")
    assert server.heard[1].endswith(b'{"amount": 1}')


@pytest.mark.parametrize("status", [301, 302])
def test_a_change_is_never_turned_into_a_reading(transport, status):
    with serving(redirect(status, "/login")) as server:
        response = transport.send(post(server.url()))
    assert (response.status, response.effect) == (status, Effect.REFUSED)


def test_see_other_is_read_without_body(transport):
    with serving(redirect(303, "/result"), answer(OK)) as server:
        assert transport.send(post(server.url(), headers={"content-type": "application/json"})).status == 200
    assert server.heard[1].startswith(b"GET /result ")
    assert b"amount" not in server.heard[1]


@pytest.mark.parametrize("location", ["http://169.254.169.254/", "ftp://x/", "http://u:p@127.0.0.1/"])
def test_each_hop_is_checked_again(transport, location):
    with serving(redirect(307, location)) as server, pytest.raises(NotSent):
        transport.send(post(server.url()))


@pytest.mark.parametrize("location", ["http://169.254.169.254/", "ftp://x/"])
def test_a_failed_hop_after_the_effect_means_unknown(transport, location):
    with serving(redirect(303, location)) as server, pytest.raises(Unknown) as wrong:
        transport.send(post(server.url()))
    assert wrong.value.code == "outbound.redirected_after_effect"


def test_redirects_have_an_end(transport):
    with serving(*[redirect(307, "/again")] * 4) as server, pytest.raises(NotSent) as wrong:
        transport.send(post(server.url(), max_redirects=3))
    assert wrong.value.code == "outbound.too_many_redirects"


def test_credentials_stay_with_their_origin(transport):
    secret = {"Authorization": "Bearer t0ken", "X-Api-Key": "k3y", "Cookie": "c=1", "Accept": "text/plain"}
    with serving(answer(OK)) as other, serving(redirect(307, other.url("/x"))) as server:
        transport.send(post(server.url(), headers=secret))
    heard = other.heard[0].lower()
    assert b"t0ken" not in heard
    assert b"k3y" not in heard
    assert b"c=1" not in heard
    assert b"accept: text/plain" in heard


def test_credentials_go_along_on_the_same_origin(transport):
    with serving(redirect(307, "/x"), answer(OK)) as server:
        transport.send(post(server.url(), headers={"Authorization": "Bearer t0ken"}))
    assert b"Bearer t0ken" in server.heard[1]


# Secrets


def test_no_error_or_repr_shows_a_secret():
    mask = Mask()
    mask.add("t0k3n-secret")
    with Transport(Guard(["127.0.0.1"]), mask) as transport:
        request = post(
            f"http://127.0.0.1:{closed_port()}/x?key=t0k3n-secret",
            body=b"t0k3n-secret",
            headers={"Authorization": "t0k3n-secret"},
        )
        with pytest.raises(NotSent) as wrong:
            transport.send(request)
    assert "t0k3n" not in f"{wrong.value} {wrong.value!r} {request!r} {wrong.value.message}"


# TLS


def test_tls_is_checked_against_the_name_and_not_the_address(tmp_path):
    authority, server_context = certificate_for("erp.example", tmp_path)

    def wrap(connection):
        return server_context.wrap_socket(connection, server_side=True)

    trusting = Transport(Guard(["127.0.0.1"]), resolver=lambda *_: ("127.0.0.1",), ca_file=str(authority))
    with serving(answer(OK), answer(OK), wrap=wrap) as server, trusting as transport:
        assert transport.send(post(f"https://erp.example:{server.port}/")).status == 200
        with pytest.raises(NotSent):
            transport.send(post(f"https://other.example:{server.port}/"))
