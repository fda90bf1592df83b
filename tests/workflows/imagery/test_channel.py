"""Messages and open files between two processes of the program."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from trigpoint.workflows.imagery.channel import Channel


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    """Both ends of one channel."""
    here, there = socket.socketpair()
    with Channel(here) as one, Channel(there) as other:
        yield one, other


def test_messages_of_any_length_arrive_in_order(ends: tuple[Channel, Channel]) -> None:
    messages = ["", None, ("a", 1.5), b"x" * 3_000_000, {"k": [1, 2]}]

    def send_all() -> None:
        for message in messages:
            ends[0].send(message)

    sender = threading.Thread(target=send_all)
    sender.start()
    assert [ends[1].receive() for _ in messages] == [(message, []) for message in messages]
    sender.join()


@pytest.mark.parametrize("count", [1, 200, 201, 450])
def test_more_handles_than_fit_into_one_message_arrive_open(
    ends: tuple[Channel, Channel], tmp_path: Path, count: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(count % 256 for count in range(count)))
    sent = [os.open(path, os.O_RDONLY) for _ in range(count)]
    ends[0].send("files", sent)
    ends[0].send("after")
    message, got = ends[1].receive()
    assert (message, len(got)) == ("files", count)
    assert [os.pread(handle, 1, at)[0] for at, handle in enumerate(got)] == [at % 256 for at in range(count)]
    assert ends[1].receive() == ("after", [])
    for handle in (*sent, *got):
        os.close(handle)


def test_an_end_that_is_closed_is_noticed_by_the_other(ends: tuple[Channel, Channel]) -> None:
    assert not ends[1].is_left()
    ends[0].send("last")
    assert not ends[1].is_left()
    ends[0].close()
    assert ends[1].receive() == ("last", [])
    assert ends[1].is_left()
    with pytest.raises(EOFError):
        ends[1].receive()
    with pytest.raises(EOFError):
        ends[1].send("nobody hears it")
