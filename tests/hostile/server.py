"""A web server on loopback that misbehaves on demand, and a network that believes it to be a public host."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable

import httpcore

PUBLIC = "93.184.216.34"
Talk = Callable[[socket.socket, bytes], None]  # gets the connection and the head of the request


class Server:
    """Answers each connection with `talk`. Use as a context manager."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.heads: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    head = connection.recv(65536)
                    self.heads.append(head)
                    self._talk(connection, head)
                except OSError:
                    continue  # the client hung up, as it should


class ToLoopback(httpcore.SyncBackend):
    """Notes which address was asked for and connects to the test's own server instead."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.asked: list[tuple[str, int]] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.asked.append((host, port))
        return super().connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> Talk:
    """One whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    whole = ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(whole)

    return talk


def redirect(*targets: str) -> Talk:
    """Each connection leads one target on; the last is repeated."""
    waiting = list(targets)

    def talk(connection: socket.socket, head: bytes) -> None:
        target = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        answer(b"", f"Location: {target}", status="302 Found")(connection, head)

    return talk


def dribble(first: bytes, drop: bytes, pause_s: float = 0.05) -> Talk:
    """Sends `first`, then `drop` again and again, slowly, until the client hangs up."""

    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(first)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            connection.sendall(drop)
            time.sleep(pause_s)

    return talk
