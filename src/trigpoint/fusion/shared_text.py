"""Which texts hold another text: containment of runs of words, so that a short copy inside a long article is found.

Broder 1997 (resemblance and containment of documents): every run of `RUN` words is hashed, and of the hashes one in `KEEP`
stand for the text; their share found in another text estimates the share of the text found there. Runs that many texts hold
are furniture, not copying, and are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

import attrs
import numpy as np

RUN = 6  # words
KEEP = 4  # one hash in this many is kept
FEWEST = 12  # kept runs from which a text can be judged: about 50 words
HELD = 0.5  # share of the shorter text from which it is taken over
_FURNITURE = 12  # texts that hold a run before it is furniture, and one in twenty of all
_WORD = re.compile(r"\w+")


@attrs.frozen(kw_only=True)
class Held:
    """How much of one text stands in another."""

    inner: str
    outer: str
    share: float  # 0..1, estimated


def shared_texts(texts: Iterable[tuple[str, str]]) -> Iterator[Held]:
    """Pairs (id, text) in -> pairs of ids where at least `HELD` of the shorter text stands in the other.

    Texts too short for that are compared as wholes.
    """
    kept: dict[str, np.ndarray[tuple[int], np.dtype[np.uint64]]] = {}
    short: dict[str, str] = {}  # words -> the first id
    for id_, text in texts:
        runs = sampled_runs(text)
        if len(runs) >= FEWEST:
            kept[id_] = runs
            continue
        words = " ".join(_WORD.findall(text.casefold()))
        if words and short.setdefault(words, id_) != id_:
            yield Held(inner=id_, outer=short[words], share=1.0)
    held = Counter(run for runs in kept.values() for run in runs.tolist())
    most = max(_FURNITURE, len(kept) // 20)
    holders: dict[int, list[str]] = defaultdict(list)
    sizes: dict[str, int] = {}
    for id_ in sorted(kept):
        own = [run for run in kept[id_].tolist() if held[run] <= most]
        sizes[id_] = len(own)
        for run in own:
            if held[run] > 1:
                holders[run].append(id_)
    yield from _pairs(holders, sizes)


def _pairs(holders: Mapping[int, list[str]], sizes: Mapping[str, int]) -> Iterator[Held]:
    common: Counter[tuple[str, str]] = Counter()
    for ids in holders.values():
        for n, left in enumerate(ids):
            for right in ids[n + 1 :]:
                common[left, right] += 1
    for (left, right), n in sorted(common.items()):
        inner, outer = (left, right) if (sizes[left], left) <= (sizes[right], right) else (right, left)
        if sizes[inner] >= FEWEST and n / sizes[inner] >= HELD:
            yield Held(inner=inner, outer=outer, share=n / sizes[inner])


def sampled_runs(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Distinct hashes of runs of `RUN` words, one in `KEEP`; case, digits and punctuation as they stand but for case."""
    words = np.array([crc32(w.encode()) for w in _WORD.findall(text.casefold())], dtype=np.uint64)
    if len(words) < RUN:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(len(words) - RUN + 1, dtype=np.uint64)
    for n in range(RUN):  # a polynomial of the words' hashes, modulo 2**64
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + words[n : len(words) - RUN + 1 + n]
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return np.unique(mixed[mixed % np.uint64(KEEP) == 0])
