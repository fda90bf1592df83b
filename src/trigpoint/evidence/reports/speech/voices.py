"""A voice is a source together with the characters it vouches for."""

from __future__ import annotations

import attrs

from trigpoint.evidence.reports.speech.speakers import Speaker
from trigpoint.model import Attribution, Modality, SourceKind

HEARSAY_KINDS = {SourceKind.MEDIA, SourceKind.UNNAMED, SourceKind.WITNESS}


@attrs.frozen(kw_only=True)
class Voice:
    """A source and the characters [start, end) it vouches for."""

    speaker: Speaker
    cue: str
    held: Modality
    start: int
    end: int
    rank: int = 1  # 0 carries the word of the others over the same text, 2 is cited by them
    carried: bool = False
    at: int  # where the cue stands
    lasting: bool = False  # the speaker is at work on evidence: the rest of the paragraph is on its word


@attrs.frozen(kw_only=True)
class Voices:
    """All voices of a document."""

    voices: tuple[Voice, ...]
    outlet: str = ""

    def over(self, start: int, end: int, at: int | None = None) -> list[Voice]:
        """The voices that cover the character `at`, or at least half of [start, end); outermost first.

        A claim whose happening is the saying itself (`at` is the cue) has its speaker in the chain.
        """
        need = max(1, (end - start) / 2)
        covering = [
            v
            for v in self.voices
            if (at is not None and (v.start <= at < v.end or v.at == at))
            or min(end, v.end) - max(start, v.start) >= need
        ]
        covering.sort(key=lambda v: (v.rank, -(v.end - v.start), v.start))
        return covering

    def chain_at(self, start: int, end: int, at: int | None = None) -> tuple[Attribution, ...]:
        """The attribution chain, outermost first: the outlet where known, then who it quotes, then on whose word.

        `at` is where the happening is named, when it is one part of the words [start, end).
        """
        links = [Attribution(name=self.outlet, kind=SourceKind.OUTLET)] if self.outlet else []
        seen = {self.outlet.casefold()}
        for voice in self.over(start, end, at):
            if voice.speaker.name.casefold() in seen:
                continue
            seen.add(voice.speaker.name.casefold())
            links.append(
                Attribution(name=voice.speaker.name, kind=voice.speaker.kind, cue=voice.cue, carried=voice.carried)
            )
        return tuple(links)

    def held_at(self, start: int, end: int, at: int | None = None) -> Modality:
        """How the innermost voice holds the text; hearsay kinds turn a flat "say" into `reported`."""
        covering = self.over(start, end, at)
        if not covering:
            return Modality.ASSERTED
        inner = covering[-1]
        if inner.held is Modality.ASSERTED and inner.speaker.kind in HEARSAY_KINDS:
            return Modality.REPORTED
        return inner.held
