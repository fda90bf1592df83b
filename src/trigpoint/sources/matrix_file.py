"""The analyst's file of hypotheses: YAML, checked row by row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from trigpoint.model.errors import BadVocabulary, UnreadableFile
from trigpoint.model.hypothesis import DECEPTION, NONE_OF_THESE, Column, Hypothesis, HypothesisMatrix

MOST_BYTES = 4_000_000
ALWAYS = {
    NONE_OF_THESE: "None of these is true.",
    DECEPTION: "The evidence was made or staged to deceive.",
}
_ADVICE = "see docs/hypotheses.md for the format"


def read_matrix(path: Path, steps: Mapping[str, float]) -> HypothesisMatrix:
    """The matrix. Rows `none` and `deception` are added where the file has none, judged `even` where it does not judge them.

    Raises UnreadableFile for what is no YAML, BadVocabulary (with the place in the file) for what makes no sense.
    """
    plain = load_yaml(path)
    if not isinstance(plain, dict) or not str(plain.get("question") or "").strip():
        raise BadVocabulary(path.name, "states no `question`", _ADVICE)
    hypotheses = _hypotheses(plain.get("hypotheses"), path.name)
    named = {h.id for h in hypotheses}
    rows = tuple(hypotheses) + tuple(Hypothesis(id=k, statement=v) for k, v in ALWAYS.items() if k not in named)
    columns = _columns(plain.get("evidence"), named | set(ALWAYS), steps, path.name)
    try:
        return HypothesisMatrix(
            question=str(plain["question"]).strip(),
            hypotheses=rows,
            columns=columns,
            author=str(plain.get("author") or ""),
        )
    except ValueError as problem:
        raise BadVocabulary(path.name, str(problem), _ADVICE) from problem


def load_yaml(path: Path) -> Any:
    """A small YAML file a user wrote. No tags are obeyed. Raises UnreadableFile."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(path.name, f"is larger than {MOST_BYTES // 1_000_000} MB", "split it")
        text = path.read_text(encoding="utf-8-sig")
        if "&" in text and "*" in text and any(isinstance(t, yaml.AliasToken) for t in yaml.scan(text)):
            raise UnreadableFile(path.name, "uses YAML aliases", "write the values out")  # they can unfold to gigabytes
        return yaml.safe_load(text)
    except OSError as problem:
        raise UnreadableFile(path.name, problem.strerror or "cannot be opened", "check the path") from problem
    except UnicodeDecodeError as problem:
        raise UnreadableFile(path.name, "is not UTF-8 text", "save it as UTF-8") from problem
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        at = f" (line {mark.line + 1})" if mark else ""
        raise UnreadableFile(path.name, f"is no YAML{at}", "check indents and quotes") from problem


def _hypotheses(rows: Any, name: str) -> list[Hypothesis]:
    if not isinstance(rows, list) or not rows:
        raise BadVocabulary(name, "lists no `hypotheses`", _ADVICE)
    found = []
    for number, row in enumerate(rows, 1):
        at = f"{name}: hypothesis {number}"
        if (
            not isinstance(row, dict)
            or not str(row.get("id") or "").strip()
            or not str(row.get("statement") or "").strip()
        ):
            raise BadVocabulary(at, "needs an `id` and a `statement`", _ADVICE)
        prior = row.get("prior", 1.0)
        if isinstance(prior, bool) or not isinstance(prior, int | float) or not 0 < prior < 1e6:
            raise BadVocabulary(at, f"has a prior of {prior!r}", "give a weight above 0, such as 1 or 2.5")
        found.append(Hypothesis(id=str(row["id"]).strip(), statement=str(row["statement"]).strip(), prior=float(prior)))
    return found


def _columns(rows: Any, named: set[str], steps: Mapping[str, float], name: str) -> tuple[Column, ...]:
    if rows is None:
        return ()
    if not isinstance(rows, list):
        raise BadVocabulary(name, "`evidence` is no list", _ADVICE)
    found = []
    for number, row in enumerate(rows, 1):
        at = f"{name}: evidence {number}"
        if not isinstance(row, dict) or not str(row.get("id") or "").strip():
            raise BadVocabulary(at, "needs an `id` of an event, a claim or an observation", _ADVICE)
        cells = row.get("likelihoods") or {}
        if not isinstance(cells, dict):
            raise BadVocabulary(at, "`likelihoods` is no list of `hypothesis: step`", _ADVICE)
        judged = {str(key): _step(value, steps, at) for key, value in cells.items()}
        strange = sorted(set(judged) - named)
        if strange:
            raise BadVocabulary(at, f"judges {strange[0]!r}, which is no hypothesis here", "check its id")
        even = dict.fromkeys(ALWAYS, 0.5) if judged else {}
        found.append(
            Column(evidence=str(row["id"]).strip(), likelihoods=even | judged, why=str(row.get("why") or "").strip())
        )
    return tuple(found)


def _step(value: Any, steps: Mapping[str, float], at: str) -> float:
    word = str(value).strip().casefold().replace("_", " ")
    if word not in steps:
        raise BadVocabulary(at, f"says {value!r}", f"the seven steps are: {', '.join(steps)}")
    return steps[word]
