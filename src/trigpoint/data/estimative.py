"""Reads the shipped scales of likelihood and the words that the lint looks for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from trigpoint.fusion.wording.vocabulary import EstimativeWords
from trigpoint.model.assessment import Scale, Term

DEFAULT_SCALE = "icd203-2015"
SCALES = ("icd203-2015", "ipcc-ar5", "phia-2018")


@cache
def load_scales() -> dict[str, Scale]:
    """The scales by id."""
    return {key: _scale(key) for key in SCALES}


def _scale(key: str) -> Scale:
    plain = yaml.safe_load((files("trigpoint.data") / "scales" / f"{key}.yaml").read_text(encoding="utf8"))
    terms = tuple(Term(**{**row, "forms": tuple(row.get("forms", ()))}) for row in plain["terms"])
    return Scale(
        id=plain["id"],
        name=plain["name"],
        source=plain["source"],
        rows=tuple(plain["rows"]),
        nested=plain.get("nested", False),
        terms=terms,
    )


@cache
def load_words() -> EstimativeWords:
    """The lint's words."""
    plain = yaml.safe_load((files("trigpoint.data") / "estimative_words.yaml").read_text(encoding="utf8"))
    return EstimativeWords(
        certainty=tuple(plain["certainty"]),
        vague=tuple(plain["vague"]),
        homemade=tuple((phrase, low, high) for phrase, (low, high) in plain["homemade"].items()),
        hedges=tuple(plain["hedges"]),
        cues=tuple(plain["cues"]),
        confidence=tuple(plain["confidence"]),
    )
