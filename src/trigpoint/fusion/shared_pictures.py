"""Articles that show the same picture, by perceptual hash: resized, saved again, brightened, and often when cut or drawn over.

Two hashes of one picture: 64 bits to find candidates (where at most 6 differ, two of its eight bytes are equal, so a shared pair
of bytes finds them), 256 bits to decide. Hashes of unlike pictures lie about 128 bits of 256 apart, give or take 8. A cut picture
keeps some of its bright and dark parts, which have hashes of their own (Steinebach, Liu & Yannikos 2014).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import attrs

NEAR, NEAR_FINE, NEAR_PART = 6, 40, 32  # bits of 64 and of 256 that may differ; of 256 where one is a part
COMMON = 12  # articles that show it: more, and it is a logo, a flag or a stock picture
_BYTE_PAIRS = tuple(combinations(range(8), 2))


@attrs.frozen(kw_only=True)
class ShownPicture:
    """A picture as an article shows it."""

    article: str  # Article id
    name: str  # of the file or part
    coarse: int  # 64 bits
    fine: int  # 256 bits
    is_part: bool = False  # a bright or dark part of the picture, not all of it

    @property
    def printed(self) -> str:
        """The coarse hash as 16 hex digits."""
        return f"{self.coarse:016x}"


@attrs.frozen(kw_only=True)
class SharedPicture:
    """Two articles that show one picture; `apart` of 256 bits differ."""

    left: ShownPicture
    right: ShownPicture
    apart: int

    @property
    def why(self) -> str:
        """The sentence, with both hashes."""
        what = "one picture, or parts of it" if self.left.is_part or self.right.is_part else "one picture"
        return (
            f"both show {what} ({self.left.name}, {self.right.name}): their perceptual hashes {self.left.printed} and "
            f"{self.right.printed} agree, {self.apart} of 256 finer bits differ"
        )


def shared_pictures(shown: Iterable[ShownPicture]) -> list[SharedPicture]:
    """The closest pair of pictures for every two articles that share one. Pictures that many articles show are left out."""
    alike: dict[tuple[int, int, bool], list[ShownPicture]] = defaultdict(list)
    for one in sorted(shown, key=lambda s: (s.article, s.name, s.is_part, s.coarse, s.fine)):
        alike[one.coarse, one.fine, one.is_part].append(one)
    groups = list(alike.values())
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b, apart in _near(groups):
        near[a].append((b, apart))
        near[b].append((a, apart))
    best: dict[tuple[str, str], SharedPicture] = {}
    for n, group in enumerate(groups):
        around = [(n, 0), *near[n]]
        if len({s.article for m, _ in around for s in groups[m]}) > COMMON:
            continue
        for m, apart in around:
            for pair in _pairs(group, groups[m], apart):
                key = (pair.left.article, pair.right.article)
                if key not in best or pair.apart < best[key].apart:
                    best[key] = pair
    return [best[key] for key in sorted(best)]


def _near(groups: Sequence[Sequence[ShownPicture]]) -> Iterator[tuple[int, int, int]]:
    """Pairs of groups whose hashes are near, each once."""
    seen: set[tuple[int, int]] = set()
    buckets: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        one = group[0]
        bytes_of = one.coarse.to_bytes(8, "big")
        for k, (i, j) in enumerate(_BYTE_PAIRS):
            held = buckets[k, bytes_of[i], bytes_of[j]]
            for m in held:
                other = groups[m][0]
                if (one.coarse ^ other.coarse).bit_count() <= NEAR and (m, n) not in seen:
                    seen.add((m, n))
                    apart = (one.fine ^ other.fine).bit_count()
                    if apart <= (NEAR_PART if one.is_part or other.is_part else NEAR_FINE):
                        yield m, n, apart
            held.append(n)


def _pairs(group: Sequence[ShownPicture], other: Sequence[ShownPicture], apart: int) -> Iterator[SharedPicture]:
    for a in group:
        for b in other:
            if a.article < b.article:
                yield SharedPicture(left=a, right=b, apart=apart)
            elif b.article < a.article:
                yield SharedPicture(left=b, right=a, apart=apart)
