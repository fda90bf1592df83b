"""Reads the shipped classes of what sentences tell."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from trigpoint.fusion.wording.classes import WordClasses, build_classes

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_word_classes() -> WordClasses:
    """The shipped classes."""
    text = (files("trigpoint.data") / "word_classes.yaml").read_text(encoding="utf8")
    return build_classes(yaml.load(text, Loader=_Loader))  # noqa: S506 (a safe loader)
