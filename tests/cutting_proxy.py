"""A TCP proxy before a Neo4j server: passes every byte, until it cuts all lines at one, as a bad network would."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["client", "server"]

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""How Bolt writes "commit": a chunk of two bytes, a structure without fields and its number, the end of the message."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the lines are cut, once; afterwards everything passes again, so that another try comes through."""

    side: Side
    """Whose bytes are counted."""
    after: int
    """So many still pass; of 0, nothing does."""
    commits: int = 0
    """Counting begins when this many commits have been passed on to the server."""
    refuse_for: float = 0.0
    """Seconds after the cut in which nobody gets through."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What passed since the last plan."""

    client: int
    """Bytes from the client."""
    server: int
    """Bytes from the server."""
    commits: tuple[int, ...]
    """For each commit that the client asked for, how many of its bytes had passed with it."""


@dataclass
class CuttingProxy:
    """Stands on `port` before the server on `server_port`; made by `before`."""

    server_port: int
    port: int
    happened: threading.Event = field(default_factory=threading.Event)
    """Set when the lines of the present plan are cut."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _lines: set[socket.socket] = field(default_factory=set)
    _cut: Cut | None = None
    _also: Callable[[], None] | None = None
    _passed: dict[Side, int] = field(default_factory=lambda: {"client": 0, "server": 0})
    _left: int | None = None
    """Bytes of the planned side that still pass; None while they are not counted yet."""
    _commits: list[int] = field(default_factory=list)
    _end: bytes = b""
    """The client's last bytes, which may be the beginning of a commit."""
    _refused_until: float = 0.0

    def plan(self, cut: Cut | None = None, *, also: Callable[[], None] | None = None) -> None:
        """Counts from nothing again, and cuts there; `also` is done at that byte, before the lines are cut."""
        with self._lock:
            self._cut, self._also = cut, also
            self._left = cut.after if cut and not cut.commits else None
            self._passed = {"client": 0, "server": 0}
            self._commits, self._end = [], b""
            self._refused_until = 0.0
            self.happened.clear()

    @property
    def conversation(self) -> Conversation:
        """What has passed so far."""
        with self._lock:
            return Conversation(self._passed["client"], self._passed["server"], tuple(self._commits))

    def serve(self, listener: socket.socket) -> None:
        """Passes between whoever comes and the server, until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                if time.monotonic() < self._refused_until:
                    raise ConnectionRefusedError
                server = socket.create_connection(("127.0.0.1", self.server_port))
            except OSError:
                client.close()
                continue
            for line in (client, server):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small messages wait for 40 ms each, else
            with self._lock:
                self._lines |= {client, server}
            for side, source, target in (("client", client, server), ("server", server, client)):
                threading.Thread(target=self._pass, args=(side, source, target), daemon=True).start()

    def cut_lines(self) -> None:
        """Ends every connection, on both sides of the proxy."""
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            _end(line)

    def _pass(self, side: Side, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                passing, is_cut = self._count(side, data)
                target.sendall(passing)
                if is_cut:
                    self._do_cut()
        except OSError:
            pass  # the other thread, or the other end, has ended this line
        finally:
            with self._lock:
                self._lines -= {source, target}
            _end(source)
            _end(target)

    def _count(self, side: Side, data: bytes) -> tuple[bytes, bool]:
        """The bytes that pass, and whether the lines are cut after them."""
        with self._lock:
            passing, is_cut = data, False
            if self._cut and self._cut.side == side and self._left is not None:
                passing, is_cut = data[: self._left], len(data) >= self._left
                self._left -= len(passing)
            self._passed[side] += len(passing)
            if side == "client":
                self._see_commits(passing)
            if is_cut:
                self._refused_until = time.monotonic() + (self._cut.refuse_for if self._cut else 0)
                self._cut, self._left = None, None
            return passing, is_cut

    def _see_commits(self, passing: bytes) -> None:
        text = self._end + passing
        at = text.find(COMMIT)
        while at >= 0:
            self._commits.append(self._passed["client"] - len(text) + at + len(COMMIT))
            at = text.find(COMMIT, at + len(COMMIT))
        self._end = text[-len(COMMIT) + 1 :]
        if self._cut and self._left is None and len(self._commits) >= self._cut.commits:
            self._left = self._cut.after

    def _do_cut(self) -> None:
        if self._also:
            self._also()
        self.cut_lines()
        self.happened.set()


@contextlib.contextmanager
def before(server_port: int) -> Iterator[CuttingProxy]:
    """A proxy before the server on a port of this computer; its lines end with the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = CuttingProxy(server_port, listener.getsockname()[1])
        thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            _end(listener)
            thread.join()
            proxy.cut_lines()


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)  # wakes a thread that reads from it, which closing alone does not
    line.close()
