"""What an answer's status means for the effect: refused, busy or unknown; nothing else."""

import pytest

from lingqu.hub.connectors.tryton.client import Account, TrytonClient
from lingqu.hub.connectors.tryton.errors import TrytonBusy, TrytonRefused, TrytonSignIn
from lingqu.outbound.errors import Unknown
from lingqu.outbound.exchange import OutboundResponse
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Secret


class Server:
    """Signs everybody in, then gives one answer to everything; remembers what it was asked."""

    def __init__(self, status: int, body: bytes, sign_in: int = 200) -> None:
        self.requests = []
        self._status, self._body, self._sign_in = status, body, sign_in

    def send(self, request):
        self.requests.append(request)
        if b"common.db.login" in request.body:
            return answer(self._sign_in, b'{"id":1,"result":[7,"s3ss10n-t0ken",null]}')
        if b"get_preferences" in request.body:
            return answer(200, b'{"id":1,"result":{"company":1,"locale":{}}}')
        return answer(self._status, self._body)


def answer(status: int, body: bytes) -> OutboundResponse:
    return OutboundResponse(status=status, headers=(), body=body, url="http://erp/", elapsed_ms=1)


def client(server: Server, mask: Mask | None = None) -> TrytonClient:
    account = Account(url="http://erp", database="erp", user="lingqu", password=Secret("p4ssword"))
    return TrytonClient(server.send, account, mask)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (429, b"", TrytonBusy),
        (503, b"", Unknown),
        (403, b"", TrytonRefused),
        (404, b"", TrytonRefused),
        (500, b"", Unknown),
        (504, b"", Unknown),
        (200, b"<html>", Unknown),
        (200, b'{"id":1}', Unknown),
        (200, b'{"id":1,"error":["KeyError: x","Traceback: /srv/secret"]}', TrytonRefused),
    ],
)
def test_an_answer_ends_in_one_outcome(status, body, outcome):
    with pytest.raises(outcome) as wrong:
        client(Server(status, body)).do("purchase.purchase", "quote", 1)
    assert "/srv/secret" not in str(wrong.value)


def test_only_busy_may_be_tried_again():
    with pytest.raises(TrytonBusy) as busy:
        client(Server(429, b"")).do("purchase.purchase", "quote", 1)
    with pytest.raises(TrytonRefused) as refused:
        client(Server(403, b"")).do("purchase.purchase", "quote", 1)
    assert (busy.value.permanent, refused.value.permanent) == (False, True)


def test_a_session_is_renewed_once_and_not_for_ever():
    server = Server(401, b"")
    with pytest.raises(TrytonRefused):
        client(server).call("model.purchase.purchase.quote", [1], {})
    assert sum(b"quote" in request.body for request in server.requests) == 2
    assert sum(b"common.db.login" in request.body for request in server.requests) == 2


def test_a_refused_sign_in_asks_nothing_more():
    server = Server(200, b"", sign_in=401)
    with pytest.raises(TrytonSignIn):
        client(server).do("purchase.purchase", "quote", 1)
    assert len(server.requests) == 1


def test_the_company_goes_along_as_context():
    server = Server(200, b'{"id":1,"result":null}')
    client(server).do("purchase.purchase", "quote", 1, "17.5")
    assert b'"params":[[1],{"company":1,"_timestamp":{"purchase.purchase,1":"17.5"}}]' in server.requests[-1].body


def test_password_and_session_are_masked():
    mask = Mask()
    client(Server(200, b'{"id":1,"result":null}'), mask).do("purchase.purchase", "quote", 1)
    assert mask.text("p4ssword s3ss10n-t0ken") == "*** ***"
