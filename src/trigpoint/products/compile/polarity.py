"""Whether it happened: what the only evidence denies or plans is not told as done; a denial needs somebody who denies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.model import Modality
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.compile.rule import Check, refusal, segments
from trigpoint.products.wording import listed

_NAMED = 4  # ids in a reason
_SHORT = 4  # words of a stretch that says nothing by itself
_UNREALISED = frozenset({Modality.PLANNED, Modality.FORECAST})
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial|ials)|dismiss\w*|reject\w*|refut\w*|disput\w*|disavow\w*|rebut\w*|contradict\w*|contest\w*|untrue|false|"
    r"not|no|never|nobody|none|neither|nor|without|unfounded|baseless|\w+n['’]t)\b|نف[ىيتو]\w*|ينف\w*|تنف\w*|إنكار|أنكر\w*|لم|لا|ليس\w*",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|intend\w*|intention\w*|will|would|shall|could|may|might|expect\w*|announc\w*|schedul\w*|threat\w*|vow\w*|"
    r"pledg\w*|order\w*|prepar\w*|due|forecast\w*|predict\w*|propos\w*|aim(?:s|ed|ing)?|seek\w*|sought|consider\w*|warn\w*|promis\w*|if|"
    r"possib\w*|future|agree\w*|want\w*|decid\w*|decision|ready|set to|to be|upcoming|prospect\w*|call(?:s|ed) for|"
    r"about to|going to|likely|unlikely|not|no|never|yet)\b|س[يتنأ]\w+|سوف|يعتزم\w*|تعتزم\w*|خط[طة]\w*|قد",
    re.IGNORECASE,
)
_SAYS_DENIED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed)|disavow(?:s|ed)?)\b", re.IGNORECASE)


def happened(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """What the only evidence denies or plans is not told as having happened; a denial is told only where somebody denies."""
    if block.kind is Kind.QUOTE or not sentence.cites:
        return
    for part in segments(check, sentence):
        claims = [c for b in part.bases for c in b.claims]
        if not claims or any(b.observation is not None or b.assessment is not None for b in part.bases):
            continue
        words = outside_quotes(part.text if len(part.text.split()) > _SHORT else sentence.text)
        denied = [c for c in claims if c.negated or c.modality is Modality.DENIED]
        planned = [c for c in claims if c.modality in _UNREALISED and c not in denied]
        if len(denied) + len(planned) < len(claims):
            continue
        marked = (denied and _DENIES.search(words)) or (planned and _PLANS.search(words))
        if not marked:
            cited = listed([b.id for b in part.bases][:_NAMED])
            what = "deny" if denied and not planned else "plan or expect" if planned and not denied else "deny or plan"
            yield refusal(
                sentence,
                "happened",
                f"tells as having happened what its only evidence {cited} does but {what}",
                "say who denies or plans it",
            )
    yield from _nobody_denies(check, sentence)


def _nobody_denies(check: Check, sentence: Sentence) -> Iterator[Refusal]:
    found = _SAYS_DENIED.search(outside_quotes(sentence.text))
    bases = check.of(sentence)
    if found is None or not any(b.claims for b in bases):
        return
    claims = [c for b in bases for c in b.claims]
    is_disputed = any(
        b.event and any(c.field in ("occurrence", "perpetrator") for c in b.event.contradictions) for b in bases
    )
    if is_disputed or any(c.negated or c.modality is Modality.DENIED or _DENIES.search(c.quote.text) for c in claims):
        return
    yield refusal(sentence, "happened", f"says “{found[0]}”, but nothing cited denies anything", "cite the denial")
