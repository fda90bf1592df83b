"""Independent pieces of the same work, by several threads where the caller lends some; the results do not hang on how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def each(work: Callable[[Piece], Result], pieces: Iterable[Piece], workers: Executor | None) -> list[Result]:
    """What `work` gives for every piece, in their order. Numpy lets go of the interpreter, so two threads use two cores."""
    return list(workers.map(work, pieces) if workers else map(work, pieces))
