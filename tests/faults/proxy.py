"""A TCP proxy before PostgreSQL that cuts, holds or refuses connections at a chosen place of the conversation."""

import re
import socket
import threading
from contextlib import suppress

#: What a session sends to end a transaction: as a query, or by the name under which it has prepared it.
_COMMIT = b"COMMIT\x00"
_PREPARED = re.compile(rb"(\w+)\x00COMMIT\x00")
#: What only a session that writes sends: a reader's BEGIN says more.
_WRITES = b"BEGIN\x00"


class Proxy:
    """Every connection is passed on until `plan` says otherwise for one that commits.

    before   cut when the COMMIT comes, nothing of it is passed on
    inside   pass half of the message on, then cut both sides
    after    pass it on, cut as soon as the server has answered it, before the client hears
    hold     cut the client's side, pass the COMMIT on only when told to `release`

    `cut_after` cuts a session that writes in the middle of what it says or hears, whatever that is.
    """

    def __init__(self, port):
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._plan = None
        self._hush = None  # the client whose answer nobody passes on
        self._answered = threading.Event()
        self._pairs = set()
        self._lock = threading.Lock()
        self._released = threading.Event()
        self.held = False
        self._open = threading.Event()
        self._open.set()
        self._refuses = False
        self._writing = set()  # clients that have begun to write
        self._left = {}  # "asked" or "answered" -> bytes that still pass
        #: Bytes that sessions which write have asked and were answered.
        self.passed = {"asked": 0, "answered": 0}
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def plan(self, how):
        """Do this to the next COMMIT that passes."""
        self._plan = how

    def hold(self):
        """Do so with the next COMMIT."""
        self._plan = "hold"

    def release(self):
        """Pass the COMMIT on that was held."""
        self._released.set()

    def refuse(self):
        """From now on nobody new is let through."""
        self._refuses = True

    def cut_after(self, way, passing):
        """Cut the session that writes next once so many bytes more have passed this way: "asked" or "answered"."""
        self._left = {way: passing}

    def partition(self):
        """From now on nothing passes in either direction, and nobody is told: packets are lost."""
        self._open.clear()

    def heal(self):
        """The network is back: what was under way has been given up, new connections pass."""
        self.cut()
        self._open.set()

    def cut(self):
        """End all connections."""
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            _close(*pair)

    def close(self):
        self._open.set()
        self._listening.close()
        self.cut()

    # ---- threads ----

    def _accept(self):
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        self._open.wait()
        try:
            if self._refuses:
                raise ConnectionRefusedError
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            client.close()
            return
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._pairs.add((client, server))
        back = threading.Thread(target=self._answers, args=(server, client), daemon=True)
        back.start()
        self._asks(client, server)

    def _asks(self, client, server):
        name = _COMMIT
        with suppress(OSError):
            while data := client.recv(1 << 16):
                self._open.wait()
                if _WRITES in data:
                    self._writing.add(client)
                if (part := self._passing("asked", client, data)) is not None:
                    server.sendall(part)
                    break
                if prepared := _PREPARED.search(data):
                    name = b"\x00" + prepared[1] + b"\x00"
                place = max(data.find(_COMMIT), data.find(name))
                plan = self._plan if place >= 0 else None
                if plan is not None:
                    self._plan = None
                    self.cuts += 1
                    if plan == "inside":
                        server.sendall(data[: place + 3])
                    if plan == "after":
                        self._hush = client
                        server.sendall(data)
                        self._heard(client, server)
                    if plan == "hold":
                        self._hold(client, server, data)
                    break
                server.sendall(data)
        _close(client, server)

    def _passing(self, way, client, data):
        """None: all of it passes. Else what still does before both sides are cut."""
        if client not in self._writing:
            return None
        with self._lock:
            left = self._left.get(way)
            if left is None or len(data) < left:
                self.passed[way] += len(data)
                self._left.update({} if left is None else {way: left - len(data)})
                return None
            self._left = {}
            self.cuts += 1
            self._pairs = {pair for pair in self._pairs if pair[0] is not client}
        return data[:left]

    def _heard(self, client, server):
        """Wait until the server has answered, which nobody passes on."""
        with self._lock:
            self._pairs.discard((client, server))
        self._answered.wait(20)
        self._answered.clear()
        self._hush = None

    def _hold(self, client, server, data):
        """The client is told that the line is dead, while the server's side stays as it is."""
        with self._lock:
            self._pairs.discard((client, server))
        self._hush = client
        self.held = True
        client.shutdown(socket.SHUT_RDWR)
        self._released.wait(60)
        server.sendall(data)
        self._answered.wait(20)

    def _answers(self, server, client):
        with suppress(OSError):
            while data := server.recv(1 << 16):
                self._open.wait()
                if self._hush is client:
                    self._answered.set()
                    continue
                if (part := self._passing("answered", client, data)) is not None:
                    client.sendall(part)
                    break
                client.sendall(data)
        _close(client, server)


def _close(*ends):
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
