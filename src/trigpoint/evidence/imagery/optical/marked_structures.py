"""Learn from structures that an analyst marked as damaged or intact, with the skill of leaving each one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.optical.skill import auc

Floats = npt.NDArray[np.float64]

LEAST_OF_EACH = 3  # marks of either kind; with fewer, leaving one out leaves too little
DRAWS = 1000


@attrs.frozen(kw_only=True)
class MarkedSkill:
    """Of probabilities each made without the structure itself."""

    damaged: int
    intact: int
    auc: float
    auc_low: float  # 95 % interval: structures drawn with replacement
    auc_high: float
    right: float  # share on the right side of one half


@attrs.frozen(kw_only=True)
class FromMarks:
    """Probability of damage by footprint id; a marked one's comes from the model that never saw it."""

    probability: dict[str, float]
    skill: MarkedSkill


def learn_structures(measured: Mapping[str, Floats], marks: Mapping[str, bool]) -> tuple[FromMarks | None, list[str]]:
    """A model from the marked structures, None where it cannot be made; and what to say of it."""
    strange = [name for name in marks if name not in measured]
    told = (
        [f"{len(strange)} marked structures cannot be measured or have no outline, such as {strange[0]!r}"]
        if strange
        else []
    )
    known = [name for name in measured if name in marks]
    truth = np.array([marks[name] for name in known], bool)
    damaged, intact = int(truth.sum()), int((~truth).sum())
    if min(damaged, intact) < LEAST_OF_EACH:
        told.append(
            f"{damaged} damaged and {intact} intact structures are marked; learning needs {LEAST_OF_EACH} of each: marks not used"
        )
        return None, told
    names = list(measured)
    rows = np.stack([measured[name] for name in names])
    place = {name: k for k, name in enumerate(names)}
    at = np.array([place[name] for name in known])
    left_out = np.array(
        [_probability(rows[np.delete(at, k)], np.delete(truth, k), rows[at[k : k + 1]])[0] for k in range(len(at))]
    )
    found = dict(zip(names, map(float, _probability(rows[at], truth, rows)), strict=True))
    found |= dict(zip(known, map(float, left_out), strict=True))
    skill = _skill(left_out, truth)
    told.append(
        f"learned from {damaged} damaged and {intact} intact structures; each left out in turn: AUC {skill.auc:.2f} "
        f"({skill.auc_low:.2f}-{skill.auc_high:.2f}), {skill.right:.0%} on the right side"
    )
    if skill.auc_low <= 0.5:
        told.append("the marks do not surely tell damaged from intact here: mark more structures")
    return FromMarks(probability=found, skill=skill), told


def _probability(rows: Floats, truth: npt.NDArray[np.bool_], asked: Floats) -> Floats:
    from sklearn.linear_model import LogisticRegression

    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model: Any = LogisticRegression(C=0.5, class_weight="balanced", max_iter=500).fit((rows - middle) / spread, truth)
    return np.asarray(model.predict_proba(np.clip((asked - middle) / spread, -4, 4))[:, 1], np.float64)


def _skill(probability: Floats, truth: npt.NDArray[np.bool_]) -> MarkedSkill:
    rng = np.random.default_rng(0)
    score = probability.astype(np.float32)
    drawn = []
    for _ in range(DRAWS):
        pick = rng.integers(0, truth.size, truth.size)
        one = auc(score[pick], truth[pick])
        drawn += [one] if one is not None else []
    whole = auc(score, truth)
    return MarkedSkill(
        damaged=int(truth.sum()), intact=int((~truth).sum()), auc=float("nan") if whole is None else whole,
        auc_low=float(np.percentile(drawn, 2.5)), auc_high=float(np.percentile(drawn, 97.5)),
        right=float(((probability >= 0.5) == truth).mean()),
    )  # fmt: skip
