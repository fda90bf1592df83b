"""A map of change without marks: where edges and pattern appeared. Its skill in a given place is not known and is said so.

Bare differences of tone are at chance on pairs that lie years apart, whatever the threshold. What held on two unlike sets of
marked pairs is structure: edges that the later picture has and the earlier lacks, where the local correlation is lost, and
edge energy that rose around. So the map shows what was built, broken open or covered with rubble; what vanished into even
ground it does not show.
"""

from __future__ import annotations

import numpy as np

from trigpoint.evidence.imagery.optical.appearance import Layer, smooth
from trigpoint.evidence.imagery.optical.features import PairTones, in_tiles, own_scales, pair_features

METHOD = "appeared structure 1"
LEAST = 0.05  # of the statistic: two pictures of the same bytes give 0, two of one unchanged place some hundredths
NO_SKILL = (
    "without marked examples the skill of this map is unknown and it may be no better than marking everything as changed: it "
    "shows where to look and decides nothing; mark a few pairs and pass them with --labels"
)


def structure_map(pair: PairTones) -> Layer:
    """Statistic (y, x) float32, greater = more appeared, NaN unknown."""
    scales = own_scales(pair)

    def measure(part: PairTones) -> Layer:
        layers = pair_features(part, scales)
        edges = layers["edge appeared.6"] + layers["edge appeared.16"]
        found = edges * layers["loss.16 around"] + 0.2 * np.maximum(layers["difference energy.16"], 0)
        return np.where(part.known, smooth(found.astype(np.float32), 2.0), np.nan).astype(np.float32)

    return in_tiles(pair, measure)


def otsu(values: Layer) -> float:
    """The cut between two classes with the greatest variance between them; inf for a constant."""
    known = values[np.isfinite(values)]
    if not known.size or known.min() == known.max():
        return float("inf")
    count, edges = np.histogram(known, 256)
    middle = (edges[:-1] + edges[1:]) / 2
    below, mass = np.cumsum(count), np.cumsum(count * middle)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (mass / below - (mass[-1] - mass) / above) ** 2
    return float(edges[1:][np.nanargmax(np.where(above > 0, apart, np.nan))])
