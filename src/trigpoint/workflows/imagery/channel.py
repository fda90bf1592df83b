"""Messages between two processes of this program over a socket, and the handles of open files with them.

Both ends are ours: what comes in is trusted.
"""

from __future__ import annotations

import pickle
import socket
import struct
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct("<QI")
_MOST_HANDLES = 200  # in one message; systems allow 253


class Channel:
    """One end. Raises EOFError where the other end is gone."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """The other end sees it."""
        self._end.close()

    def send(self, message: Any, handles: Sequence[int] = ()) -> None:
        """Any value that can be pickled, and handles, which the other end gets as its own."""
        body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            self._end.sendall(_LENGTH.pack(len(body), len(handles)) + body)
            for at in range(0, len(handles), _MOST_HANDLES):
                socket.send_fds(self._end, [b"h"], handles[at : at + _MOST_HANDLES])
        except OSError as error:
            raise EOFError from error

    def receive(self) -> tuple[Any, list[int]]:
        """The next message and its handles; waits for it."""
        try:
            length, count = _LENGTH.unpack(self._exactly(_LENGTH.size))
            body = self._exactly(length)
            handles: list[int] = []
            while len(handles) < count:
                said, found, _, _ = socket.recv_fds(self._end, 1, _MOST_HANDLES)
                if not said:
                    raise EOFError
                handles += found
        except OSError as error:
            raise EOFError from error
        return pickle.loads(body), handles  # noqa: S301 - of this program's own other process

    def is_left(self) -> bool:
        """Whether the other end is closed; never waits."""
        try:
            return not self._end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _exactly(self, length: int) -> bytearray:
        found = bytearray(length)
        left = memoryview(found)
        while left:
            count = self._end.recv_into(left)
            if not count:
                raise EOFError
            left = left[count:]
        return found
