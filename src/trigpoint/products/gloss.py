"""What a quote in another language was read to say: the claim's own fields in English, never a translation."""

from __future__ import annotations

from trigpoint.model import Claim
from trigpoint.products.material import BriefMaterial
from trigpoint.products.wording import count_words, shown


def gloss_of(material: BriefMaterial, claim: Claim) -> str:
    """ "Read as: airstrike; Albukamal; 2024-03-01; killed: 7 fighters"; "" for English and for a language not determined."""
    article = material.articles.get(claim.article)
    if article is None or article.language in ("", "en"):
        return ""
    label = material.event_types.get(claim.event_type) or claim.event_type.replace("_", " ")
    place = (claim.where.name or claim.where.text) if claim.where is not None else ""
    counts = [f"{c.status.value}: {count_words(c)} {c.unit}" for c in claim.counts]
    by = [f"by {name}" for name in claim.actors[:1]]
    parts = [label.lower(), place, claim.when.edtf(), *counts, *by, "denied" if claim.negated else ""]
    return "Read as: " + "; ".join(shown(part) for part in parts if part)
