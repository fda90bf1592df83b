"""Many names, and which of them stand in a sentence: looked up by their first word, so that a large case costs little more."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

_WORD = re.compile(r"\w+")


@attrs.frozen(kw_only=True, eq=False)
class NameIndex:
    """Names by their first word, lower case; the longest first."""

    by_word: Mapping[str, tuple[str, ...]]

    def within(self, text: str) -> list[str]:
        """Names that stand in the text, whatever their case, as whole words or parts of longer ones; the longest first."""
        flat = text.casefold()
        near = {n for w in dict.fromkeys(_WORD.findall(flat)) for n in self.by_word.get(w, ())}
        return sorted((n for n in near if n.casefold() in flat), key=lambda n: (-len(n), n))

    def blanked(self, text: str) -> str:
        """The text without these names, every other character where it was."""
        for name in self.within(text):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda m: " " * len(m[0]), text, flags=re.IGNORECASE)
        return text


def name_index(names: Iterable[str]) -> NameIndex:
    """Names without a letter or digit are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if (first := _WORD.search(name.casefold())) is not None:
            found[first[0]].append(name)
    return NameIndex(by_word={w: tuple(sorted(n)) for w, n in found.items()})


NO_NAMES = NameIndex(by_word={})
