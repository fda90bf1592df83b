"""The names of belligerents in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from trigpoint.fusion.vocabulary import A_GOVERNMENT, LinkVocabulary

_ACTOR_NOUNS = (
    "forces|army|military|jets?|aircraft|warplanes?|planes?|air force|navy|troops|soldiers|drones?|officials?|government|missiles?|"
    "strikes?|airstrikes?|raids?|shelling|artillery|helicopters?|warships?|fighters?|militia|police|marines|submarines?|fire|attacks?"
)
_UPPER = 3  # letters of names that are written in capitals


@attrs.frozen(kw_only=True, eq=False)
class PartyNames:
    """The belligerents' names as one pattern."""

    pattern: re.Pattern[str]
    adjectives: re.Pattern[str]
    vocabulary: LinkVocabulary

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, belligerent), names written as names."""
        taken: list[tuple[int, int]] = []
        for m in self.pattern.finditer(text):
            words = m[0]
            if words[:1].isupper() and (len(words.replace(".", "")) > _UPPER or words.isupper()):
                taken.append(m.span())
                yield m.start(), m.end(), self.vocabulary.parties[" ".join(words.casefold().split())]
        for m in self.adjectives.finditer(text):
            if any(start <= m.start(1) < end for start, end in taken):
                continue
            state = self.vocabulary.demonyms[m[1].casefold()]
            yield m.start(1), m.end(1), self.vocabulary.parties.get(state, state)


def party_names(vocabulary: LinkVocabulary) -> PartyNames | None:
    """None for a vocabulary without belligerents."""
    own = [n for n, party in vocabulary.parties.items() if party != A_GOVERNMENT and n == n.strip()]
    if not own:
        return None
    spelt = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(own, key=len, reverse=True))
    adjectives = "|".join(map(re.escape, vocabulary.demonyms)) or r"(?!)"
    return PartyNames(
        pattern=re.compile(rf"(?<![\w-])(?:{spelt})(?![\w-])", re.IGNORECASE),
        adjectives=re.compile(rf"(?<![\w-])({adjectives})(?=\s+(?:\w+\s+)?(?:{_ACTOR_NOUNS})\b)", re.IGNORECASE),
        vocabulary=vocabulary,
    )
