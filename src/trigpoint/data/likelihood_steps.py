"""Reads the seven steps on which evidence is judged under a hypothesis."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def load_steps() -> dict[str, float]:
    """P(E | H) by the step's name, from the most to the least likely."""
    text = (files("trigpoint.data") / "likelihood_steps.yaml").read_text(encoding="utf8")
    return {str(name): float(p) for name, p in yaml.safe_load(text)["steps"].items()}
